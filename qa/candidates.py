"""The passages that may answer a question, and how near they are to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import PassageVectors, Vectors

Scores = npt.NDArray[np.float64]
"""(passages,) float64, in the order of the ids that they are about."""
Cosines = npt.NDArray[np.float32]
"""(sentences,) float32, -1..1, of one passage."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines, -1..1, of one vector and all candidates; 0 for those without vectors."""

    passages: Scores
    sentences: Scores
    """Of each candidate's nearest sentence."""
    by_sentence: list[Cosines | None]
    """Of each sentence of each candidate; None for those without vectors."""

    def or_nearer(self, other: "Nearness", share: float) -> "Nearness":
        """Each candidate moved by the share, 0..1, towards the other where it is nearer there.

        The single sentences stay this one's.
        """
        passages, sentences = (
            here + share * np.maximum(there - here, 0)
            for here, there in ((self.passages, other.passages), (self.sentences, other.sentences))
        )
        return Nearness(passages, sentences, self.by_sentence)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to choose from, each in a row of its own."""

    ids: list[int]
    vectors: list[PassageVectors | None]
    """None where they are still to come."""

    @classmethod
    def of(cls, vectors: Mapping[int, PassageVectors | None]) -> "Candidates":
        """The passages by whose ids there are vectors."""
        return cls(list(vectors), list(vectors.values()))

    def near(self, vector: Vectors | None) -> Nearness:
        """How near each is to the vector, (dim,) float32 of unit length; to none, all are equally far."""
        passages, sentences = np.zeros((2, len(self.ids)))
        by_sentence: list[Cosines | None] = [None] * len(self.ids)
        for row, vectors in enumerate(self.vectors):
            if vectors is not None and vector is not None:
                cosines = vectors.sentences @ vector
                passages[row], sentences[row], by_sentence[row] = vectors.passage @ vector, cosines.max(), cosines
        return Nearness(passages, sentences, by_sentence)


def spread(scores: Mapping[int, float], ids: Sequence[int], others: float = 0.0) -> Scores:
    """The score of each id; `others` where there is none."""
    return np.array([scores.get(passage_id, others) for passage_id in ids])
