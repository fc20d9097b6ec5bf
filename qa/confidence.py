"""Whether a hit answers the question, judged from absolute evidence and never from its rank.

The coefficients are fitted and tested by tests/benchmarks/fit_confidence.py.
"""

import math

from qa.evidence import Signals

ANSWERED = 0.5
"""From this confidence on, the question counts as answered."""
STRONG = 0.85

_BIAS = -8.2
_PASSAGE = 5.8
_SENTENCE = 11.2
_COVERAGE = 5.8
_PASSAGES = -0.21
"""Logistic regression on four public question sets, asked of their own and of one another's articles, and of parts
of them from one article up; answerable and foreign questions count the same. The nearest of many passages is near by
chance already, hence the logarithm of their number. Fitted is a bias of -7.9: rather an answer too few than one too
many."""

_BIAS_OF_WORDS = -3.6
_COVERAGE_OF_WORDS = 10.8
_PASSAGES_OF_WORDS = -0.14
"""The same, for passages without vectors."""


def confidence(signals: Signals, passages: int) -> float:
    """Probability that the passage, the best of so many, answers the question, 0..1."""
    chance = math.log(max(passages, 1))
    if signals.by_meaning:
        evidence = _BIAS + _PASSAGE * signals.passage + _SENTENCE * signals.sentence + _COVERAGE * signals.coverage
        evidence += _PASSAGES * chance
    else:
        evidence = _BIAS_OF_WORDS + _COVERAGE_OF_WORDS * signals.coverage + _PASSAGES_OF_WORDS * chance
    return 1 / (1 + math.exp(-evidence))


def in_words(probability: float) -> str:
    """The confidence as a person is told it: strong, possible or nothing."""
    if probability >= STRONG:
        return "strong"
    return "possible" if probability >= ANSWERED else "nothing"
