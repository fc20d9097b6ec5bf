"""An evaluation as tables: in colours where a terminal shows it, plainly elsewhere."""

from rich.console import Console
from rich.table import Table

from index.cleaning import one_line
from qa.evaluation.metrics import Figure
from qa.evaluation.result import Evaluation
from qa.wording import counted

_WIDEST = 100
"""Columns, also where there is no terminal to tell its width."""
_UNKNOWN = "-"
_COMPARED = ("hit@1", "hit@5", "hit@10", "MRR@10")


def print_evaluation(evaluation: Evaluation) -> None:
    """All figures, each with its 95 % interval where there is room for it."""
    console = Console(width=_WIDEST, highlight=False, markup=False, emoji=False)
    console.print(_about(evaluation))
    console.print(_figures(evaluation))
    milliseconds = f"{evaluation.median_s * 1000:.0f} ms (p50), {evaluation.p95_s * 1000:.0f} ms (p95)"
    console.print(f"\ntime a question: {milliseconds}")
    if evaluation.refusals:
        console.print("", _refusals(evaluation), sep="\n")
    if evaluation.comparison:
        console.print("", _comparison(evaluation), sep="\n")


def _about(evaluation: Evaluation) -> str:
    told = f", {evaluation.with_history:,} with history" if evaluation.with_history else ""
    held = f"{counted(evaluation.articles, 'article')}, {counted(evaluation.passages, 'passage')}"
    questions = f"{counted(evaluation.questions, 'question')}{told}"
    return f"{one_line(evaluation.dataset)}: {questions}; {held}; {evaluation.model}\n"


def _figures(evaluation: Evaluation) -> Table:
    table = _table("", "", "95 % interval", "questions")
    for name, figure in evaluation.figures.items():
        value, interval, n = (f"{figure.value:.3f}", _interval(figure), f"{figure.n:,}") if figure else [_UNKNOWN] * 3
        table.add_row(name, value, interval, n)
    return table


def _refusals(evaluation: Evaluation) -> Table:
    table = _table("out of corpus", "questions", "rightly refused", "wrongly refused", "AUROC")
    for one in evaluation.refusals:
        figures = [f"{figure.value:.3f}  {_interval(figure)}" for figure in one.figures.values()]
        table.add_row(one_line(one.asked), f"{one.rightly.n:,}", *figures)
    return table


def _comparison(evaluation: Evaluation) -> Table:
    table = _table("signals", *_COMPARED)
    for ranking in evaluation.comparison:
        table.add_row(ranking.signals, *(f"{ranking.figures[name].value:.3f}" for name in _COMPARED))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _interval(figure: Figure) -> str:
    return f"{figure.low:.3f}-{figure.high:.3f}"
