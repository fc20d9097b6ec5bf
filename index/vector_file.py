"""The vector index in a file: a header that says what it is, then FAISS's own format.

FAISS loads a file with a flipped byte without a word, hence the checksum. Both ways, the content passes through in
pieces, so that no second copy of it is in memory.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import faiss

from index.records import Stamp

_HEADER_BYTES = 256
_PIECE_BYTES = 2**20

_reader, _writer = faiss.PyCallbackIOReader, faiss.PyCallbackIOWriter  # type: ignore[attr-defined]


def read_vectors(file: Path, fingerprint: str) -> tuple[faiss.Index | None, Stamp]:
    """The index, None if it is empty, and how far it has come.

    Raises OSError, or ValueError where the file is damaged or its vectors are another model's.
    """
    with file.open("rb") as stored:
        header = _header(stored)
        stamp: tuple[Any, Any] = (header.get("store"), header.get("generation"))
        if (header.get("fingerprint"), header.get("checksum")) != (fingerprint, _checksum(stamp, _pieces(stored))):
            raise ValueError("damaged, or of another model")
        is_empty = stored.tell() == _HEADER_BYTES
        stored.seek(_HEADER_BYTES)
        index = None if is_empty else faiss.read_index(_reader(stored.read, _PIECE_BYTES))
        return index, Stamp(*stamp)


def write_vectors(file: Path, index: faiss.Index | None, fingerprint: str, stamp: Stamp) -> None:
    """Writes the index beside the file and swaps it in, so that the file is always whole. Raises OSError."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with beside.open("w+b") as stored:
            stored.seek(_HEADER_BYTES)
            if index:
                faiss.write_index(index, _writer(stored.write, _PIECE_BYTES))
            stored.seek(_HEADER_BYTES)
            checksum = _checksum(stamp, _pieces(stored))
            stored.seek(0)
            header = {"fingerprint": fingerprint, **stamp._asdict(), "checksum": checksum}
            stored.write(json.dumps(header).encode().ljust(_HEADER_BYTES))
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _header(stored: BinaryIO) -> dict[str, Any]:
    header = json.loads(stored.read(_HEADER_BYTES))
    if not isinstance(header, dict):
        raise ValueError("no header")
    return header


def _pieces(stored: BinaryIO) -> Iterator[bytes]:
    while piece := stored.read(_PIECE_BYTES):
        yield piece


def _checksum(stamp: tuple[Any, Any], pieces: Iterable[bytes]) -> int:
    checksum = zlib.crc32(repr(tuple(stamp)).encode())
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return checksum
