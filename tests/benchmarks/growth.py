"""How the time of a question grows with the index, as a picture."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.measuring import Figure

_NAME = re.compile(r"ask: (?P<what>.+) over (?P<size>[\d,]+) passages")


def draw_growth(figures: Sequence[Figure], file: Path) -> None:
    """Draws milliseconds by passages, both axes logarithmic, as .svg or .png."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    _, axes = pyplot.subplots(figsize=(6, 4))
    for what in ("median", "95th percentile"):
        points = [(size, value) for name, size, value in _points(figures) if name == what]
        axes.loglog(*zip(*points, strict=True), marker="o", label=what)
    axes.set(xlabel="passages", ylabel="ms a question")
    axes.grid(which="both", alpha=0.3)
    axes.legend()
    pyplot.savefig(file, bbox_inches="tight")
    pyplot.close()


def _points(figures: Sequence[Figure]) -> Iterator[tuple[str, int, float]]:
    """What was measured, the number of passages, milliseconds."""
    for figure in figures:
        if found := _NAME.match(figure.name):
            yield found["what"], int(found["size"].replace(",", "")), figure.value
