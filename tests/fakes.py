"""Stand-ins for what is slow or far away, behind the real seams."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.encoder import PassageInput, PassageVectors, Vectors, unit


class FakeEncoder:
    """A bag of words: texts that share words are near each other, those that share none are not.

    Each word has a random but fixed direction, so it needs no model and gives the same vectors in every run.
    """

    engine = "fake"
    fingerprint = "fake"
    dim = 256
    at_once = 32

    def encode_question(self, question: str) -> Vectors:
        """(dim,) float32 of unit length."""
        return self._vector(question)

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """The vectors of each passage and of its sentences, in the order given."""
        return [self._passage(passage) for passage in passages]

    def _passage(self, passage: PassageInput) -> PassageVectors:
        sentences = [self._vector(passage.text[start:end]) for start, end in passage.sentences]
        return PassageVectors(self._vector(passage.embedded_text), np.stack(sentences))

    def _vector(self, text: str) -> Vectors:
        words = re.findall(r"\w+", text.lower()) or [""]  # no words: a direction that no text has
        return unit(np.mean([_direction(word, self.dim) for word in words], axis=0))


@lru_cache(maxsize=10_000)
def _direction(word: str, dim: int) -> Vectors:
    seed = zlib.crc32(word.encode())  # hash() differs between runs
    return unit(np.random.default_rng(seed).standard_normal(dim))


class CountingEncoder(FakeEncoder):
    """A fake encoder that remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        """The text of each passage that was embedded, in the order they came."""

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        self.seen += [passage.text for passage in passages]
        return super().encode_passages(passages)
