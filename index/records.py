"""What the store gives back."""

from dataclasses import dataclass
from typing import NamedTuple

from index.sentences import Span


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read."""

    size_bytes: int
    mtime_ns: int
    """0 where the file may have been written again within the same step of the clock: it has to be read again."""
    ctime_ns: int
    content_hash: bytes
    """Empty where the file could not be read."""
    problem: str | None = None
    """Why the file gives no article; None where it gives one."""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What is known of an article, its text aside."""

    id: int
    path: str
    """Relative to the corpus, with forward slashes."""
    title: str
    author: str | None
    published: str | None
    source_url: str | None
    site: str | None
    language: str
    """ISO 639 code"""
    content_hash: bytes
    """Of the file's bytes when it was read."""


class ArticleFacts(NamedTuple):
    """What articles are told apart by; a tuple, as it is made for every article there is."""

    id: int
    path: str
    title: str
    published: str | None
    source_url: str | None
    site: str | None


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with all that is needed to score, show and cite it."""

    id: int
    article: ArticleRecord
    start: int
    end: int
    """[start, end) in the article's text."""
    text: str
    sentences: tuple[Span, ...]
    """[start, end) in `text`."""
    context: str
    line: int | None
    page: int | None
    heading: str | None


class PassageOfArticle(NamedTuple):
    """A passage as a part of its article."""

    path: str
    title: str
    start: int
    text: str


class Stamp(NamedTuple):
    """How far something derived from a store has followed it."""

    store: int
    """The store's identity."""
    generation: int
    """That of the last change taken in; -1 while there is none."""


NOTHING_YET = Stamp(0, -1)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the store holds."""

    articles: int
    passages: int
    pending: int
    """Passages that are found by their words only, since their vectors are still to come."""
    generation: int
