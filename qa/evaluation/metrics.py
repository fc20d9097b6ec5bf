"""Figures with the interval that another draw of questions would leave them in."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.evaluation.judging import Judged

DEPTH = 10
"""So many passages are looked at."""
RESAMPLES = 1000
_SEED = 1
_INTERVAL_PERCENT = (2.5, 97.5)
_MISSED = "missed"
"""Stands for a paragraph that was not returned, so that a question without any hit is counted too."""

_Values = npt.NDArray[np.float64]
"""(questions,)"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, 0..1, measured on some questions."""

    value: float
    low: float
    high: float
    """[low, high] is the 95 % interval: percentiles of the figure over questions drawn again, with replacement."""
    n: int
    """How many questions it is of."""

    def as_json(self) -> dict[str, Any]:
        return {key: round(value, 4) for key, value in asdict(self).items()}


def share(values: Sequence[bool]) -> Figure:
    """How many of the values, at least one, are true."""
    return _mean(np.array(values, np.float64))


def hits_at(judged: Sequence[Judged], depths: Sequence[int]) -> list[Figure]:
    """hit@k for each depth k, 1..10: the share of questions with a hit among the first k passages."""
    from ir_measures import Success

    return [_mean(_by_question(judged, Success @ depth)) for depth in depths]


def reciprocal_rank(judged: Sequence[Judged]) -> Figure:
    """MRR@10: the mean of 1/rank of the first hit, 0 where there is none among the first ten."""
    from ir_measures import RR

    return _mean(_by_question(judged, RR @ DEPTH))


def auroc(own: Sequence[float], foreign: Sequence[float]) -> Figure:
    """How often an answerable question has more confidence than a foreign one; ties count half."""

    def area(ours: _Values, others: _Values) -> float:
        ordered = np.sort(others)
        below, not_above = np.searchsorted(ordered, ours, "left"), np.searchsorted(ordered, ours, "right")
        return float((below + not_above).mean() / 2 / len(others))

    return _figure(area, np.array(own), np.array(foreign))


def _by_question(judged: Sequence[Judged], measure: Any) -> _Values:
    """The measure for each question, in their order."""
    import ir_measures

    relevant = [ir_measures.Qrel(str(number), _MISSED, 1) for number in range(len(judged))]
    returned = []
    for number, one in enumerate(judged):
        for rank, hit in enumerate(one.hits):
            returned.append(ir_measures.ScoredDoc(str(number), str(rank), float(-rank)))
            relevant.append(ir_measures.Qrel(str(number), str(rank), int(hit)))
    values = {int(one.query_id): one.value for one in ir_measures.iter_calc([measure], relevant, returned)}
    return np.array([values[number] for number in range(len(judged))])


def _mean(values: _Values) -> Figure:
    return _figure(lambda drawn: float(drawn.mean()), values)


def _figure(statistic: Callable[..., float], *groups: _Values) -> Figure:
    """The statistic with its percentile bootstrap interval, each group of questions drawn anew by itself."""
    draw = np.random.default_rng(_SEED)
    drawn = [statistic(*(draw.choice(group, len(group)) for group in groups)) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, _INTERVAL_PERCENT)
    return Figure(statistic(*groups), float(low), float(high), sum(map(len, groups)))
