"""How many of the truly nearest passages the vector index finds."""

from collections.abc import Sequence
from contextlib import closing

import numpy as np

from index.clusters import in_batches
from index.encoder import Vectors
from index.folder import IndexFolder
from index.model import find_model
from index.store import Store
from index.vectors import VectorIndex
from qa.glance import FOUND

_NEAREST = 10


def recall(folder: IndexFolder, questions: Sequence[Vectors]) -> float:
    """Share, 0..1, of the ten passages nearest to each question that are among those taken from the index."""
    with closing(Store(folder.path)) as store:
        truth = _nearest(store, np.stack(questions))
    index = VectorIndex.load(folder.vectors, find_model().fingerprint)
    found = [{passage_id for passage_id, _ in index.search(question, FOUND)} for question in questions]
    kept = [len(found_ids.intersection(true_ids)) / _NEAREST for found_ids, true_ids in zip(found, truth, strict=True)]
    return sum(kept) / len(kept)


def _nearest(store: Store, questions: Vectors) -> list[list[int]]:
    """Ids of the nearest passages to each of the questions, (questions, dim), by looking at all there are."""
    best_ids = np.zeros((len(questions), 0), np.int64)
    best_cosines = np.zeros((len(questions), 0), np.float32)
    for ids, vectors in in_batches(store.vectors_since(-1)):
        cosines = np.hstack([best_cosines, questions @ vectors.T])
        all_ids = np.hstack([best_ids, np.broadcast_to(ids, (len(questions), len(ids)))])
        order = np.argsort(-cosines, axis=1)[:, :_NEAREST]
        best_cosines, best_ids = (np.take_along_axis(each, order, axis=1) for each in (cosines, all_ids))
    return [[int(each) for each in row] for row in best_ids]
