"""What speaks for a passage or a sentence: how near it is in meaning, and how much of the question it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a passage with regard to a question, each on its own absolute scale."""

    passage: float
    """Cosine of question and passage, -1..1; 0 where the passage has no vectors yet."""
    sentence: float
    """Cosine of question and nearest sentence, -1..1; 0 where the passage has no vectors yet."""
    words: float
    """BM25 of the question's words in title and text, 0 or more."""
    coverage: float
    """Share of the question's words that stand in title or text, the rare ones counting for more, 0..1."""


class QuestionWords:
    """The terms of a question, each weighed by how rare it is in the corpus."""

    def __init__(self, terms: Iterable[str], rarity: Callable[[str], float]) -> None:
        self.terms = tuple(terms)
        self._weights = {term: rarity(term) for term in self.terms}
        self._total = sum(self._weights.values())

    def coverage(self, terms: Iterable[str]) -> float:
        """Weighted share of the question's terms that are among those given, 0..1; 0 for a question without terms."""
        found = self._weights.keys() & set(terms)
        return sum(self._weights[term] for term in found) / self._total if self._total else 0.0
