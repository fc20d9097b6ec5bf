"""What the store keeps in its columns, to and from what the rest works with."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.passages import Passage
from index.records import ArticleRecord, PassageRecord
from index.sentences import Span

BYTES_OF_HALF = 2


def vector_key(fingerprint: str, passage: Passage) -> bytes:
    """Of the vectors: the same for the same model, text and sentences, whatever file they stand in."""
    parts = (fingerprint, passage.context, passage.text, repr(passage.sentences))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def spans(stored: bytes) -> tuple[Span, ...]:
    """[start, end) of each sentence, out of pairs of int32."""
    return tuple((int(start), int(end)) for start, end in np.frombuffer(stored, "<i4").reshape(-1, 2))


def halves(vectors: Vectors) -> bytes:
    """The vectors as float16, half as large."""
    return vectors.astype("<f2").tobytes()


def floats(stored: bytes) -> npt.NDArray[np.float32]:
    """(values,) float32, out of float16."""
    return np.frombuffer(stored, "<f2").astype(np.float32)


def places(values: Sequence[object]) -> str:
    """As many placeholders as there are values."""
    return ", ".join("?" * len(values))


def passage_record(row: tuple[Any, ...]) -> PassageRecord:
    """The passage in a row of `StoreView.passages`."""
    passage_id, *article, start, end, text, stored, context, line, page, heading = row
    return PassageRecord(
        id=passage_id,
        article=ArticleRecord(*article),
        start=start,
        end=end,
        text=text,
        sentences=spans(stored),
        context=context,
        line=line,
        page=page,
        heading=heading,
    )
