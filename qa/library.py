"""A folder of articles that can be asked: the whole product behind one class."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from index.database import is_damage
from index.encoder import Encoder
from index.engine import load_encoder
from index.errors import IndexDamaged, IndexNotWritable, ModelDamaged, ModelMismatch, NotIndexed, OtherVersion
from index.files import check_corpus
from index.folder import FOLDER_NAME, IndexFolder
from index.model import DEFAULT_MODEL, Model, find_model
from index.passages import PassageSplitter
from index.records import Counts, PassageOfArticle
from index.store import Store
from index.sync import ProgressCallback, Report, Sync
from index.tokenizer import Tokenizer
from index.watching import changes
from qa.answer import Answer, Citation
from qa.confidence import ANSWERED
from qa.evidence import AS_FOUND_BEST, Weights
from qa.explanation import Explainer, Explanation, titles
from qa.question import checked, probes
from qa.reader import Reader, open_words
from qa.reranker import RERANKED, CrossEncoderReranker, find_reranker, reranked
from qa.selection import EVERYTHING, Scope, undated

if TYPE_CHECKING:
    from index.vectors import VectorIndex

_LOCK_WAIT_S = 2.0


class Library:
    """The articles of one folder and their index.

    Threads may share it: questions take turns, and are answered while `sync` runs in another thread.
    """

    def __init__(
        self,
        corpus: Path,
        index: Path | None = None,
        model: str | None = None,
        load_encoder: Callable[[Model], Encoder] = load_encoder,
        weights: Weights = AS_FOUND_BEST,
        reranker: str | None = None,
    ) -> None:
        """Reads and writes nothing yet; `open` gives a library that is ready to be asked.

        `index` is where the index lives (".qa" in the corpus otherwise); `model` the name or folder of a
        sentence-transformers model (the one the index was made with, or the packaged one otherwise); `weights` leave
        signals out, to measure what each is worth; `reranker` is the name or folder of a sentence-transformers
        cross-encoder that puts the best passages in order. Their scores are its own then; the confidence is not.
        """
        self.corpus = corpus
        self.folder = IndexFolder(index or corpus / FOLDER_NAME)
        self._wanted_model = model
        self._load_encoder = load_encoder
        self._weights = weights
        self._wanted_reranker = reranker
        self._encoder: Encoder | None = None
        self._reranker: CrossEncoderReranker | None = None
        self._loading = threading.Lock()
        self._finding = threading.Lock()
        self._reading = threading.Lock()
        self._reader: Reader | None = None
        self._vectors: VectorIndex | None = None

    @classmethod
    def open(cls, corpus: str | Path, index: str | Path | None = None, model: str | None = None) -> "Library":
        """The library of a folder of articles, its index made or brought up to date first. Raises QaError."""
        library = cls(Path(corpus), Path(index) if index else None, model)
        library.sync()
        return library

    def close(self) -> None:
        with self._reading:
            if self._reader:
                self._reader.close()
            self._reader = self._vectors = None

    @property
    def is_indexed(self) -> bool:
        """Whether there is an index, however old."""
        return self.folder.holds_index

    # The model

    @cached_property
    def model(self) -> Model:
        """The model that was asked for, else the index's own, else the packaged one."""
        return find_model(self._wanted_model or self._index_model() or DEFAULT_MODEL)

    @property
    def model_is_loaded(self) -> bool:
        """Whether questions can be answered by meaning at once."""
        return self._encoder is not None and (self.reranker is None or self.reranker.is_loaded)

    @property
    def reranker(self) -> CrossEncoderReranker | None:
        """The cross-encoder that was asked for, the same for all threads. Raises ModelNotFound."""
        with self._finding:
            if self._reranker is None and self._wanted_reranker:
                self._reranker = find_reranker(self._wanted_reranker)
            return self._reranker

    def load_model(self) -> Encoder:
        """The model, loaded by the first call, which takes seconds. Raises QaError."""
        with self._loading:
            if self._encoder is None:
                try:
                    self._encoder = self._load_encoder(self.model)
                except OSError as error:
                    raise ModelDamaged(f"the model {self.model.name} cannot be loaded: {error}") from error
            return self._encoder

    def load_reranker(self) -> None:
        """Loads the cross-encoder, if one was asked for; the first call takes seconds. Raises QaError."""
        if self.reranker:
            self.reranker.load()

    def _index_model(self) -> str | None:
        if not self.is_indexed:
            return None
        try:
            with self.told_errors(), closing(Store(self.folder.path)) as store:
                return store.meta("model", "") or None
        except (NotIndexed, IndexDamaged, OtherVersion):  # whoever opens the index will say so
            return None

    # Bringing up to date

    def sync(
        self,
        progress: ProgressCallback = lambda _: None,
        *,
        rebuild: bool = False,
        follow_links: bool | None = None,
        wait_s: float = _LOCK_WAIT_S,
        arrange: bool = True,
    ) -> Report:
        """Brings the index up to date with the corpus; with `rebuild`, makes it anew with the model wanted.

        `follow_links` says whether links that lead out of the corpus are followed, from now on; None leaves it as it
        is. Another writer is waited for up to `wait_s` seconds, or without end if that is negative. With `arrange`, an
        index that has grown large may be arranged for faster questions, which takes minutes. An exception out of
        `progress` ends the run; what is done by then stays. Raises QaError.
        """
        check_corpus(self.corpus)
        splitter = PassageSplitter(Tokenizer(self.model.folder), self.model.max_tokens)
        # A corpus that goes away just now is not to come back as an empty folder.
        self.folder.make(parents=not self.folder.path.is_relative_to(self.corpus))
        with self.told_errors(), self.folder.writing(wait_s):
            if rebuild:
                self._start_over()
            with closing(Store(self.folder.path, create=True)) as store:
                self._claim(store)
                if follow_links is not None:
                    store.put_meta("follow_links", follow_links)
                links = bool(store.meta("follow_links", 0))
                run = Sync(self.corpus, store, open_words(self.folder), splitter, progress, follow_links=links)
                run.read()
                if store.counts().pending:
                    run.embed(self.load_model())
                self._save_vectors(store, arrange=arrange)
                store.forget_removals()
                store.put_meta("last_run", datetime.now().astimezone().isoformat(timespec="seconds"))
        return run.report

    def changes(self, stop: threading.Event) -> Iterator[None]:
        """Comes round whenever it is time to sync, until `stop` is set."""
        return changes(self.corpus, self.folder.path, stop)

    def _start_over(self) -> None:
        try:
            with closing(Store(self.folder.path, create=True)) as store:
                store.check()
                store.clear()  # so that others who have the store open see it happen
        except (sqlite3.DatabaseError, OtherVersion):
            self.close()
            self.folder.clear()

    def _claim(self, store: Store) -> None:
        """Makes the index this model's, unless it is another's."""
        if not store.meta("fingerprint", ""):
            store.put_meta("model", self.model.name)
            store.put_meta("fingerprint", self.model.fingerprint)
        self._check_model(store)

    def _check_model(self, store: Store) -> None:
        if store.meta("fingerprint", "") in (self.model.fingerprint, ""):  # none while it is being made anew
            return
        made_with, wanted = store.meta("model", "?"), self.model.name
        other = f"not with {wanted}" if wanted != made_with else "but its files have changed since"
        raise ModelMismatch(
            f"the index in {self.folder.path} was made with the model {made_with}, {other}: "
            f"run  qa index {self.corpus} --rebuild --model {wanted}"
        )

    def _save_vectors(self, store: Store, *, arrange: bool) -> None:
        vectors = self._loaded_vectors()
        changed = vectors.follow(store)
        if arrange:
            changed = vectors.arrange(store) or changed
        if changed or not self.folder.vectors.exists():
            vectors.save(self.folder.vectors)
        with self._reading:
            if self._reader:
                self._reader.take(vectors)
            else:
                self._vectors = vectors  # for the reader to come, and the next sync

    def _loaded_vectors(self) -> "VectorIndex":
        from index.vectors import VectorIndex  # FAISS, which the first paint does not need

        vectors, self._vectors = self._vectors, None
        return vectors or VectorIndex.load(self.folder.vectors, self.model.fingerprint)

    # Asking

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        limit: int = 5,
        *,
        scope: Scope = EVERYTHING,
        words_only: bool = False,
        fold_copies: bool = True,
    ) -> Answer:
        """The `limit` passages that answer the question best.

        `history` holds the earlier turns of the conversation, oldest first. `scope` narrows down what is asked; see
        `qa.filters.parse` for filters as people type them. With `words_only` the model is not
        waited for, and passages are found by their words. With `fold_copies` the best of several passages that say
        the same stands for all of them. Raises QaError.
        """
        question = checked(question)
        encoder, reranker = (None, None) if words_only else (self.load_model(), self.reranker)
        start = time.perf_counter()
        first, *turn = probes(question, history, encoder)
        with self.told_errors(), self._reading:
            reader = self._opened_reader()
            reader.catch_up()
            depth = max(limit, RERANKED) if reranker else limit
            found = reader.retriever.find(first, turn, depth, scope=scope, fold_copies=fold_copies)
            counts = reader.store.counts()
            without_date = undated(scope.filters, reader.store)
        hits = reranked(found, reranker, first, turn)[:limit] if reranker else found.hits
        citations = tuple(Citation.of(number, hit, counts.passages) for number, hit in enumerate(hits, 1))
        best = citations[0].confidence if citations else 0.0
        return Answer(
            question=question,
            citations=citations,
            answered=best >= ANSWERED,
            confidence=best,
            words_only=words_only,
            follows=turn[0].text if found.reading.leans else None,
            filters=scope.filters,
            undated=without_date,
            index=counts,
            took_s=time.perf_counter() - start,
        )

    def explain(
        self,
        question: str,
        history: Sequence[str] = (),
        limit: int = 5,
        *,
        scope: Scope = EVERYTHING,
        words_only: bool = False,
        article: str | None = None,
    ) -> Explanation:
        """Why `ask`, a cross-encoder aside, finds this, and why not the article at that path. Raises QaError."""
        asked = probes(checked(question), history, None if words_only else self.load_model())
        with self.told_errors(), self._reading:
            reader = self._opened_reader()
            reader.catch_up()
            return Explainer(reader, asked, scope).explanation(limit, article, self.corpus)

    def titles(self) -> list[tuple[str, str]]:
        """(path, title) of each article, and of each file that gave none, whose title is empty. Raises QaError."""
        with self.told_errors(), self._reading:
            return titles(self._opened_reader().store)

    def counts(self) -> Counts:
        """How much is in the index. Raises QaError."""
        with self.told_errors(), self._reading:
            return self._opened_reader().store.counts()

    def notes(self) -> list[tuple[str, str]]:
        """(path, reason) of each file, or part of one, that could not be read. Raises QaError."""
        with self.told_errors(), self._reading:
            return self._opened_reader().store.notes()

    def passages_by_article(self) -> list[PassageOfArticle]:
        """All passages, those of an article together and in their order. Raises QaError."""
        with self.told_errors(), self._reading:
            return self._opened_reader().store.passages_by_article()

    def last_run(self) -> str | None:
        """When the index was last brought up to date: ISO date and time, with the time zone. Raises QaError."""
        with self.told_errors(), self._reading:
            return self._opened_reader().store.meta("last_run", "") or None

    def article_text(self, article_id: int) -> str | None:
        """The article as it was read; None if it is no more. Raises QaError."""
        with self.told_errors(), self._reading:
            return self._opened_reader().store.article_text(article_id)

    def _opened_reader(self) -> Reader:
        if self._reader and not self._reader.store.is_current:
            self._reader.close()
            self._reader = None
        if self._reader is None:
            self._reader = Reader(self.folder, self.opened_store(), self._loaded_vectors(), self._weights)
        self._check_model(self._reader.store)
        return self._reader

    def opened_store(self) -> Store:
        """A connection of its own, for the caller to close. Raises NotIndexed."""
        try:
            store = Store(self.folder.path)
            if not store.meta("fingerprint", ""):
                raise NotIndexed("no model has been set down yet")
        except NotIndexed:
            check_corpus(self.corpus)
            raise NotIndexed(f"{self.corpus} is not indexed yet: run  qa index {self.corpus}") from None
        return store

    @contextmanager
    def told_errors(self) -> Iterator[None]:
        """The errors of the index as one line that says what to do."""
        try:
            yield
        except OtherVersion as error:
            raise OtherVersion(
                f"the index {self.folder.path} was {error}: run  qa index {self.corpus} --rebuild  "
                "to make it anew from the articles"
            ) from None
        except (sqlite3.DatabaseError, OSError) as error:
            if is_damage(error):
                raise IndexDamaged(
                    f"the index {self.folder.path} is damaged ({error}): run  qa index {self.corpus} --rebuild  "
                    "to make it anew from the articles"
                ) from error
            reason = error.strerror if isinstance(error, OSError) else error
            raise IndexNotWritable(
                f"the index {self.folder.path} cannot be used ({reason}): what was done by then is kept; "
                "make room, or put the index elsewhere with --index DIR"
            ) from error
