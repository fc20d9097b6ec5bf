"""Whether a hit answers the question, judged from absolute evidence and never from its rank."""

import math

from qa.evidence import Signals

ANSWERED = 0.5
"""From this confidence on, the question counts as answered."""
STRONG = 0.85

_BIAS = -7.0
_PASSAGE = 5.0
_SENTENCE = 4.0
_COVERAGE = 5.0


def confidence(signals: Signals) -> float:
    """Probability that the passage answers the question, 0..1."""
    evidence = _BIAS + _PASSAGE * signals.passage + _SENTENCE * signals.sentence + _COVERAGE * signals.coverage
    return 1 / (1 + math.exp(-evidence))


def in_words(probability: float) -> str:
    """The confidence as a person is told it: strong, possible or nothing."""
    if probability >= STRONG:
        return "strong"
    return "possible" if probability >= ANSWERED else "nothing"
