"""What the search gives back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.records import PassageRecord
from index.sentences import Span
from qa.evidence import Signals

if TYPE_CHECKING:
    from qa.conversation import Reading


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: PassageRecord
    score: float
    """Higher is better; only hits for the same question may be compared."""
    signals: Signals
    marked: Span
    """[start, end) in the passage's text of what answers."""
    also: tuple[PassageRecord, ...] = ()
    """Other passages that say the same, the best first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question."""

    hits: tuple[Hit, ...]
    """Best first."""
    reading: "Reading"
    """How much the turn before had to do with it."""
    within: int | None
    """The number of passages that were asked about; None for all."""

    def among(self, passages: int) -> int:
        """Of how many passages these are the best, in an index of so many."""
        return passages if self.within is None else self.within
