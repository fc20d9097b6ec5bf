"""Figures against those worked out by hand."""

import pytest

from qa.evaluation.metrics import auroc, hits_at, reciprocal_rank, share
from qa.evaluation.result import Ranking, Refusals
from tests.evaluation.makers import make_judged

JUDGED = [
    make_judged(True, False, True),
    make_judged(False, True, True),
    make_judged(*[False] * 9, True),
    make_judged(False, False, False),
    make_judged(),
]


def test_hits_are_counted_once_a_question() -> None:
    figures = hits_at(JUDGED, [1, 2, 3, 9, 10])
    assert [figure.value for figure in figures] == pytest.approx([0.2, 0.4, 0.4, 0.4, 0.6])
    assert {figure.n for figure in figures} == {5}


def test_reciprocal_rank_is_that_of_the_first_hit() -> None:
    assert reciprocal_rank(JUDGED).value == pytest.approx((1 + 1 / 2 + 1 / 10) / 5)


def test_order_of_many_passages_is_kept() -> None:
    """Ids of passages are text, and "10" comes before "9"."""
    assert hits_at([make_judged(*[False] * 9, True)], [9, 10])[0].value == 0
    assert hits_at([make_judged(*[False] * 8, True, False)], [8, 9])[1].value == 1


def test_share() -> None:
    figure = share([True, True, True, False])
    assert (figure.value, figure.n) == (0.75, 4)


def test_area_is_the_share_of_pairs_in_order() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]).value == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auroc([0.1], [0.9]).value == 0


def test_interval_holds_the_value_and_narrows_with_more_questions() -> None:
    few, many = share([True, False] * 20), share([True, False] * 500)
    assert few.low < many.low < 0.5 < many.high < few.high
    # Of a mean of 40 the standard error is 0.5/√40 = 0.079.
    assert few.high - few.low == pytest.approx(2 * 1.96 * 0.079, abs=0.03)


def test_interval_is_the_same_each_time() -> None:
    assert hits_at(JUDGED, [1]) == hits_at(JUDGED, [1])
    assert auroc([0.9, 0.5, 0.7], [0.6, 0.1]) == auroc([0.9, 0.5, 0.7], [0.6, 0.1])


def test_figure_of_equal_values_has_no_width() -> None:
    figure = share([True] * 7)
    assert (figure.value, figure.low, figure.high) == (1, 1, 1)


def test_ranking_shows_four_depths() -> None:
    figures = Ranking.of("all", JUDGED).figures
    assert {name: round(figure.value, 2) for name, figure in figures.items()} == {
        "hit@1": 0.2, "hit@3": 0.4, "hit@5": 0.4, "hit@10": 0.6, "MRR@10": 0.32,
    }  # fmt: skip


def test_refusals_count_both_ways() -> None:
    own = [make_judged(True, confidence=confidence) for confidence in (0.9, 0.8, 0.7, 0.3)]
    foreign = [make_judged(False, confidence=confidence) for confidence in (0.1, 0.6)]
    refusals = Refusals.of("other", foreign, own)
    assert (refusals.rightly.value, refusals.rightly.n) == (0.5, 2)
    assert (refusals.wrongly.value, refusals.wrongly.n) == (0.25, 4)
    assert refusals.auroc.value == pytest.approx(7 / 8)
