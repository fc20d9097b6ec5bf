"""The first look at an index: which passages are worth a second one."""

import pytest

from qa.glance import FOUND, Glance


def test_what_only_one_index_finds_counts_for_what_that_one_says() -> None:
    glance = Glance(words={1: 10.0, 2: 5.0}, near={2: 0.5, 3: 0.4}, words_weight=0.04)
    assert glance.scores([1, 2, 3, 4]).tolist() == pytest.approx([0.4, 0.7, 0.4, 0.0])


def test_what_was_not_found_may_be_as_good_as_the_last_that_was_where_there_may_be_more() -> None:
    near = {passage_id: 1 - passage_id / 1000 for passage_id in range(FOUND)}
    glance = Glance(words={500: 10.0}, near=near, words_weight=0.04)
    last = near[FOUND - 1]
    assert glance.scores([0, 500, 600]).tolist() == pytest.approx([1.0, last + 0.4, last])
