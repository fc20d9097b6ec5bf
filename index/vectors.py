"""The vector index: nearest passages by cosine similarity, in FAISS, derived from the store."""

import json
import os
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.encoder import Vectors
from index.records import NOTHING_YET, Stamp
from index.view import StoreView

_HEADER_BYTES = 256


class VectorIndex:
    """Exact search over the passages' vectors, which are kept in memory and in one file."""

    def __init__(self, fingerprint: str) -> None:
        """An empty index for vectors of the model with that fingerprint."""
        self._fingerprint = fingerprint
        self._index: faiss.Index | None = None
        self._stamp = NOTHING_YET

    @property
    def generation(self) -> int:
        """The generation of the store that the index has reached; -1 while it has taken in nothing."""
        return self._stamp.generation

    @classmethod
    def load(cls, file: Path, fingerprint: str) -> "VectorIndex":
        """The index kept in the file; an empty one where it is missing, damaged or of another model."""
        index = cls(fingerprint)
        try:
            header, content = _parts(file.read_bytes())
        except (OSError, ValueError):
            return index
        reached: tuple[Any, Any] = (header.get("store"), header.get("generation"))
        if (header.get("fingerprint"), header.get("checksum")) == (fingerprint, _checksum(reached, content)):
            index._index = faiss.deserialize_index(np.frombuffer(content, np.uint8)) if content else None
            index._stamp = Stamp(*reached)
        return index

    def save(self, file: Path) -> None:
        """Writes the index beside the file and swaps it in, so that the file is always whole."""
        content = faiss.serialize_index(self._index).tobytes() if self._index else b""
        header = {
            "fingerprint": self._fingerprint,
            **self._stamp._asdict(),
            "checksum": _checksum(self._stamp, content),
        }
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        try:
            beside.write_bytes(json.dumps(header).encode().ljust(_HEADER_BYTES) + content)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)

    def follow(self, store: StoreView) -> bool:
        """Takes in what changed in the store; returns whether anything did."""
        with store.reading():
            generation = store.vector_generation
            reached = store.goes_on_from(self._stamp)
            if generation == reached:
                return False
            removed = store.removed_since(reached)
            added = list(store.vectors_since(reached))
            stamp = store.stamp(generation)
        if reached < 0:
            self._index = None
        self._change(removed, added)
        self._stamp = stamp
        return bool(removed or added)

    def _change(self, removed: list[int], added: list[tuple[int, Vectors]]) -> None:
        if self._index and removed:
            self._index.remove_ids(faiss.IDSelectorBatch(np.array(removed, np.int64)))
        if added:
            vectors = np.stack([vector for _, vector in added])
            self._index = self._index or faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
            self._index.add_with_ids(vectors, np.array([passage_id for passage_id, _ in added], np.int64))

    def __len__(self) -> int:
        return int(self._index.ntotal) if self._index else 0

    def search(self, vector: Vectors, limit: int, within: Collection[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine -1..1) of the nearest passages, nearest first; `within` those, if given."""
        limit = min(limit, len(self))
        if self._index is None or limit < 1:
            return []
        only = _among(within) if within is not None else None
        cosines, ids = self._index.search(vector[np.newaxis], limit, params=only)
        return [(int(i), float(cosine)) for i, cosine in zip(ids[0], cosines[0], strict=True) if i != -1]


def _among(ids: Collection[int]) -> faiss.SearchParameters:
    """Searches those ids only. A bit for each is several times as fast as a list of them."""
    bits = np.zeros(max(ids, default=0) + 1, bool)
    bits[list(ids)] = True
    # What faiss declares are the C++ constructors, not the ones that it puts in their place.
    selector = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))  # type: ignore[call-arg, arg-type]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _checksum(stamp: tuple[Any, Any], content: bytes) -> int:
    return zlib.crc32(content, zlib.crc32(repr(tuple(stamp)).encode()))


def _parts(stored: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and content; raises ValueError where there is no header."""
    header = json.loads(stored[:_HEADER_BYTES])
    if not isinstance(header, dict):
        raise ValueError("no header")
    return header, stored[_HEADER_BYTES:]
