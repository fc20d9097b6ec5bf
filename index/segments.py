"""Whether the files of a tantivy index are as they were written: tantivy puts checksums into them but checks none."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_META = "meta.json"
_PARTS = ("store", "idx", "pos", "term", "fieldnorm", "fast")
_END_BYTES = 8
"""Length of the footer before it, and a fixed number, as little-endian integers of four bytes."""


def check_segments(folder: Path) -> None:
    """Raises ValueError if a file that belongs to the last commit is damaged or missing. Reads each of them once."""
    damage = None
    while (meta := _bytes(folder / _META)) is not None:
        damage = next(_damages(folder, json.loads(meta)), None)
        # Segments that are merged by another process meanwhile take their files along.
        if damage is None or meta == _bytes(folder / _META):
            break
    if damage:
        raise ValueError(damage)


def _damages(folder: Path, meta: dict[str, Any]) -> Iterator[str]:
    for segment in meta["segments"]:
        for name in _names(segment):
            content = _bytes(folder / name)
            if content is None:
                yield f"{name} is missing"
            elif not _is_whole(content):
                yield f"{name} is damaged"
            elif name.endswith(".del") and int.from_bytes(content[:4], "little") != segment["max_doc"]:
                yield f"{_META} is damaged"  # as far as the number of documents does not tell anyway


def _names(segment: dict[str, Any]) -> Iterator[str]:
    stem = segment["segment_id"].replace("-", "")
    yield from (f"{stem}.{part}" for part in _PARTS)
    if segment["deletes"]:
        yield f"{stem}.{segment['deletes']['opstamp']}.del"


def _is_whole(content: bytes) -> bool:
    footer = len(content) - _END_BYTES
    start = footer - int.from_bytes(content[footer : footer + 4], "little")
    try:
        checksum = json.loads(content[max(start, 0) : footer])["crc"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(zlib.crc32(memoryview(content)[:start]) == checksum)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
