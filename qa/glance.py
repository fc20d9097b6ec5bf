"""The first look at a whole index: what it finds for a probe by meaning and by words, before anything is read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.words import WordIndex
from qa.candidates import Scores, spread
from qa.probe import Probe

if TYPE_CHECKING:
    from index.vectors import VectorIndex

FOUND = 100
"""So many passages are taken from each of the two indexes."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What was found for one probe."""

    words: dict[int, float]
    """BM25 by passage id."""
    near: dict[int, float]
    """Cosine, -1..1, by passage id."""
    words_weight: float

    @classmethod
    def at(
        cls, probe: Probe, words: WordIndex, vectors: "VectorIndex | None", within: Collection[int] | None = None
    ) -> "Glance":
        """What the two indexes find, `within` those passages if given.

        The words that a question shares with every other are not searched for, unless it has no others: they make no
        passage a candidate, and over a million passages most of the time would go into them.
        """
        near = vectors.search(probe.vector, FOUND, within) if vectors and probe.vector is not None else []
        return cls(dict(words.search(words.searched(probe.text), FOUND, within)), dict(near), probe.words_weight)

    def scores(self, ids: Sequence[int]) -> Scores:
        """At most what each of the passages may have by its meaning as a whole and by its telling words."""
        return _at_most(self.near, ids) + self.words_weight * _at_most(self.words, ids)


def _at_most(found: Mapping[int, float], ids: Sequence[int]) -> Scores:
    """Of what was not found: the score of the last that was, if there may be more; else nothing."""
    return spread(found, ids, min(found.values()) if len(found) == FOUND else 0.0)
