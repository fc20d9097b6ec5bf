"""The parts of an index as those who ask see them."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import IndexBusy
from index.folder import IndexFolder
from index.records import Counts
from index.store import Store
from index.words import WordIndex
from qa.evidence import Weights
from qa.retrieval import Retriever

if TYPE_CHECKING:
    from index.vectors import VectorIndex


class OpenedIndex:
    """Follows what the writer of the index does, in this process or another."""

    def __init__(
        self, folder: IndexFolder, store: Store, load_vectors: "Callable[[], VectorIndex]", weights: Weights
    ) -> None:
        """`store` is the folder's, and so is what `load_vectors` gives when something is first asked by meaning."""
        self.store = store
        self._load_vectors = load_vectors
        self._vectors: VectorIndex | None = None
        self._weights = weights
        self._counts: Counts | None = None
        self.words = _readable_words(folder)
        if not self.words.is_up_to_date(store):
            self._mend_words(folder)

    def take(self, vectors: "VectorIndex") -> None:
        """From now on, these are searched."""
        self._vectors = vectors

    def retriever(self, *, by_meaning: bool) -> Retriever:
        """Finds passages of the index as it is now, by their words or by their meaning as well."""
        self.words.refresh()
        return Retriever(self.store, self.words, self._current_vectors() if by_meaning else None, self._weights)

    def _current_vectors(self) -> "VectorIndex":
        if self._vectors is None:
            self._vectors = self._load_vectors()
        self._vectors.follow(self.store)
        return self._vectors

    def counts(self) -> Counts:
        """How much is in the index. Counted when that has changed only: it takes a while over a million passages."""
        if self._counts is None or self._counts.generation != self.store.generation:
            self._counts = self.store.counts()
        return self._counts

    def close(self) -> None:
        self.store.close()

    def _mend_words(self, folder: IndexFolder) -> None:
        """Words that were lost come back from the store, unless somebody is writing or nobody may."""
        with suppress(IndexBusy, OSError), folder.writing():
            self.words.follow(self.store)


def _readable_words(folder: IndexFolder) -> WordIndex:
    """The folder's word index as it is; a damaged one is only made anew while nobody writes it. Raises IndexBusy."""
    with suppress(ValueError):
        return WordIndex(folder.words)
    with folder.writing():
        return open_words(folder)


def open_words(folder: IndexFolder) -> WordIndex:
    """The word index of a folder that is being written; an empty one where its files are missing or damaged."""
    try:
        return WordIndex(folder.words)
    except ValueError:  # what tantivy raises for files that are not its own
        folder.clear_words()
        return WordIndex(folder.words)
