"""A folder of articles that can be asked: the whole product behind one class."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.engine import load_encoder
from index.model import Model
from index.records import Counts, PassageOfArticle, Stamp
from index.report import ProgressCallback, Report
from index.watching import changes
from qa.answer import Answer, Citation
from qa.confidence import ANSWERED
from qa.evidence import AS_FOUND_BEST, Weights
from qa.explanation import Explanation
from qa.home import Home
from qa.models import Models
from qa.question import checked, probes
from qa.reranker import RERANKED, CrossEncoderReranker, reranked
from qa.selection import EVERYTHING, Scope, undated
from qa.titles import titles

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.store import Store
    from index.vectors import VectorIndex
    from qa.opened_index import OpenedIndex

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
        load_encoder: "Callable[[Model], Encoder]" = load_encoder,
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
        self.home = Home(corpus, index)
        self._models = Models(model, self.home.made_with, load_encoder, reranker)
        self._weights = weights
        self._asking = threading.Lock()
        self._index: OpenedIndex | None = None
        self._spare: VectorIndex | None = None
        self._saved: Stamp | None = None
        """How far the vectors have come that this process saved last."""

    @classmethod
    def open(cls, corpus: str | Path, index: str | Path | None = None, model: str | None = None) -> "Library":
        """The library of a folder of articles, its index made or brought up to date first. Raises QaError."""
        library = cls(Path(corpus), Path(index) if index else None, model)
        library.sync()
        return library

    def close(self) -> None:
        with self._asking:
            if self._index:
                self._index.close()
            self._index = self._spare = None

    @property
    def is_indexed(self) -> bool:
        """Whether there is an index, however old."""
        return self.home.folder.holds_index

    # The models

    @property
    def model(self) -> Model:
        """The model that was asked for, else the index's own, else the packaged one. Raises ModelNotFound."""
        return self._models.model

    @property
    def reranker(self) -> CrossEncoderReranker | None:
        """The cross-encoder that was asked for. Raises ModelNotFound."""
        return self._models.reranker

    @property
    def model_is_loaded(self) -> bool:
        """Whether questions can be answered by meaning at once."""
        return self._models.are_loaded

    def load_model(self) -> "Encoder":
        """The model, loaded by the first call, which takes seconds. Raises QaError."""
        return self._models.encoder()

    def load_reranker(self) -> None:
        """Loads the cross-encoder, if one was asked for; the first call takes seconds. Raises QaError."""
        if self.reranker:
            self.reranker.load()

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
        from qa.writer import Writer

        save, writer = partial(self._save_vectors, arrange=arrange), Writer(self.home, self._models)
        return writer.sync(progress, save, self.close, rebuild=rebuild, follow_links=follow_links, wait_s=wait_s)

    def changes(self, stop: threading.Event) -> Iterator[None]:
        """Comes round whenever it is time to sync, until `stop` is set."""
        return changes(self.corpus, self.home.folder.path, stop)

    def _save_vectors(self, store: "Store", *, arrange: bool) -> None:
        file, stamp = self.home.folder.vectors, store.stamp(store.vector_generation)
        if stamp == self._saved and file.exists():
            return
        with self._asking:
            spare = self._taken_spare()
        vectors = self._loaded(spare)
        changed = vectors.follow(store)
        if arrange:
            changed = vectors.arrange(store) or changed
        if changed or not file.exists():
            vectors.save(file)
        self._saved = stamp if arrange else None
        with self._asking:
            if self._index:
                self._index.take(vectors)
            else:
                self._spare = vectors  # for the index to be opened, and the next sync

    def _taken_spare(self) -> "VectorIndex | None":
        """The vectors that nobody uses, if there are any, for whoever holds the lock."""
        vectors, self._spare = self._spare, None
        return vectors

    def _vectors_to_search(self) -> "VectorIndex":
        """For the opened index, which asks for them while its turn lasts."""
        return self._loaded(self._taken_spare())

    def _loaded(self, spare: "VectorIndex | None") -> "VectorIndex":
        """The spare vectors, or those that were saved last where there are none."""
        from index.vectors import VectorIndex  # FAISS, which neither the first paint nor an answer by words needs

        return VectorIndex.load(self.home.folder.vectors, self.model.fingerprint) if spare is None else spare

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
        `qa.filters.parse` for filters as people type them. With `words_only` the model is not waited for, and passages
        are found by their words. With `fold_copies` the best of several passages that say the same stands for all of
        them. Raises QaError.
        """
        question = checked(question)
        encoder, reranker = (None, None) if words_only else (self.load_model(), self.reranker)
        start = time.perf_counter()
        first, *before = probes(question, history, encoder)
        with self._opened() as opened:
            depth = max(limit, RERANKED) if reranker else limit
            retriever = opened.retriever(by_meaning=encoder is not None)
            found = retriever.find(first, before, depth, scope=scope, fold_copies=fold_copies)
            counts = opened.counts()
            without_date = undated(scope.filters, opened.store)
        hits = reranked(found, reranker, first, before)[:limit] if reranker else found.hits
        among = found.among(counts.passages)
        citations = tuple(Citation.of(number, hit, among) for number, hit in enumerate(hits, 1))
        best = citations[0].confidence if citations else 0.0
        return Answer(
            question=question,
            citations=citations,
            answered=best >= ANSWERED,
            confidence=best,
            words_only=words_only,
            follows=before[0].text if found.reading.leans else None,
            filters=scope.filters,
            undated=without_date,
            newer_than=scope.newer_than,
            among=among,
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
        from qa.explainer import Explainer

        asked = probes(checked(question), history, None if words_only else self.load_model())
        with self._opened() as opened:
            return Explainer(opened, asked, scope).explanation(limit, article, self.corpus)

    # What is there

    def titles(self) -> list[tuple[str, str]]:
        """(path, title) of each article, and of each file that gave none, whose title is empty. Raises QaError."""
        with self._opened() as opened:
            return titles(opened.store)

    def counts(self) -> Counts:
        """How much is in the index. Raises QaError."""
        with self._opened() as opened:
            return opened.counts()

    def problems(self) -> list[tuple[str, str]]:
        """(path, reason) of the files that gave no article. Raises QaError."""
        with self._opened() as opened:
            return opened.store.problems()

    def notes(self) -> list[tuple[str, str]]:
        """(path, what there is to know about how it was read) of the articles. Raises QaError."""
        with self._opened() as opened:
            return opened.store.notes()

    def passages_by_article(self) -> list[PassageOfArticle]:
        """All passages, those of an article together and in their order. Raises QaError."""
        with self._opened() as opened:
            return opened.store.passages_by_article()

    def last_run(self) -> str | None:
        """When the index was last brought up to date: ISO date and time, with the time zone. Raises QaError."""
        with self._opened() as opened:
            return opened.store.meta("last_run", "") or None

    def article_text(self, article_id: int) -> str | None:
        """The article as it was read; None if it is no more. Raises QaError."""
        with self._opened() as opened:
            return opened.store.article_text(article_id)

    @contextmanager
    def _opened(self) -> "Iterator[OpenedIndex]":
        """The index, for one thread at a time."""
        from qa.opened_index import OpenedIndex

        with self.home.told_errors(), self._asking:
            if self._index and not self._index.store.is_current:
                self._index.close()
                self._index = None
            if self._index is None:
                with ExitStack() as opened:
                    store = opened.enter_context(closing(self.home.opened_store()))
                    self._index = OpenedIndex(self.home.folder, store, self._vectors_to_search, self._weights)
                    opened.pop_all()  # the index closes it
            self.home.check_model(self._index.store, self.model)
            yield self._index
