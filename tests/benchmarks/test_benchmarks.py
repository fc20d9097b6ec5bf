"""That the benchmarks measure what they say; nothing here depends on how long anything takes."""

from pathlib import Path

import pytest

from qa.library import Library
from tests.benchmarks.crowd import Crowd, PretendingEncoder
from tests.benchmarks.growth import draw_growth
from tests.benchmarks.measuring import Figure
from tests.benchmarks.results import Results, show_comparison

FIGURES = [
    Figure("ask: median over 1,000 passages", 5.0, "ms"),
    Figure("ask: median over 10,000 passages", 8.0, "ms", "<= 10"),
    Figure("ask: 95th percentile over 1,000 passages", 9.0, "ms"),
]


def test_crowd_grows_and_can_be_asked(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path / "index", PretendingEncoder())
    (tmp_path / "articles").mkdir()
    for passages in (40, 100):
        crowd.grow(passages)
        library = Library(tmp_path / "articles", tmp_path / "index")
        counts = library.counts()
        assert (counts.passages, counts.pending) == (passages, 0)
        assert library.ask("What happened in London in December?", words_only=True).citations
        library.close()


def test_results_are_kept_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Results.of(FIGURES)
    before.save(tmp_path / "kept" / "before.json")
    assert Results.load(tmp_path / "kept" / "before.json") == before
    after = Results.of([Figure("ask: median over 10,000 passages", 4.0, "ms", "<= 10"), Figure("new", 1.0, "s")])
    show_comparison(before, after)
    shown = capsys.readouterr().out
    assert "0.50 of it" in shown
    assert "new" not in shown


def test_growth_is_drawn(tmp_path: Path) -> None:
    draw_growth(FIGURES, tmp_path / "growth.svg")
    assert "passages" in (tmp_path / "growth.svg").read_text(encoding="utf-8")
