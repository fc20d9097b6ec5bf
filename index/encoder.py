"""The seam between text and vectors: what an engine must do, and the pooling that all engines share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.passages import embedded_text
from index.sentences import Span

Vectors = npt.NDArray[np.float32]
"""(n, dim) float32, rows of unit length."""


@dataclass(frozen=True, slots=True)
class PassageInput:
    """What an engine reads of a passage."""

    context: str
    text: str
    sentences: tuple[Span, ...]
    """[start, end) of each sentence in `text`."""

    @property
    def embedded_text(self) -> str:
        return embedded_text(self.context, self.text)

    @property
    def embedded_sentences(self) -> list[Span]:
        """The sentences' spans in `embedded_text`."""
        shift = len(self.embedded_text) - len(self.text)
        return [(start + shift, end + shift) for start, end in self.sentences]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """One passage as vectors."""

    passage: Vectors
    """(dim,) float32 of unit length."""
    sentences: Vectors
    """(number of sentences, dim) float32, rows of unit length."""


class Encoder(Protocol):
    """Turns text into unit vectors whose dot product is their cosine similarity, -1..1, higher is closer."""

    @property
    def engine(self) -> str:
        """What it runs on."""

    @property
    def fingerprint(self) -> str:
        """Two encoders give comparable vectors if and only if this is the same."""

    @property
    def dim(self) -> int: ...

    @property
    def at_once(self) -> int:
        """So many passages are best given at a time: enough for all of the machine, few enough to be soon done."""

    def encode_question(self, question: str) -> Vectors:
        """(dim,) float32 of unit length."""

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """The vectors of each passage and of its sentences, in the order given."""


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """The vectors, along the last axis, with length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def pool_sentences(tokens: npt.NDArray[np.floating], spans: Sequence[Span], sentences: Sequence[Span]) -> Vectors:
    """Sentence vectors out of the passage's own forward pass: the mean of each sentence's token embeddings.

    `tokens` is (number of tokens, dim), `spans` says where each token stands in the text (empty for special
    tokens), `sentences` where each sentence does. A sentence without any token gets the mean of all.
    """
    starts, ends = np.array(spans).T
    first, last = np.array(sentences).T[:, :, np.newaxis]
    inside = (ends > starts) & (starts >= first) & (ends <= last)
    inside[~inside.any(axis=1)] = True
    return unit(inside.astype(np.float32) @ tokens)
