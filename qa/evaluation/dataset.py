"""Question sets: a folder of articles, and the questions whose answering paragraphs are known.

articles/<id>.txt   the title in the first line, then paragraphs, with blank lines between
questions.jsonl     an object a line: {"id", "question", "history": [question, reply, question, …],
"gold": [[article id, paragraph from 0 after the title], …], "answers": […], "answerable"}
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.errors import QaError, UnreadableFile
from index.readers.decoding import decode
from index.sentences import Span
from qa.evaluation.lines import Row, read_rows

ARTICLES, QUESTIONS = "articles", "questions.jsonl"
SUFFIX = ".txt"
_PARAGRAPH = re.compile(r"\S.*(?:\n[^\S\n]*\S.*)*")  # lines without a blank one between


@dataclass(frozen=True, slots=True)
class Gold:
    """A paragraph that answers."""

    path: str
    """Of its article, relative to the folder of articles, with forward slashes."""
    start: int
    end: int
    """[start, end) in the article's text, in code points."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what answers it."""

    id: str
    text: str
    history: tuple[str, ...]
    """The turns before it, oldest first: question, reply, question, …"""
    gold: tuple[Gold, ...]
    answers: tuple[str, ...]
    """Of which an answering passage holds one; none where they are not known."""
    answerable: bool


@dataclass(frozen=True)
class Dataset:
    """A set of articles and questions."""

    folder: Path
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    @property
    def articles(self) -> Path:
        return self.folder / ARTICLES

    @cached_property
    def answerable(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.answerable)

    @cached_property
    def unanswerable(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.answerable)


def load_dataset(folder: Path) -> Dataset:
    """The question set in a folder. Raises QaError, with the file and line, for one that is incomplete or wrong."""
    articles = _Articles(folder / ARTICLES)
    rows = read_rows(folder / QUESTIONS, "a question set has articles/ and questions.jsonl")
    questions = tuple(_question(row, articles) for row in rows)
    if not questions:
        raise QaError(f"{folder / QUESTIONS} holds no questions: write one a line")
    return Dataset(folder, questions)


def paragraphs(text: str) -> list[Span]:
    """[start, end) of the paragraphs after the title, which is the first line."""
    title_end = text.find("\n")
    found = _PARAGRAPH.finditer(text, title_end if title_end >= 0 else len(text))
    return [(match.start(), match.start() + len(match[0].rstrip())) for match in found]


class _Articles:
    """The articles' paragraphs, read when a question asks for them."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise QaError(f"there is no folder {folder}: a question set has articles/ and questions.jsonl")
        paths = (path.relative_to(folder).as_posix() for path in folder.rglob(f"*{SUFFIX}"))
        self._paths = {path.removesuffix(SUFFIX): path for path in paths}
        if not self._paths:
            raise QaError(f"{folder} holds no articles: put them there as <id>{SUFFIX}")
        self._folder = folder
        self._paragraphs: dict[str, list[Span]] = {}

    def gold(self, row: Row, article: str, paragraph: int) -> Gold:
        if article not in self._paths:
            row.refuse(f'"gold" names the article {article!r}, but there is no {self._folder / article}{SUFFIX}')
        spans = self._read(article)
        if not 0 <= paragraph < len(spans):
            row.refuse(
                f'"gold" names paragraph {paragraph} of {article!r}, which has {len(spans)}: '
                "count from 0, after the title"
            )
        return Gold(self._paths[article], *spans[paragraph])

    def _read(self, article: str) -> list[Span]:
        if article not in self._paragraphs:
            path = self._folder / self._paths[article]
            try:  # decoded as the product does, so that offsets mean the same
                self._paragraphs[article] = paragraphs(decode(path.read_bytes()).text)
            except (OSError, UnreadableFile) as error:
                raise QaError(f"the article {path} cannot be read: {error}") from None
        return self._paragraphs[article]


def _question(row: Row, articles: _Articles) -> Question:
    gold = tuple(articles.gold(row, *pair) for pair in _pairs(row))
    answerable = row.flag("answerable")
    if answerable and not gold:
        row.refuse('"gold" is empty: name the paragraphs that answer, or set "answerable" to false')
    return Question(
        id=row.string("id"),
        text=row.string("question"),
        history=row.strings("history", blank=True),
        gold=gold,
        answers=row.strings("answers"),
        answerable=answerable,
    )


def _pairs(row: Row) -> Iterator[tuple[str, int]]:
    for pair in row.items("gold"):
        match pair:
            case [str(article), int(paragraph)] if not isinstance(paragraph, bool):
                yield article, paragraph
            case _:
                row.refuse(f'"gold" holds {pair!r}: write ["article id", paragraph number]')
