"""What the store keeps in its columns, to and from what the rest works with.

SQLite does not notice a flipped byte in a value. Here vectors carry a checksum, and a passage the hash of its text.
What does not agree raises sqlite3.DatabaseError.
"""

import hashlib
import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import PassageVectors, Vectors
from index.passages import Passage
from index.records import ArticleRecord, PassageRecord
from index.sentences import Span

_CHECKSUM_BYTES = 4
_BYTES_OF_HALF = 2


def vector_key(fingerprint: str, passage: Passage | PassageRecord) -> bytes:
    """Of the vectors: the same for the same model, text and sentences, whatever file they stand in."""
    parts = (fingerprint, passage.context, passage.text, repr(passage.sentences))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def spans(stored: bytes) -> tuple[Span, ...]:
    """[start, end) of each sentence, out of pairs of int32."""
    try:
        pairs = np.frombuffer(stored, "<i4").reshape(-1, 2)
    except (ValueError, TypeError):
        raise sqlite3.DatabaseError("the sentences of a passage are not what was stored") from None
    return tuple((int(start), int(end)) for start, end in pairs)


def halves(vectors: Vectors) -> bytes:
    """The vectors as float16, half as large, after their checksum."""
    content = vectors.astype("<f2").tobytes()
    return _checksum(content) + content


def floats(*stored: bytes) -> npt.NDArray[np.float32]:
    """(values of all,) float32, out of what `halves` made."""
    return np.frombuffer(b"".join(map(_proven, stored)), "<f2").astype(np.float32)


def passage_vectors(passage: bytes, sentences: bytes) -> PassageVectors:
    """Out of what `halves` made of either."""
    values = floats(passage, sentences).reshape(-1, (len(passage) - _CHECKSUM_BYTES) // _BYTES_OF_HALF)
    return PassageVectors(values[0], values[1:])


def _proven(stored: bytes) -> bytes:
    content = stored[_CHECKSUM_BYTES:]
    if _checksum(content) != stored[:_CHECKSUM_BYTES]:
        raise sqlite3.DatabaseError("a vector is not what was stored")
    return content


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM_BYTES, "little")


def places(values: Sequence[object]) -> str:
    """As many placeholders as there are values."""
    return ", ".join("?" * len(values))


def passage_record(row: tuple[Any, ...], fingerprint: str) -> PassageRecord:
    """The passage in a row of `StoreView.passages`."""
    passage_id, *article, start, end, text, stored, context, line, page, heading, key = row
    record = PassageRecord(
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
    if vector_key(fingerprint, record) != key:
        raise sqlite3.DatabaseError(f"passage {passage_id} is not what was stored")
    return record
