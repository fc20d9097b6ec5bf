"""How a question hangs on the turn before it: not at all, by its subject, or so that it can't be understood alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_POINTING_WORDS = frozenset("""
it its they them their theirs he him his she her hers this that these those there one ones such same both other another
else
""".split())  # fmt: skip  # noqa: SIM905
_GOING_ON = re.compile(r"(and|but|so|or|what about|how about|why not|then|also|ok|okay|yes|no|really)\b", re.IGNORECASE)
_FEW_TELLING_WORDS = 2
_UNRELATED, _RELATED = 0.1, 0.2
"""Cosines: questions on another subject than the turn before are nearly all below the first, questions that go on
with it nearly all above the second."""


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
    return Turn(question, reply) if question.strip() else None


def leans_on_context(question: str, telling_words: int) -> bool:
    """Whether the question points at something said before, goes on from it, or says too little by itself."""
    words = re.findall(r"\w+", question.lower())
    points = not _POINTING_WORDS.isdisjoint(words)
    return points or telling_words <= _FEW_TELLING_WORDS or _GOING_ON.match(question) is not None


def relatedness(cosine: float) -> float:
    """How surely a question of that cosine to the turn before goes on with its subject, 0..1."""
    return float(np.clip((cosine - _UNRELATED) / (_RELATED - _UNRELATED), 0, 1))
