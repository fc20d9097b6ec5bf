"""Long runs move to a GPU where there is one; questions and short runs stay where they start at once."""

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.encoder import Encoder, PassageInput, PassageVectors, Vectors

LONG_RUN = 512
"""From so many passages on, the seconds that torch takes to start are worth it."""


class MovingEncoder:
    """An encoder that others take the passages over from when they are many."""

    def __init__(self, first: "Encoder", load_next: "Callable[[], Encoder | None]") -> None:
        """`load_next` is called once, before the first passage of a long run; None leaves all as it is.

        What it gives has to make the same vectors.
        """
        self._first = self._for_passages = first
        self._load_next = load_next
        self._given = 0
        self._moved = False
        self.fingerprint = first.fingerprint
        self.dim = first.dim

    @property
    def engine(self) -> str:
        """What passages are encoded on now."""
        return self._for_passages.engine

    @property
    def at_once(self) -> int:
        return self._for_passages.at_once

    def encode_question(self, question: str) -> "Vectors":
        """(dim,) float32 of unit length."""
        return self._first.encode_question(question)

    def encode_passages(self, passages: "Sequence[PassageInput]") -> "list[PassageVectors]":
        """The vectors of each passage and of its sentences, in the order given."""
        if not self._moved and self._given >= LONG_RUN:
            self._moved = True
            self._for_passages = self._load_next() or self._first
        self._given += len(passages)
        return self._for_passages.encode_passages(passages)


def may_have_gpu() -> bool:
    """Whether it is worth importing torch to ask it: a driver of NVIDIA's or an Apple machine."""
    return sys.platform == "darwin" or shutil.which("nvidia-smi") is not None


def has_gpu() -> bool:
    """Whether torch can compute on one."""
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()
