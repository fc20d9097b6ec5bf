"""A question made ready for the search."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.cleaning import clean
from index.errors import QaError
from qa.probe import REPLY_WORDS_WEIGHT, WORDS_WEIGHT, Probe
from qa.turn import last_turn

if TYPE_CHECKING:
    from index.encoder import Encoder

MOST_CHARACTERS = 80_000
"""A longer question is refused. Of a shorter one, the model and the word index each read as much as they can."""


def checked(question: str) -> str:
    """The question on one line, without control characters. Raises QaError if it is empty or far too long."""
    question = " ".join(clean(question).split())
    if not question:
        raise QaError("the question is empty: ask something")
    if len(question) > MOST_CHARACTERS:
        raise QaError(f"the question has {len(question):,} characters, at most {MOST_CHARACTERS:,} can be: shorten it")
    return question


def probes(question: str, history: Sequence[str], encoder: "Encoder | None") -> list[Probe]:
    """What passages are held against: the question and, if there was a turn before, its question and reply.

    Without an encoder they go by words only.
    """
    texts = [(question, WORDS_WEIGHT)]
    if turn := last_turn(history):
        texts.append((turn.question, WORDS_WEIGHT))
        if turn.reply:
            texts.append((turn.reply, REPLY_WORDS_WEIGHT))
    return [Probe(text, encoder.encode_question(text) if encoder else None, weight) for text, weight in texts]
