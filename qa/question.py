"""A question made ready for the search."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.cleaning import clean
from index.errors import QaError
from qa.probe import REPLY_WORDS_WEIGHT, WORDS_WEIGHT, Probe

if TYPE_CHECKING:
    from index.encoder import Encoder

MOST_CHARACTERS = 80_000
"""A longer question is refused. Of a shorter one, the model and the word index each read as much as they can."""


def checked(question: str) -> str:
    """The question on one line, without control characters. Raises QaError if it is empty or far too long."""
    question = " ".join(clean(question).split())
    if not question:
        raise QaError("the question is empty: ask something")
    if not re.search(r"\w", question):
        raise QaError("the question has no word in it: ask something")
    if len(question) > MOST_CHARACTERS:
        raise QaError(f"the question has {len(question):,} characters, at most {MOST_CHARACTERS:,} can be: shorten it")
    return question


def probes(question: str, history: Sequence[str], encoder: "Encoder | None") -> list[Probe]:
    """What passages are held against: the question and, if there was a turn before, its question and reply.

    Without an encoder they go by words only.
    """
    texts = zip((question, *turn_before(history)), (WORDS_WEIGHT, WORDS_WEIGHT, REPLY_WORDS_WEIGHT), strict=False)
    return [Probe(text, encoder.encode_question(text) if encoder else None, weight) for text, weight in texts]


def turn_before(history: Sequence[str]) -> tuple[str, ...]:
    """The last question, out of question, reply, question, …, and its reply if it has one; nothing if there is none."""
    replied = len(history) % 2 == 0
    turn = history[-2:] if replied else history[-1:]
    question, *reply = (clean(text[:MOST_CHARACTERS]).strip() for text in turn or [""])
    return (question, *filter(None, reply)) if question else ()
