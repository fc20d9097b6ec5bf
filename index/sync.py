"""Brings an index up to date with its corpus: what is new is read, found by its words at once, and then embedded."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from index.article import Article
from index.encoder import Encoder, PassageInput
from index.errors import UnreadableFile
from index.files import File, content_hash
from index.language import language_of
from index.limits import limits
from index.passages import PassageSplitter
from index.readers import read
from index.records import FileState
from index.report import Progress, ProgressCallback, Report
from index.scan import Scan, scan
from index.store import Store
from index.words import WordIndex

_SORTED_AT_ONCE = 512
"""Passages taken in the order of their length, for those of about one length are embedded fastest."""
_WORDS_EVERY_S = 2.0
"""What was read is found by its words at least so often while the reading goes on."""


class Sync:
    """One run; what it has done is committed article by article, so that it may be stopped at any time."""

    def __init__(
        self,
        corpus: Path,
        store: Store,
        words: WordIndex,
        splitter: PassageSplitter,
        progress: ProgressCallback,
        *,
        follow_links: bool = False,
    ) -> None:
        """An exception out of `progress` ends the run; the next one goes on from there."""
        self._corpus = corpus
        self._store = store
        self._words = words
        self._splitter = splitter
        self._progress = progress
        self._follow_links = follow_links
        self._limits = limits()
        self.report = Report()

    def read(self) -> None:
        """Takes in the files as they are now. Raises CorpusNotFound."""
        with self._timed():
            found = scan(self._corpus, self._store.files(), follow_links=self._follow_links)
            self.report.other_kinds = found.listing.other_kinds
            self.report.resumed = bool(self._store.pending(1))
            self._note_unlisted(found.listing.problems)
            self._read_changed(found)
            self._forget(found.gone)
            self._words.follow(self._store)

    def embed(self, encoder: Encoder) -> None:
        """Gives vectors to all passages that have none."""
        with self._timed():
            done, total = 0, self._store.counts().pending
            self._progress(Progress("embedding", done, total))
            while pending := self._by_length():
                while pending:
                    size = encoder.at_once  # more, once a long run has moved to a GPU
                    done += self._embed_batch(encoder, pending[:size])
                    del pending[:size]
                    self._progress(Progress("embedding", done, total))
            self._store.drop_unused_vectors()

    def _note_unlisted(self, problems: list[tuple[str, str]]) -> None:
        """Tells those that the last run did not meet."""
        known = self._store.unlisted()
        self.report.problems += [problem for problem in problems if problem not in known]
        if problems != known:
            self._store.put_unlisted(problems)

    def _by_length(self) -> list[tuple[bytes, PassageInput]]:
        """The next passages without vectors."""
        pending = self._store.pending(_SORTED_AT_ONCE)
        return sorted(pending, key=lambda passage: len(passage[1].embedded_text))

    def _embed_batch(self, encoder: Encoder, batch: list[tuple[bytes, PassageInput]]) -> int:
        """Commits the vectors; how many passages have some now that had none, as several may share a text."""
        made = encoder.encode_passages([passage for _, passage in batch])
        self.report.embedded += len(batch)
        return self._store.put_vectors((key, vectors) for (key, _), vectors in zip(batch, made, strict=True))

    def _read_changed(self, found: Scan) -> None:
        changed = found.changed
        self.report.unchanged = len(found.listing.files) - len(changed)
        shown = time.monotonic()
        for done, file in enumerate(changed, 1):
            self._read_file(file, found.state(file), found.known.get(file.path))
            self._progress(Progress("reading", done, len(changed)))
            if time.monotonic() - shown > _WORDS_EVERY_S:
                self._words.follow(self._store)
                shown = time.monotonic()

    def _read_file(self, file: File, state: FileState, before: FileState | None) -> None:
        try:
            self._limits.check_file(file.size_bytes)
            data = _bytes(self._corpus / file.path)
            state = replace(state, content_hash=content_hash(data))
            if before and state.content_hash == before.content_hash:
                self._store.touch(file.path, state)
                self.report.unchanged += 1
                return
            article = read(data, PurePosixPath(file.path))
            self._limits.check_text(article.text)
            article = _in_its_language(article)
        except FileNotFoundError:
            return  # it went away since it was listed: what becomes of it the next run will see
        except UnreadableFile as reason:
            self.report.problems.append((file.path, str(reason)))
            self._store.put_problem(file.path, replace(state, problem=str(reason)))
            return
        self._store.put_article(file.path, state, article, self._splitter.split(article))
        self.report.notes += [(file.path, note) for note in article.notes]
        (self.report.changed if before and not before.problem else self.report.added).append(file.path)

    def _forget(self, gone: dict[str, FileState]) -> None:
        """Removes the articles of files that are no more, and tells those that only have another name now."""
        if not gone:
            return
        added = dict.fromkeys(self.report.added)
        now = {state.content_hash: path for path, state in self._store.files().items() if path in added}
        for path, state in gone.items():
            self._store.remove(path)
            renamed = now.pop(state.content_hash, None) if state.content_hash else None
            if renamed:
                del added[renamed]
                self.report.renamed.append((path, renamed))
            else:
                self.report.removed.append(path)
        self.report.added = list(added)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.report.took_s += time.perf_counter() - start


def _in_its_language(article: Article) -> Article:
    return replace(article, language=language_of(article.text))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFile(f"the file cannot be read: {error.strerror}") from None
