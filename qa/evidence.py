"""What speaks for a passage: how near it is to the question in meaning, and how much of the question it says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a passage with regard to a question, each on its own absolute scale."""

    passage: float
    """Cosine of question and passage, -1..1; 0 without vectors."""
    sentence: float
    """Cosine of question and nearest sentence, -1..1; 0 without vectors."""
    words: float
    """BM25 of the question's words in title and text, 0 or more."""
    coverage: float
    """Share of the question's words that stand in title or text, the rare ones counting for more, 0..1."""
    by_meaning: bool
    """Whether question and passage both had vectors."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of each signal counts: 1 as much as was found best, 0 not at all."""

    passage: float = 1.0
    sentence: float = 1.0
    words: float = 1.0
    coverage: float = 1.0


AS_FOUND_BEST = Weights()
