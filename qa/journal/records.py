"""What the journal gives back."""

from dataclasses import dataclass
from datetime import datetime

from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it was typed, and what was answered."""

    asked: str
    answer: Answer
    asked_at: datetime
    """Aware of its time zone."""


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation in a list of them."""

    id: int
    questions: tuple[str, ...]
    """As they were typed, oldest first; at least one."""
    last_asked_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a citation."""

    question: str
    history: tuple[str, ...]
    """The question and reply before it, if it was read after them."""
    path: str
    """Of the article, relative to the corpus, with forward slashes."""
    start: int
    end: int
    """[start, end) of the passage in the article's text, in code points."""
    sentence: str
    """As it was marked in the passage."""
    is_right: bool


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that is asked again of new articles."""

    id: int
    asked: str
    """As it was typed, with its filters."""
    generation: int
    """Of the index; what came later is new to the question."""
