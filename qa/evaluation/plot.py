"""hit@k as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from index.cleaning import one_line
from index.errors import QaError
from qa.evaluation.metrics import DEPTH
from qa.evaluation.result import Evaluation, Ranking
from qa.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SUFFIXES = (".svg", ".png")
_INCHES = (9, 4.8)
_DOTS_PER_INCH = 160
_OURS = "#0b5fa5"
# Pairs are dashed, too, for people who tell few colours apart.
_OTHERS = ("#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#332288")
_DEPTHS = range(1, DEPTH + 1)


def check_plot_file(file: Path) -> None:
    """Raises QaError if no plot can be written there."""
    if file.suffix.lower() not in _SUFFIXES:
        raise QaError(f"a plot is written as {' or '.join(_SUFFIXES)}, not as {file.name}: name it so")
    if not file.parent.is_dir():
        raise QaError(f"there is no folder {file.parent} to write the plot {file.name} to: make it first")


def draw(evaluation: Evaluation, file: Path) -> None:
    """Writes hit@1 to hit@10 with the 95 % interval, and a line without one for each choice of signals compared.

    Raises QaError if the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context({"svg.hashsalt": "qa", "svg.fonttype": "path", "font.size": 10}):
        canvas = Canvas(figsize=_INCHES, layout="constrained")
        axes = canvas.subplots()
        _draw_lines(axes, evaluation)
        _label(axes, evaluation)
        handles, labels = axes.get_legend_handles_labels()
        canvas.legend(handles[::-1], labels[::-1], loc="outside right center", frameon=False)
        try:
            canvas.savefig(file, dpi=_DOTS_PER_INCH, metadata=_without_date(file))
        except OSError as error:
            raise QaError(f"the plot {file} cannot be written: {error.strerror}") from None


def _without_date(file: Path) -> dict[str, None]:
    """So that the same figures give the same file; only SVG files are dated."""
    return {"Date": None} if file.suffix.lower() == ".svg" else {}


def _draw_lines(axes: "Axes", evaluation: Evaluation) -> None:
    for ranking, colour in zip(evaluation.comparison[:-1], _OTHERS, strict=False):
        style = "--" if "+" in ranking.signals else "-"
        axes.plot(_DEPTHS, _values(ranking), style, color=colour, linewidth=1.3, label=ranking.signals)
    ours = evaluation.ranking
    low, high = [one.low for one in ours.hits], [one.high for one in ours.hits]
    axes.fill_between(_DEPTHS, low, high, color=_OURS, alpha=0.15, linewidth=0, label="95 % interval")
    axes.plot(_DEPTHS, _values(ours), "o-", color=_OURS, linewidth=2.2, markersize=5, label=ours.signals)


def _label(axes: "Axes", evaluation: Evaluation) -> None:
    title = f"{one_line(evaluation.dataset)}: {counted(evaluation.questions, 'question')}"
    axes.set_title(title, loc="left", weight="bold", parse_math=False)
    axes.set_xlabel("k, passages looked at")
    axes.set_ylabel("hit@k, share of questions")
    axes.set_xticks(_DEPTHS)
    axes.set_ylim(top=1.005)
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)


def _values(ranking: Ranking) -> list[float]:
    return [one.value for one in ranking.hits]
