"""Which files of a folder are articles."""

import hashlib
import os
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import CorpusNotFound
from index.ignoring import FILE_NAME as IGNORE_FILE
from index.ignoring import Ignoring
from index.readers import SUFFIXES

_NOT_TEXT = {"Cc", "Cs"}
"""Unicode categories of control characters, and of the surrogates that stand for undecodable bytes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the folder lists it."""

    path: str
    """Relative to the corpus, with forward slashes."""
    size_bytes: int
    mtime_ns: int
    ctime_ns: int


@dataclass(slots=True)
class Listing:
    """What stands in a corpus folder."""

    files: dict[str, File] = field(default_factory=dict)
    """Those in a format that is read, by path, in the order of their paths."""
    other_kinds: Counter[str] = field(default_factory=Counter)
    """How many files of each other suffix there are; they are left alone."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(path, reason) of what could not even be listed."""


def content_hash(data: bytes) -> bytes:
    """What tells a file's bytes from any others, 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def check_corpus(corpus: Path) -> None:
    """Raises CorpusNotFound unless the corpus is a folder."""
    if not corpus.is_dir():
        what = "is a file, not a folder" if corpus.exists() else "does not exist"
        raise CorpusNotFound(f"the corpus {corpus} {what}: give a folder of articles, e.g.  qa index ~/articles")


def list_files(corpus: Path, *, follow_links: bool = False) -> Listing:
    """The files below the folder; what is hidden (".name") or named by a `.qaignore` is left out.

    Links that lead out of the corpus are left out too, and so are those to folders; with `follow_links`, they are
    followed, but no folder is gone through twice. Raises CorpusNotFound when there is no such folder.
    """
    check_corpus(corpus)
    return _Walk(corpus, follow_links).listing()


class _Walk:
    """One way through a corpus."""

    def __init__(self, corpus: Path, follow_links: bool) -> None:
        self._corpus = corpus
        self._real_corpus = corpus.resolve()
        self._follow_links = follow_links
        self._listing = Listing()
        self._found: list[File] = []
        self._seen: set[tuple[int, int]] = set()
        self._linked: list[tuple[str, Ignoring]] = []
        """Links to folders: looked at last, so that a folder goes by its own name if it has one here."""

    def listing(self) -> Listing:
        self._folder("", Ignoring())
        for path, ignoring in self._linked:  # grows while it is gone through
            self._folder(path, ignoring)
        self._found.sort(key=lambda file: file.path)
        self._listing.files = {file.path: file for file in self._found}
        return self._listing

    def _folder(self, path: str, ignoring: Ignoring) -> None:
        """`path` is "" or ends in "/"."""
        folder = self._corpus / path
        try:
            if self._follow_links and self._was_seen(folder):
                return
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._problem(path.rstrip("/") or ".", f"the folder cannot be read: {error.strerror}")
            return
        if any(entry.name == IGNORE_FILE for entry in entries):
            ignoring = self._read_patterns(folder / IGNORE_FILE, path, ignoring)
        for entry in entries:
            if not entry.name.startswith("."):
                self._entry(entry, path + entry.name, ignoring)

    def _was_seen(self, folder: Path) -> bool:
        state = folder.stat()
        place = (state.st_dev, state.st_ino)
        seen = place in self._seen
        self._seen.add(place)
        return seen

    def _read_patterns(self, file: Path, path: str, ignoring: Ignoring) -> Ignoring:
        try:
            ignoring, wrong = ignoring.below(file, path)
        except OSError as error:
            wrong = [f"the file cannot be read: {error.strerror}"]
        for reason in wrong:
            self._problem(path + IGNORE_FILE, reason)
        return ignoring

    def _entry(self, entry: os.DirEntry[str], path: str, ignoring: Ignoring) -> None:
        try:
            is_folder = entry.is_dir(follow_symlinks=self._follow_links)
            if ignoring.ignores(f"{path}/" if is_folder else path):
                return
            if is_folder and entry.is_symlink():
                self._linked.append((f"{path}/", ignoring))
            elif is_folder:
                self._folder(f"{path}/", ignoring)
            elif self._may_be_read(entry):
                self._file(entry, path)
        except FileNotFoundError:
            pass  # it went away meanwhile
        except OSError as error:
            self._problem(path, f"cannot be looked at: {error.strerror}")

    def _may_be_read(self, entry: os.DirEntry[str]) -> bool:
        if self._follow_links or not entry.is_symlink():
            return True
        # Not by Path.resolve, for which a link that leads to itself is an error of its own.
        return Path(os.path.realpath(entry.path)).is_relative_to(self._real_corpus)

    def _file(self, entry: os.DirEntry[str], path: str) -> None:
        suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122 pathlib takes three times as long
        if not entry.is_file():
            if suffix in SUFFIXES and not entry.is_dir():
                self._problem(path, "the link leads nowhere" if entry.is_symlink() else "no file that can be read")
        elif suffix not in SUFFIXES:
            self._listing.other_kinds[suffix or "no suffix"] += 1
        elif not path.isprintable() and any(unicodedata.category(character) in _NOT_TEXT for character in path):
            self._problem(path, "the name is not plain text: rename the file")
        else:
            state = entry.stat()
            self._found.append(File(path, state.st_size, state.st_mtime_ns, state.st_ctime_ns))

    def _problem(self, path: str, reason: str) -> None:
        shown = path if path.isprintable() else ascii(path)[1:-1]
        self._listing.problems.append((shown, reason))
