"""What passages are held against: a question, the question before it, or the reply to that."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.encoder import Vectors

WORDS_WEIGHT = 0.04
"""What one point of BM25 counts for against a cosine of 1."""
REPLY_WORDS_WEIGHT = 0.005
"""The same for the words of a reply, which are many."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A text that passages are held against."""

    text: str
    vector: "Vectors | None"
    """(dim,) float32 of unit length; None to go by words only."""
    words_weight: float = WORDS_WEIGHT
