"""The model's own tokenizer, without the model."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from index.sentences import Span

if TYPE_CHECKING:
    from tokenizers import Encoding
    from tokenizers import Tokenizer as FastTokenizer


class Tokenizer:
    """Counts and places tokens just as the model sees them. Threads may share it."""

    def __init__(self, folder: Path, max_tokens: int | None = None) -> None:
        """The tokenizer of the model in `folder`; `encode` cuts what is longer than `max_tokens`."""
        self._folder = folder
        self._max_tokens = max_tokens

    @cached_property
    def _tokenizer(self) -> "FastTokenizer":
        """Loaded when it is needed first: an index where nothing has changed needs none."""
        tokenizer = _load(self._folder)
        tokenizer.no_padding()
        # Changing this later would fail while another thread encodes.
        if self._max_tokens:
            tokenizer.enable_truncation(self._max_tokens)
        else:
            tokenizer.no_truncation()
        return tokenizer

    @property
    def special_tokens(self) -> int:
        """How many tokens the model wants around each text."""
        return self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the special ones left out."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def spans(self, text: str) -> list[Span]:
        """[start, end) of each token in `text`, the special ones left out."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

    def encode(self, texts: Sequence[str]) -> "list[Encoding]":
        """Each text as the model reads it, special tokens included; their offsets are empty."""
        return self._tokenizer.encode_batch(list(texts))


def _load(folder: Path) -> "FastTokenizer":
    from tokenizers import Tokenizer as FastTokenizer

    file = folder / "tokenizer.json"
    if file.is_file():
        return FastTokenizer.from_file(str(file))
    # A model of the time before tokenizer.json: transformers converts what it has, at the price of importing it.
    from transformers import AutoTokenizer

    backend: FastTokenizer = AutoTokenizer.from_pretrained(str(folder), use_fast=True).backend_tokenizer
    return backend
