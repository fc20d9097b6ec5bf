"""The vector index: nearest passages by cosine similarity, in FAISS, derived from the store."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import faiss
import numpy as np

from index.clusters import Batch, in_batches, learn_clusters, made_for
from index.encoder import Vectors
from index.records import NOTHING_YET
from index.vector_file import read_vectors, write_vectors
from index.view import StoreView

EXACT_UP_TO = 200_000
"""So many vectors are searched one by one, in up to some 30 ms; more are sorted into clusters."""
_GROWTH = 2
"""Clusters are made anew when the vectors have become so many times as many."""


class VectorIndex:
    """The passages' vectors, kept in memory and in one file. One thread at a time may use it."""

    def __init__(self, fingerprint: str, exact_up_to: int = EXACT_UP_TO) -> None:
        """An empty index for vectors of the model with that fingerprint."""
        self._fingerprint = fingerprint
        self._exact_up_to = exact_up_to
        self._index: faiss.Index | None = None
        self._stamp = NOTHING_YET

    @property
    def generation(self) -> int:
        """The generation of the store that the index has reached; -1 while it has taken in nothing."""
        return self._stamp.generation

    @property
    def is_exact(self) -> bool:
        """Whether every vector is looked at, or only those of the nearest clusters."""
        return not isinstance(self._index, faiss.IndexIVF)

    @classmethod
    def load(cls, file: Path, fingerprint: str, exact_up_to: int = EXACT_UP_TO) -> "VectorIndex":
        """The index kept in the file; an empty one where it is missing, damaged or of another model."""
        index = cls(fingerprint, exact_up_to)
        with suppress(OSError, ValueError):  # the store has all that was in it
            index._index, index._stamp = read_vectors(file, fingerprint)
        return index

    def save(self, file: Path) -> None:
        """Writes the index beside the file and swaps it in, so that the file is always whole. Raises OSError."""
        write_vectors(file, self._index, self._fingerprint, self._stamp)

    def is_up_to_date(self, store: StoreView) -> bool:
        return store.goes_on_from(self._stamp) == store.vector_generation

    def follow(self, store: StoreView) -> bool:
        """Takes in what changed in the store; returns whether anything did."""
        with store.reading():
            generation = store.vector_generation
            reached = store.goes_on_from(self._stamp)
            if generation == reached:
                return False
            stamp, self._stamp = store.stamp(generation), NOTHING_YET  # until all of it is done
            if reached < 0:
                self._index = None
            removed = store.removed_since(reached)
            self._remove(removed)
            kept = len(self)
            self._index = _filled(self._index, in_batches(store.vectors_since(reached)))
        self._stamp = stamp
        return bool(removed) or len(self) > kept

    def arrange(self, store: StoreView) -> bool:
        """Sorts many vectors into clusters, or few out of them, where it is time to; returns whether it was.

        To be done right after `follow`, but not while somebody waits for an answer: it takes a minute or more.
        """
        if not self._is_due():
            return False
        with store.reading():
            made = learn_clusters(store.vectors_since(-1), len(self)) if len(self) > self._exact_up_to else None
            self._index = _filled(made, in_batches(store.vectors_since(-1)))
        return True

    def _is_due(self) -> bool:
        if not isinstance(self._index, faiss.IndexIVF):
            return len(self) > self._exact_up_to
        return len(self) > _GROWTH * made_for(self._index) or len(self) < self._exact_up_to / _GROWTH

    def _remove(self, ids: list[int]) -> None:
        if self._index and ids:
            self._index.remove_ids(faiss.IDSelectorBatch(np.array(ids, np.int64)))

    def __len__(self) -> int:
        return int(self._index.ntotal) if self._index else 0

    def search(self, vector: Vectors, limit: int, within: Collection[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine -1..1) of the nearest passages, nearest first; about the nearest unless `is_exact`.

        `within` those, if given; then all of them are looked at.
        """
        limit = min(limit, len(self))
        if self._index is None or limit < 1:
            return []
        only = _among(self._index, within) if within is not None else None
        with _one_thread():
            cosines, ids = self._index.search(vector[np.newaxis], limit, params=only)
        return [(int(i), float(cosine)) for i, cosine in zip(ids[0], cosines[0], strict=True) if i != -1]


def _among(index: faiss.Index, ids: Collection[int]) -> faiss.SearchParameters:
    """Searches those ids only, in all clusters. A bit for each is several times as fast as a list of them."""
    bits = np.zeros(max(ids, default=0) + 1, bool)
    bits[list(ids)] = True
    # What faiss declares are the C++ constructors, not the ones that it puts in their place.
    selector = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
    if isinstance(index, faiss.IndexIVF):
        return faiss.SearchParametersIVF(sel=selector, nprobe=index.nlist)  # type: ignore[call-arg]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _filled(index: faiss.Index | None, batches: Iterable[Batch]) -> faiss.Index | None:
    """The index with the vectors added; an exact one where there was none."""
    for ids, vectors in batches:
        index = index or faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(vectors, ids)
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """A single search is over before a second thread has begun; on a busy machine, waiting for it takes 50 ms."""
    usual = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(usual)
