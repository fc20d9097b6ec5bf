"""Whether what came back answers the question."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa.answer import Answer, Citation
from qa.evaluation.dataset import Gold, Question

_ENOUGH = 0.5
"""Share of the shorter of passage and paragraph that both must have in common."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its answer, and which citations hit."""

    question: Question
    answer: Answer
    hits: tuple[bool, ...]
    """One a citation, best first. Two that hit the same paragraph are both hits: no figure adds hits up."""

    @property
    def sentence_hit(self) -> bool | None:
        """Whether what is marked in the first passage holds an answer.

        None where that can't be judged: the first passage is no hit, or no answer is known.
        """
        if not self.question.answers or not self.hits or not self.hits[0]:
            return None
        return holds_any(self.answer.citations[0].sentence.text, self.question.answers)


def judge(question: Question, answer: Answer) -> Judged:
    """The answer with each of its citations judged by `is_hit`."""
    return Judged(question, answer, tuple(is_hit(citation, question) for citation in answer.citations))


def is_hit(citation: Citation, question: Question) -> bool:
    """Whether the passage lies in a paragraph that answers, and holds an answer where answers are known."""
    in_place = any(_is_in(citation, gold) for gold in question.gold)
    return in_place and (not question.answers or holds_any(citation.passage.text, question.answers))


def holds_any(text: str, answers: Iterable[str]) -> bool:
    """Whether the text holds one of the answers, upper and lower case and runs of white space being the same."""
    folded = _folded(text)
    return any(_folded(answer) in folded for answer in answers)


def _is_in(citation: Citation, gold: Gold) -> bool:
    passage = citation.passage
    common = min(passage.end, gold.end) - max(passage.start, gold.start)
    shorter = min(passage.end - passage.start, gold.end - gold.start)
    return citation.article.path == gold.path and common >= _ENOUGH * shorter


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
