"""What an evaluation found, as it is shown, drawn and printed as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.judging import Judged
from qa.evaluation.metrics import DEPTH, Figure, auroc, hits_at, reciprocal_rank, share

SHOWN_DEPTHS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How far up the answering passages stand."""

    signals: str
    """What the passages were ordered by."""
    hits: tuple[Figure, ...]
    """hit@1 to hit@10."""
    mrr: Figure
    """MRR@10."""

    @classmethod
    def of(cls, signals: str, judged: Sequence[Judged]) -> "Ranking":
        return cls(signals, tuple(hits_at(judged, range(1, DEPTH + 1))), reciprocal_rank(judged))

    @property
    def figures(self) -> dict[str, Figure]:
        """By their names."""
        return {**{f"hit@{depth}": self.hits[depth - 1] for depth in SHOWN_DEPTHS}, f"MRR@{DEPTH}": self.mrr}


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well questions that the articles do not answer are told from those that they do."""

    asked: str
    """Which questions: another set's, or the set's own that have no answer."""
    rightly: Figure
    """Share of those questions that are refused."""
    wrongly: Figure
    """Share of the set's answerable questions that are refused."""
    auroc: Figure
    """Of the first passage's confidence."""

    @classmethod
    def of(cls, asked: str, foreign: Sequence[Judged], own: Sequence[Judged]) -> "Refusals":
        """Neither may be empty."""
        rightly = share([not one.answer.answered for one in foreign])
        wrongly = share([not one.answer.answered for one in own])
        area = auroc([one.answer.confidence for one in own], [one.answer.confidence for one in foreign])
        return cls(asked, rightly, wrongly, area)

    @property
    def figures(self) -> dict[str, Figure]:
        """By their names."""
        return {"rightly refused": self.rightly, "wrongly refused": self.wrongly, "AUROC": self.auroc}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one question set."""

    dataset: str
    model: str
    articles: int
    passages: int
    questions: int
    """The answerable ones; all figures but those of `refusals` are of these."""
    with_history: int
    """How many of them were asked with the turns before them."""
    ranking: Ranking
    sentence_hit: Figure | None
    """Share of marked sentences that hold an answer, where the first passage is a hit and answers are known."""
    answered: Figure
    """Share of the questions that were answered, rightly or wrongly."""
    median_s: float
    p95_s: float
    """Time a question."""
    refusals: tuple[Refusals, ...] = ()
    comparison: tuple[Ranking, ...] = ()
    """With some of the signals; the last is `ranking` itself."""

    @property
    def figures(self) -> dict[str, Figure | None]:
        """By their names."""
        return {**self.ranking.figures, "sentence hit": self.sentence_hit, "answered": self.answered}

    def as_json(self) -> dict[str, Any]:
        """The object that `qa eval --json` prints."""
        return {
            "dataset": self.dataset,
            "model": self.model,
            "articles": self.articles,
            "passages": self.passages,
            "questions": self.questions,
            "with_history": self.with_history,
            "figures": _figures_json(self.figures),
            "ms_a_question": {"p50": round(self.median_s * 1000, 1), "p95": round(self.p95_s * 1000, 1)},
            "out_of_corpus": [{"asked": one.asked, **_figures_json(one.figures)} for one in self.refusals],
            "comparison": [{"signals": one.signals, **_figures_json(one.figures)} for one in self.comparison],
        }


def _figures_json(figures: dict[str, Any]) -> dict[str, Any]:
    return {_key(name): figure and figure.as_json() for name, figure in figures.items()}


def _key(name: str) -> str:
    return name.lower().replace(" ", "_")
