import numpy as np
import pytest

from index.encoder import Vectors
from qa.conversation import leans_on_context, read


def towards(*weights: float) -> Vectors:
    vector = np.array(weights, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


ALONG, ACROSS = towards(1, 0), towards(0, 1)


@pytest.mark.parametrize(
    ("question", "telling", "leans"),
    [
        ("And what about its tolls?", 1, True),
        ("How deep is it?", 1, True),
        ("Why gold?", 1, True),
        ("And Moscow?", 1, True),
        ("What is the capital of Peru?", 2, False),
        ("How often should sourdough starter be fed in summer?", 5, False),
    ],
)
def test_question_leans_on_the_turn_before_if_it_cannot_be_understood_alone(
    question: str, telling: int, leans: bool
) -> None:
    assert leans_on_context(question, telling) is leans


def test_first_question_stands_alone() -> None:
    reading = read("How deep is it?", 1, ALONG, [])
    assert not reading.leans
    assert reading.in_context is None


def test_question_on_another_subject_takes_nothing_from_the_turn_before() -> None:
    reading = read("How often should sourdough starter be fed in summer?", 5, ALONG, [ACROSS, ACROSS])
    assert (reading.first, reading.rest, reading.judged) == (0, 0, 0)


def test_question_on_the_same_subject_is_found_alone_but_judged_with_the_turn_before() -> None:
    reading = read("How often should sourdough starter be fed in summer?", 5, ALONG, [ACROSS, towards(1, 1)])
    assert (reading.first, reading.rest, reading.judged) == (0, 1, 1)
    assert reading.in_context is not None
    assert reading.in_context == pytest.approx(towards(1 + 0.5 * 2**-0.5, 0.5 + 0.5 * 2**-0.5))


def test_without_vectors_only_the_words_of_a_question_tell() -> None:
    assert read("How deep is it?", 1, None, [None, None]).first == 1
    assert read("How often should sourdough starter be fed?", 4, None, [None, None]).rest == 0
