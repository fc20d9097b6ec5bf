"""A question's words as the word index has them, by which passages and their sentences are judged."""

from collections.abc import Iterable

from index.language import ENGLISH
from index.terms import analysed_as, analyzer
from index.words import WordIndex
from qa.answer_type import asked_for


class QuestionWords:
    """The terms of a question, read as one language, that carry its meaning, weighed by their rarity."""

    def __init__(self, question: str, index: WordIndex, language: str = ENGLISH) -> None:
        self.question = question
        self.answer_type = asked_for(question)
        self.telling_terms = frozenset(index.searched(question, language))
        terms = index.terms(question, language)
        self.known_share = sum(map(index.knows, terms)) / len(terms) if terms else 0.0
        """Share of all its terms that any passage has, 0..1."""
        self._terms_of = analyzer(analysed_as(language)).terms
        self._weights = {term: index.rarity(term) for term in self.telling_terms}
        self._total = sum(self._weights.values())

    def told_by(self, text: str) -> frozenset[str]:
        """Those of the question's telling terms that stand in a text of its language."""
        return self.telling_terms.intersection(self._terms_of(text))

    def coverage(self, told: Iterable[str]) -> float:
        """Weighted share of the question's telling terms that are among those given, 0..1; 0 if it has none."""
        return sum(self._weights[term] for term in told) / self._total if self._total else 0.0


class QuestionReadings:
    """A question read as each of the languages that passages are in."""

    def __init__(self, question: str, index: WordIndex) -> None:
        self._question = question
        self._index = index
        self._by_language = {language: QuestionWords(question, index, language) for language in index.languages}

    @property
    def likeliest(self) -> QuestionWords:
        """As the language whose passages know most of its words."""
        return max(self._by_language.values(), key=lambda words: words.known_share)

    def read_as(self, language: str) -> QuestionWords:
        """As that language, by whose rules a passage is to be judged."""
        return self._by_language.get(analysed_as(language)) or QuestionWords(self._question, self._index, language)
