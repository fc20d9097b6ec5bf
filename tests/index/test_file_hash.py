import hashlib
import os
from pathlib import Path

import pytest

import index.file_hash
from index.file_hash import sha256_of

CONTENT = b"0123456789" * 200_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "weights"
    write(file, CONTENT)
    return file


def write(file: Path, content: bytes, age_s: float = 60) -> None:
    file.write_bytes(content)
    written = file.stat().st_mtime - age_s
    os.utime(file, (written, written))


def hashed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose content is hashed from now on."""
    hashed: list[Path] = []
    really = index.file_hash._sha256

    def hash_it(path: Path) -> str:
        hashed.append(path)
        return really(path)

    monkeypatch.setattr(index.file_hash, "_sha256", hash_it)
    return hashed


def test_large_file_is_hashed_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hashed(monkeypatch)
    assert sha256_of(file) == sha256_of(file) == hashlib.sha256(CONTENT).hexdigest()
    assert done == [file]


def test_changed_file_is_hashed_again(file: Path) -> None:
    sha256_of(file)
    times = file.stat()
    write(file, CONTENT[::-1])
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert sha256_of(file) == hashlib.sha256(CONTENT[::-1]).hexdigest()


def test_file_written_just_now_is_not_trusted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, CONTENT, age_s=0)
    done = hashed(monkeypatch)
    sha256_of(file)
    sha256_of(file)
    assert len(done) == 2


@pytest.mark.parametrize("damage", [b"", b"half", "ü".encode() * 40])
def test_damaged_memory_counts_for_nothing(file: Path, tmp_path: Path, damage: bytes) -> None:
    sha256_of(file)
    (kept,) = (tmp_path / "cache" / "qa" / "sha256").iterdir()
    kept.write_bytes(damage)
    assert sha256_of(file) == hashlib.sha256(CONTENT).hexdigest()


def test_cache_that_cannot_be_written_is_done_without(file: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    assert sha256_of(file) == hashlib.sha256(CONTENT).hexdigest()
