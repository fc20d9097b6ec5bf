"""How long an index of many files takes to see that nothing has changed, or one thing."""

from collections.abc import Iterator
from pathlib import Path

from index.engine import load_encoder
from qa.library import Library
from tests.benchmarks.articles import write_articles
from tests.benchmarks.crowd import PretendingEncoder
from tests.benchmarks.measuring import Figure, best_s, seconds

_TIMES = 3


def measure_upkeep(folder: Path, files: int) -> Iterator[Figure]:
    """Short articles, whose first vectors are made up, as only the later runs are measured."""
    corpus = folder / "files"
    write_articles(corpus, files, paragraphs=1)
    filling = Library(corpus, load_encoder=lambda _: PretendingEncoder())
    filled_s = seconds(filling.sync)
    filling.close()
    library = Library(corpus, load_encoder=load_encoder)
    library.load_model()
    yield Figure(f"upkeep: {files:,} short files read and found by their words", filled_s, "s")
    yield Figure(f"upkeep: an unchanged run over {files:,} files", best_s(library.sync, _TIMES), "s")
    yield Figure(f"upkeep: one article added to {files:,}", min(_adding_s(library, n) for n in range(_TIMES)), "s")
    library.close()


def _adding_s(library: Library, number: int) -> float:
    text = f"New article {number}\n\nThe bridge over the river was opened to trains in {1900 + number}.\n"
    (library.corpus / f"new-{number}.txt").write_text(text, encoding="utf-8")
    return seconds(library.sync)
