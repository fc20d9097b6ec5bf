"""Which files are read again: every one that may say something new."""

import os
import threading
import time
from pathlib import Path

import pytest

from index.records import FileState
from index.scan import Scan, scan

LONG_AGO_NS = 1_000_000_000_000_000_000


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("one")
    return tmp_path


def remembered(found: Scan) -> dict[str, FileState]:
    return {path: found.state(file) for path, file in found.listing.files.items()}


def settled(corpus: Path) -> dict[str, FileState]:
    """The files as they are remembered once the clock has gone on."""
    found = scan(corpus, {})
    later = Scan(found.listing, {}, time.time_ns() + 10_000_000_000)
    return remembered(later)


def changed(corpus: Path, known: dict[str, FileState]) -> list[str]:
    return [file.path for file in scan(corpus, known).changed]


def test_file_that_stayed_as_it_was_is_left_alone(corpus: Path) -> None:
    assert changed(corpus, settled(corpus)) == []


def test_file_written_just_before_it_was_read_is_read_again(corpus: Path) -> None:
    known = remembered(scan(corpus, {}))
    assert changed(corpus, known) == ["a.txt"]


def test_other_text_of_the_same_size_at_the_same_time_is_noticed(corpus: Path) -> None:
    file = corpus / "a.txt"
    os.utime(file, ns=(LONG_AGO_NS, LONG_AGO_NS))
    known = settled(corpus)
    file.write_text("two")
    os.utime(file, ns=(LONG_AGO_NS, LONG_AGO_NS))
    assert changed(corpus, known) == ["a.txt"]


def test_file_moved_into_the_place_of_another_is_noticed(corpus: Path) -> None:
    (corpus / "b.txt").write_text("two")
    for name in ("a.txt", "b.txt"):
        os.utime(corpus / name, ns=(LONG_AGO_NS, LONG_AGO_NS))
    known = settled(corpus)
    (corpus / "b.txt").rename(corpus / "a.txt")
    found = scan(corpus, known)
    assert [file.path for file in found.changed] == ["a.txt"]
    assert list(found.gone) == ["b.txt"]


def test_file_that_is_away_for_a_moment_only_is_not_gone(corpus: Path) -> None:
    known = settled(corpus)
    beside = corpus / ".a.txt.new"
    beside.write_text("two")
    (corpus / "a.txt").unlink()
    back = threading.Timer(0.02, lambda: beside.rename(corpus / "a.txt"))
    back.start()
    found = scan(corpus, known)
    back.join()
    assert not found.gone
    assert [file.path for file in found.changed] == ["a.txt"]


def test_file_that_is_gone_is_gone(corpus: Path) -> None:
    known = settled(corpus)
    (corpus / "a.txt").unlink()
    assert list(scan(corpus, known).gone) == ["a.txt"]


def test_unchanged_files_are_looked_at_from_outside_only(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(100):
        (corpus / f"{number}.txt").touch()
    known = settled(corpus)
    for opening in ("builtins.open", "io.open", "os.open"):
        monkeypatch.setattr(opening, lambda *_, **__: pytest.fail("a file is read"))
    assert changed(corpus, known) == []
