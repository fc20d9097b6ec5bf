"""Answers made by hand."""

from index.records import ArticleRecord, Counts
from qa.answer import Answer, Citation, Quote
from qa.evaluation.dataset import Gold, Question
from qa.evaluation.judging import Judged

COUNTS = Counts(articles=1, passages=1, pending=0, generation=1)


def make_question(*gold: Gold, answers: tuple[str, ...] = ()) -> Question:
    return Question("id", "What?", (), gold, answers, answerable=bool(gold))


def make_citation(
    text: str = "", start: int = 0, end: int | None = None, path: str = "a.txt", sentence: str = ""
) -> Citation:
    article = ArticleRecord(1, path, "A", None, None, None, None, "en", b"")
    passage = Quote(text, start, start + len(text) if end is None else end)
    return Citation(1, article, passage, Quote(sentence, start, start + len(sentence)), 1.0, 0.9, 1, None, None)


def make_answer(*citations: Citation, confidence: float = 0.9) -> Answer:
    return Answer("What?", citations, confidence >= 0.5, confidence, words_only=False, index=COUNTS, took_s=0.01)


def make_judged(*hits: bool, confidence: float = 0.9) -> Judged:
    """A question with so many passages, those hits that are said to be."""
    return Judged(make_question(), make_answer(*(make_citation() for _ in hits), confidence=confidence), hits)
