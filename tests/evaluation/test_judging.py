"""What is a hit."""

import pytest

from qa.evaluation.dataset import Gold
from qa.evaluation.judging import holds_any, is_hit, judge
from tests.evaluation.makers import make_answer, make_citation, make_question

GOLD = Gold("a.txt", 100, 200)


@pytest.mark.parametrize(
    ("start", "end", "hit"),
    [
        (100, 200, True),
        (150, 250, True),  # exactly half of both
        (151, 251, False),
        (50, 150, True),
        (49, 149, False),
        (0, 1000, True),  # the paragraph is the shorter, and lies within
        (150, 1000, True),
        (151, 1000, False),
        (195, 205, True),  # the passage is the shorter, and half of it lies within
        (196, 206, False),
        (120, 130, True),
        (200, 300, False),
        (300, 400, False),
        (0, 50, False),
    ],
)
def test_half_of_the_shorter_must_be_shared(start: int, end: int, hit: bool) -> None:
    assert is_hit(make_citation(start=start, end=end), make_question(GOLD)) is hit


def test_hit_is_in_the_right_article() -> None:
    assert not is_hit(make_citation(start=100, end=200, path="b.txt"), make_question(GOLD))


def test_any_of_several_paragraphs_will_do() -> None:
    question = make_question(GOLD, Gold("b.txt", 0, 50))
    assert is_hit(make_citation(start=0, end=60, path="b.txt"), question)
    assert is_hit(make_citation(start=90, end=180), question)
    assert not is_hit(make_citation(start=0, end=60), question)


def test_overlap_of_several_paragraphs_is_not_added_up() -> None:
    question = make_question(Gold("a.txt", 0, 100), Gold("a.txt", 102, 202))
    assert not is_hit(make_citation(start=60, end=142), question)


def test_hit_holds_an_answer_where_answers_are_known() -> None:
    passage = make_citation("The bridge was opened in\n  May 1931.", start=100)
    assert is_hit(passage, make_question(GOLD, answers=("1946", "in may 1931")))
    assert not is_hit(passage, make_question(GOLD, answers=("1946",)))
    assert not is_hit(passage, make_question(Gold("a.txt", 500, 600), answers=("in May 1931",)))


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("The Marrow yard", "the marrow YARD", True),
        ("by\tthe \n yard", " by  the yard ", True),
        ("ÉTÉ", "été", True),
        ("forty", "fort", True),  # a part of a word as well
        ("1, 869", "1,869", False),
        ("", "x", False),
    ],
)
def test_case_and_white_space_do_not_matter(text: str, answer: str, held: bool) -> None:
    assert holds_any(text, [answer]) is held


def test_sentence_is_judged_where_the_first_passage_is_a_hit_and_answers_are_known() -> None:
    right = make_citation("Opened in May. Closed in June.", start=100, sentence="Closed in June.")
    wrong = make_citation("Nothing of it.", start=300)
    asked = make_question(GOLD, answers=("June",))
    assert judge(asked, make_answer(right, wrong)).sentence_hit is True
    assert judge(make_question(GOLD, answers=("May",)), make_answer(right)).sentence_hit is False
    assert judge(asked, make_answer(wrong, right)).sentence_hit is None
    assert judge(asked, make_answer()).sentence_hit is None
    assert judge(make_question(GOLD), make_answer(right)).sentence_hit is None
