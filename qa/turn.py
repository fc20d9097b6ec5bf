"""A turn of a conversation: what was asked and what was replied."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.cleaning import clean


@dataclass(frozen=True, slots=True)
class Turn:
    """A question asked before and what was replied."""

    question: str
    reply: str


def last_turn(history: Sequence[str]) -> Turn | None:
    """The turn before, out of question, reply, question, …; a last question without a reply counts as well."""
    if not history:
        return None
    replied = len(history) % 2 == 0
    question, reply = (history[-2], history[-1]) if replied else (history[-1], "")
    turn = Turn(clean(question).strip(), clean(reply).strip())
    return turn if turn.question else None
