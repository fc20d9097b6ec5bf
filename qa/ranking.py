"""Which passages come first: one by the question as it stands, the others by what it means after the turn before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa.candidates import Scores
from qa.conversation import Reading
from qa.hit import Hit

TURN_WEIGHTS = (0.2, 0.4)
"""What the question before and its reply count for, each against the question itself."""
_FOR_FIRST = 0.05
"""Share of those chosen that are chosen for the first place."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, a row each, scored in both ways."""

    first: Scores
    """For the first place."""
    rest: Scores
    """For the others."""

    @classmethod
    def of(cls, scores: Sequence[Scores], reading: Reading) -> "Ranking":
        """Out of the scores by the question and, if there was a turn before, by its question and its reply."""
        question, *context = scores
        turn = np.zeros_like(question)
        for weight, other in zip(TURN_WEIGHTS, context, strict=False):
            turn += weight * other
        return cls(question + reading.first * turn, question + reading.rest * turn)

    def best(self, count: int) -> list[int]:
        """The rows of the `count` best: some for the first place, which come first, then those for the others."""
        for_first = np.argsort(-self.first, kind="stable")[: max(1, round(_FOR_FIRST * count))]
        rows = dict.fromkeys([*for_first.tolist(), *np.argsort(-self.rest, kind="stable").tolist()])
        return list(rows)[:count]

    def ordered(self, hits: dict[int, Hit]) -> list[Hit]:
        """The hits of some rows, scored for the other places, best first; the first one has the highest score."""
        best = max(hits, key=lambda row: (self.first[row] - self.rest[row] + hits[row].score, -hits[row].passage.id))
        others = sorted((hits[row] for row in hits if row != best), key=lambda hit: (-hit.score, hit.passage.id))
        return [replace(hits[best], score=max(hit.score for hit in (hits[best], *others[:1]))), *others]
