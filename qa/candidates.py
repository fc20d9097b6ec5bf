"""The passages that may answer a question, and how near they are to it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.records import PassageMatrix

Scores = npt.NDArray[np.float64]
"""(candidates,) float64, in the order of `Candidates.ids`."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Cosines of one vector and all candidates, -1..1; 0 for those without vectors."""

    passages: Scores
    sentences: Scores
    """Of each candidate's nearest sentence."""
    of_sentences: dict[int, Vectors]
    """By row, of each sentence; rows without vectors are left out."""

    def or_nearer(self, other: "Nearness", share: float) -> "Nearness":
        """Each candidate moved by the share, 0..1, towards the other where it is nearer there.

        The single sentences stay this one's.
        """
        passages, sentences = (
            here + share * np.maximum(there - here, 0)
            for here, there in ((self.passages, other.passages), (self.sentences, other.sentences))
        )
        return Nearness(passages, sentences, self.of_sentences)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to choose from, each in a row of its own."""

    ids: list[int]
    matrix: PassageMatrix | None
    """The vectors of those that have some; None if none has."""

    @property
    def rows(self) -> dict[int, int]:
        """Row by passage id."""
        return {passage_id: row for row, passage_id in enumerate(self.ids)}

    def near(self, vector: Vectors | None) -> Nearness:
        """How near each is to the vector, (dim,) float32 of unit length; to none, all are equally far."""
        passages, sentences = np.zeros((2, len(self.ids)))
        if self.matrix is None or vector is None:
            return Nearness(passages, sentences, {})
        rows = self.rows
        parts = np.split(self.matrix.sentences @ vector, np.cumsum(self.matrix.sentence_counts)[:-1])
        of_sentences = {rows[passage_id]: part for passage_id, part in zip(self.matrix.ids, parts, strict=True)}
        passages[list(of_sentences)] = self.matrix.passages @ vector
        sentences[list(of_sentences)] = [part.max() for part in parts]
        return Nearness(passages, sentences, of_sentences)

    def spread(self, scores: dict[int, float]) -> Scores:
        """Scores by passage id as a row each; 0 where there is none."""
        return np.array([scores.get(passage_id, 0.0) for passage_id in self.ids])
