"""Which files of a folder are articles."""

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from index.errors import CorpusNotFound
from index.readers import SUFFIXES

MAX_FILE_BYTES = 64 * 2**20
"""A larger file is reported, not read."""
_NOT_TEXT = {"Cc", "Cs"}
"""Unicode categories of control characters, and of the surrogates that stand for undecodable bytes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the folder lists it."""

    path: str
    """Relative to the corpus, with forward slashes."""
    size_bytes: int
    mtime_ns: int


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


def list_files(corpus: Path) -> Listing:
    """The files below the folder; what is hidden (".name") is left out, and links to folders are not followed.

    Raises CorpusNotFound when there is no such folder.
    """
    check_corpus(corpus)
    listing = Listing()
    found = sorted(_walk(corpus, corpus, listing), key=lambda file: file.path)
    listing.files = {file.path: file for file in found}
    return listing


def _walk(corpus: Path, folder: Path, listing: Listing) -> Iterator[File]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        listing.problems.append((_relative(corpus, folder), f"the folder cannot be read: {error.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(corpus, Path(entry.path), listing)
        elif entry.is_file() and _stays_inside(corpus, entry):
            yield from _file(corpus, entry, listing)


def _file(corpus: Path, entry: os.DirEntry[str], listing: Listing) -> Iterator[File]:
    suffix = PurePosixPath(entry.name).suffix.lower()
    path = _relative(corpus, Path(entry.path))
    if suffix not in SUFFIXES:
        listing.other_kinds[suffix or "no suffix"] += 1
    elif any(unicodedata.category(character) in _NOT_TEXT for character in path):
        listing.problems.append((ascii(path)[1:-1], "the name is not plain text: rename the file"))
    else:
        state = entry.stat()
        yield File(path, state.st_size, state.st_mtime_ns)


def _stays_inside(corpus: Path, entry: os.DirEntry[str]) -> bool:
    return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(corpus.resolve())


def _relative(corpus: Path, path: Path) -> str:
    return path.relative_to(corpus).as_posix()
