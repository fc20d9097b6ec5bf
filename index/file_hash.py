"""SHA-256 of large files, worked out once: hashing a model takes longer than loading it."""

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

_LARGE_BYTES = 1_000_000
_SETTLED_S = 2.0
"""A file may change twice within one tick of the clock that its times come from."""
_DIGITS = 64


def sha256_of(path: Path) -> str:
    """Of the file's content, in hexadecimal; of a large file that looks as it did before, what was found then.

    Raises OSError.
    """
    state = path.stat()
    if state.st_size < _LARGE_BYTES:
        return _sha256(path)
    kept = _kept(path, state)
    with suppress(OSError, ValueError):
        known = kept.read_text(encoding="ascii")
        if len(known) == _DIGITS:
            return known
    found = _sha256(path)
    if time.time() - state.st_mtime > _SETTLED_S:
        _keep(kept, found)
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(path: Path, state: os.stat_result) -> Path:
    looks = f"{path.resolve()}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ctime_ns}\0{state.st_ino}"
    name = hashlib.sha256(looks.encode("utf-8", "surrogateescape")).hexdigest()
    return platformdirs.user_cache_path("qa") / "sha256" / name[: _DIGITS // 2]


def _keep(kept: Path, found: str) -> None:
    beside = kept.with_name(f"{kept.name}.{os.getpid()}")
    with suppress(OSError):  # a cache that cannot be written is none
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(found, encoding="ascii")
        beside.replace(kept)
