"""What a question gets: passages as citations, the answering sentence marked, and whether they answer it."""

from dataclasses import dataclass
from typing import Any

from index.records import ArticleRecord, Counts
from qa.confidence import confidence
from qa.retrieval import Hit


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article's text."""

    text: str
    start: int
    end: int
    """[start, end) in the article's text, in code points."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered passage that can be checked in its article."""

    number: int
    """From 1, the best first."""
    article: ArticleRecord
    passage: Quote
    sentence: Quote
    """The sentence of the passage that answers, or two adjoining ones."""
    score: float
    """Higher is better; comparable within one answer only."""
    confidence: float
    """Probability that this passage answers the question, 0..1."""
    line: int | None
    """Line of the file at which the passage begins, from 1; None where lines mean nothing."""
    page: int | None
    """Page of the file, from 1; None where it has none."""
    heading: str | None

    @classmethod
    def of(cls, number: int, hit: Hit, passages: int) -> "Citation":
        """The hit as a citation; it was found among so many passages."""
        passage = hit.passage
        start, end = hit.marked
        return cls(
            number=number,
            article=passage.article,
            passage=Quote(passage.text, passage.start, passage.end),
            sentence=Quote(passage.text[start:end], passage.start + start, passage.start + end),
            score=hit.score,
            confidence=confidence(hit.signals, passages),
            line=passage.line,
            page=passage.page,
            heading=passage.heading,
        )

    @property
    def place(self) -> str:
        """Where in its file the passage stands, as a person would say it; empty if that can't be said."""
        if self.page is not None:
            return f"page {self.page}"
        if self.line is not None:
            return f"line {self.line}"
        return f"“{self.heading}”" if self.heading else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The citations for a question, best first, and whether they answer it."""

    question: str
    citations: tuple[Citation, ...]
    """The nearest passages, also when they do not answer."""
    answered: bool
    confidence: float
    """Probability that the first citation answers the question, 0..1."""
    words_only: bool
    """Whether the passages were found by their words alone, as the model was not there yet."""
    index: Counts
    took_s: float
    follows: str | None = None
    """The question asked before, where the conversation was taken into account."""

    def as_json(self) -> dict[str, Any]:
        """The object that `qa ask --json` prints."""
        return {
            "question": self.question,
            "answered": self.answered,
            "confidence": round(self.confidence, 4),
            "passages": [_passage_json(citation) for citation in self.citations],
            "index": {
                "articles": self.index.articles,
                "passages": self.index.passages,
                "pending": self.index.pending,
                "generation": self.index.generation,
            },
            "took_ms": round(self.took_s * 1000, 1),
        }


def _passage_json(citation: Citation) -> dict[str, Any]:
    sentence, article = citation.sentence, citation.article
    return {
        "rank": citation.number,
        "score": round(citation.score, 4),
        "text": citation.passage.text,
        "start": citation.passage.start,
        "end": citation.passage.end,
        "line": citation.line,
        "page": citation.page,
        "heading": citation.heading,
        "sentence": {"text": sentence.text, "start": sentence.start, "end": sentence.end},
        "article": {
            "title": article.title,
            "path": article.path,
            "author": article.author,
            "published": article.published,
            "source_url": article.source_url,
        },
    }
