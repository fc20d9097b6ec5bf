"""How a question hangs on the turn before it: not at all, by its subject, or so that it can't be understood alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Vectors, unit
from qa.names import names

_POINTING_WORDS = frozenset("""
it its they them their theirs he him his she her hers this that these those there one ones such same both other another
else
""".split())  # fmt: skip  # noqa: SIM905
_GOING_ON = re.compile(r"(and|but|so|or|what about|how about|why not|then|also|ok|okay|yes|no|really)\b", re.IGNORECASE)
_FEW_TELLING_WORDS = 2
_FOUND_TOGETHER = (0.1, 0.2)
"""Cosines. Of questions on another subject than the turn before three in four are below the first, of questions that
go on with it nine in ten are above the second."""
_JUDGED_TOGETHER = (0.15, 0.3)
"""The same, more careful: what nothing answers must not seem to be answered because something was before."""
_WORTH_TELLING = 0.5
_IN_CONTEXT_WEIGHT = 0.5
"""What the question before, and its reply, count for in the meaning of one that goes on with them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of the turn before is in a question."""

    first: float
    """Its share, 0..1, in choosing the best passage."""
    rest: float
    """Its share, 0..1, in choosing the others."""
    judged: float = 0.0
    """Its share, 0..1, in judging what was found."""
    in_context: Vectors | None = None
    """What the question means after the turn before, (dim,) of unit length; None if there was none."""

    @property
    def leans(self) -> bool:
        """Whether the turn before has a good share in what is found."""
        return max(self.first, self.rest) >= _WORTH_TELLING


def read(question: str, telling_words: int, vector: Vectors | None, before: Sequence[Vectors | None]) -> Reading:
    """How the question is to be read after a turn, given by the vectors of its question and its reply.

    `telling_words` is how many words of the question carry meaning. Without a turn `before` is empty.
    """
    if not before:
        return Reading(0.0, 0.0)
    leans = float(leans_on_context(question, telling_words))
    others = [other for other in before if other is not None]
    if vector is None or not others:
        return Reading(leans, leans, leans)
    nearest = max(float(vector @ other) for other in others)
    found, judged = _share(nearest, _FOUND_TOGETHER), _share(nearest, _JUDGED_TOGETHER)
    return Reading(leans, leans or found, judged, unit(vector + _IN_CONTEXT_WEIGHT * np.sum(others, axis=0)))


def _share(cosine: float, between: tuple[float, float]) -> float:
    """0 up to the lower bound, 1 from the upper one on, evenly between them."""
    low, high = between
    return float(np.clip((cosine - low) / (high - low), 0, 1))


def leans_on_context(question: str, telling_words: int) -> bool:
    """Whether the question points at something said before, goes on from it, or says too little by itself.

    One that names something has a subject of its own, however few its words.
    """
    words = re.findall(r"\w+", question.lower())
    points = not _POINTING_WORDS.isdisjoint(words)
    says_little = telling_words <= _FEW_TELLING_WORDS and not names(question)
    return points or says_little or _GOING_ON.match(question) is not None
