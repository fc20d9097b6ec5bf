"""Why an answer is what it is: what speaks for each of its passages, and why another article is not among them."""

from dataclasses import dataclass

from qa.answer import Citation
from qa.evidence import Signals


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a passage."""

    citation: Citation
    signals: Signals
    said: tuple[str, ...]
    """The question's telling words that the passage or its title says, as they stand in the question."""
    unsaid: tuple[str, ...]
    """Those that it does not."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Why an article is not among the hits, or that it is."""

    path: str
    why: str
    """One line."""
    best: Reason | None = None
    """Its best passage, if it has any that may be found."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is what it is."""

    question: str
    reasons: tuple[Reason, ...]
    """Of the hits, in their order."""
    passages: int
    """Among so many they were found."""
    absence: Absence | None = None
    """About the article that was asked about, if any."""
