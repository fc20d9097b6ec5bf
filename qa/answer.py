"""What a question gets: passages as citations, the answering sentence marked, and whether they answer it."""

from dataclasses import dataclass
from typing import Any

from index.records import ArticleRecord, Counts, PassageRecord
from index.sentences import Span
from qa.confidence import ANSWERED, confidence, in_words
from qa.filters import NO_FILTERS, Filters
from qa.hit import Hit
from qa.wording import counted

_MOST_NAMED = 3
"""So many of the places that say the same are named; of the others, the number."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article's text."""

    text: str
    start: int
    end: int
    """[start, end) in the article's text, in code points."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where else the same is said."""

    article: ArticleRecord
    start: int
    end: int
    """[start, end) in the article's text, in code points."""
    line: int | None
    page: int | None
    heading: str | None

    @classmethod
    def of(cls, passage: PassageRecord) -> "Place":
        return cls(passage.article, passage.start, passage.end, passage.line, passage.page, passage.heading)

    @property
    def place(self) -> str:
        """As a citation's."""
        return _place(self.page, self.line, self.heading)


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
    also: tuple[Place, ...] = ()
    """Where the same is said again, in this article or in others."""

    @property
    def marked(self) -> Span:
        """[start, end) of the sentence in the passage's text."""
        return self.sentence.start - self.passage.start, self.sentence.end - self.passage.start

    @property
    def strength(self) -> str:
        """How surely the passage answers, in a word; empty if it does not."""
        return in_words(self.confidence) if self.confidence >= ANSWERED else ""

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
            also=tuple(Place.of(copy) for copy in hit.also),
        )

    @property
    def place(self) -> str:
        """Where in its file the passage stands, as a person would say it; empty if that can't be said."""
        return _place(self.page, self.line, self.heading)

    @property
    def also_in(self) -> str:
        """Where else the same is said, in one line, such as "also in Canals · line 3"; empty if nowhere."""
        named = [self._named(place) for place in self.also[:_MOST_NAMED]]
        more = len(self.also) - len(named)
        return f"also in {', '.join(named)}{f' and {more:,} more' if more else ''}" if named else ""

    def _named(self, place: Place) -> str:
        """Title and place; where the title is the same, the path tells more, and in the same article neither does."""
        other = place.article
        name = other.title if other.title != self.article.title else other.path
        return " · ".join(filter(None, [name if other.id != self.article.id else "", place.place])) or name


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
    """The question asked before, where it had a share in what was found."""
    filters: Filters = NO_FILTERS
    """What narrowed the search down."""
    undated: int = 0
    """Articles that were left out only because they have no date."""
    newer_than: int | None = None
    """Only what came into the index after that generation was asked."""
    among: int = 0
    """The number of passages that were asked: all of the index, or those that the filters leave."""

    @property
    def only(self) -> str:
        """What narrowed the search down, in one line, such as "only: after 2025-01"; empty if nothing did."""
        if not self.filters:
            return ""
        return f"only: {', '.join(self.filters.in_words())}{f' ({self.left_out})' if self.left_out else ''}"

    @property
    def left_out(self) -> str:
        """What was left out for want of a date, such as "2 articles without a date left out"; empty if nothing was."""
        return f"{counted(self.undated, 'article')} without a date left out" if self.undated else ""

    def as_json(self, asked: str | None = None) -> dict[str, Any]:
        """The object that `qa ask --json` prints; `asked` is the question with its filters, as it was typed."""
        return {
            "question": asked or self.question,
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


def _place(page: int | None, line: int | None, heading: str | None) -> str:
    if page is not None:
        return f"page {page}"
    if line is not None:
        return f"line {line}"
    return f"“{heading}”" if heading else ""


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
