"""Measures speed and memory in one run: `make bench`, or `python -m tests.benchmarks run --help`.

Machines are noisy, so what counts are the ratios, both sides of which are taken in one run.
"""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from tests.benchmarks.asking import measure_asking
from tests.benchmarks.growth import draw_growth
from tests.benchmarks.indexing import measure_indexing
from tests.benchmarks.measuring import Figure
from tests.benchmarks.results import Results, show_comparison
from tests.benchmarks.starting import measure_starting
from tests.benchmarks.upkeep import measure_upkeep

_FILE = click.Path(path_type=Path, dir_okay=False)
_PARTS = ("starting", "indexing", "upkeep", "asking")


@click.group()
def main() -> None:
    """Measure qa, or compare two runs."""


@main.command()
@click.option("--articles", default=40, show_default=True, help="Articles of a round of indexing.")
@click.option("--files", default=10_000, show_default=True, help="Files of the index that is kept up to date.")
@click.option("--sizes", default="1000,10000,100000", show_default=True, envvar="BENCH_SIZES",
              help="Passages of the indexes that are asked; 1000000 takes a while.")  # fmt: skip
@click.option("--only", multiple=True, type=click.Choice(_PARTS), help="What to measure; all if nothing is named.")
@click.option("--json", "kept", type=_FILE, help="Keep the figures in this file.")
@click.option("--plot", type=_FILE, help="Draw how a question's time grows, as .svg or .png.")
def run(articles: int, files: int, sizes: str, only: tuple[str, ...], kept: Path | None, plot: Path | None) -> None:
    """Measure, and print a table."""
    parts: dict[str, Callable[[Path], Iterator[Figure]]] = {
        "starting": measure_starting,
        "indexing": partial(measure_indexing, articles=articles),
        "upkeep": partial(measure_upkeep, files=files),
        "asking": partial(measure_asking, sizes=[int(size) for size in sizes.split(",")]),
    }
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for part in only or _PARTS:
            click.echo(f"measuring: {part}", err=True)
            figures += parts[part](Path(folder))
    results = Results.of(figures)
    results.show()
    if kept:
        results.save(kept)
    if plot:
        draw_growth(figures, plot)


@main.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def compare(before: Path, after: Path) -> None:
    """Show what two runs measured, side by side."""
    show_comparison(Results.load(before), Results.load(after))


if __name__ == "__main__":
    main()
