from dataclasses import replace

import pytest

from qa.confidence import ANSWERED, STRONG, confidence, in_words
from qa.evidence import Signals

MIDDLING = Signals(passage=0.5, sentence=0.5, words=5.0, by_meaning=True, coverage=0.5)
NONE = Signals(passage=0.0, sentence=0.0, words=0.0, by_meaning=True, coverage=0.0)
ALL = Signals(passage=1.0, sentence=1.0, words=30.0, by_meaning=True, coverage=1.0)


@pytest.mark.parametrize("by_meaning", [True, False])
@pytest.mark.parametrize("passages", [0, 1, 100, 10_000_000])
def test_confidence_is_a_probability(by_meaning: bool, passages: int) -> None:
    none, middling, everything = (
        confidence(replace(signals, by_meaning=by_meaning), passages) for signals in (NONE, MIDDLING, ALL)
    )
    assert 0 <= none < middling < everything <= 1


@pytest.mark.parametrize(
    "more",
    [replace(MIDDLING, passage=0.8), replace(MIDDLING, sentence=0.8), replace(MIDDLING, coverage=0.8)],
    ids=["passage", "sentence", "coverage"],
)
def test_more_evidence_gives_more_confidence(more: Signals) -> None:
    assert confidence(more, 100) > confidence(MIDDLING, 100)


def test_no_evidence_is_no_answer_and_full_evidence_is_one() -> None:
    assert confidence(NONE, 1) < ANSWERED
    assert confidence(ALL, 100_000) >= STRONG


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.0, "nothing"),
        (ANSWERED - 1e-9, "nothing"),
        (ANSWERED, "possible"),
        (STRONG - 1e-9, "possible"),
        (STRONG, "strong"),
        (1.0, "strong"),
    ],
)
def test_confidence_is_told_in_words(probability: float, words: str) -> None:
    assert in_words(probability) == words
