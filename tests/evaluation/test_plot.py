"""The picture of hit@k."""

from pathlib import Path

import pytest

from index.errors import QaError
from qa.evaluation.metrics import share
from qa.evaluation.plot import check_plot_file, draw
from qa.evaluation.result import Evaluation, Ranking
from tests.evaluation.makers import make_judged

JUDGED = [make_judged(True, True), make_judged(False, True), make_judged(False, False)]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    rankings = tuple(Ranking.of(signals, JUDGED) for signals in ("one vector", "one vector + BM25", "all"))
    return Evaluation(
        dataset="a $set$ of $5",
        model="a model",
        articles=1,
        passages=2,
        questions=3,
        with_history=0,
        ranking=rankings[-1],
        sentence_hit=None,
        answered=share([True]),
        median_s=0.01,
        p95_s=0.02,
        comparison=rankings,
    )


@pytest.mark.parametrize(("name", "begin"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.SVG", b"<?xml")])
def test_plot_is_written_in_the_format_of_its_name(
    evaluation: Evaluation, tmp_path: Path, name: str, begin: bytes
) -> None:
    check_plot_file(tmp_path / name)
    draw(evaluation, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begin)


def test_same_figures_give_the_same_file(evaluation: Evaluation, tmp_path: Path) -> None:
    draw(evaluation, tmp_path / "one.svg")
    draw(evaluation, tmp_path / "two.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_place_that_cannot_be_drawn_to_is_told(evaluation: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(QaError, match=r"as \.svg or \.png, not as plot\.pdf: name it so"):
        check_plot_file(tmp_path / "plot.pdf")
    with pytest.raises(QaError, match=r"no folder .*nowhere to write the plot plot\.svg to: make it first"):
        check_plot_file(tmp_path / "nowhere" / "plot.svg")
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(QaError, match=r"folder\.svg cannot be written"):
        draw(evaluation, tmp_path / "folder.svg")
