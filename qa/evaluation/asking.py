"""Asks a question set's questions of its articles, through the product itself."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.progress import track

from index.errors import IndexDamaged, ModelMismatch, OtherVersion
from index.model import DEFAULT_MODEL
from qa.evaluation.dataset import Dataset, Question
from qa.evaluation.judging import Judged, judge
from qa.evaluation.metrics import DEPTH
from qa.library import Library
from qa.terminal import ProgressBar, print_report


@contextmanager
def opened(dataset: Dataset, index: Path, model: str | None, reranker: str | None = None) -> Iterator[Library]:
    """The library of a question set's articles, its index in `index` brought up to date. Raises QaError."""
    library = Library(dataset.articles, index, model, reranker=reranker)
    try:
        _ = library.reranker  # a wrong one is told before anything is indexed for it
        _sync(library, may_rebuild=index == cached_index(dataset, model))
        yield library
    finally:
        library.close()


def cached_index(dataset: Dataset, model: str | None) -> Path:
    """Where the index of the set for that model is kept, so that nothing is written into the set itself."""
    key = f"{dataset.folder.resolve()}\0{model or DEFAULT_MODEL}"
    digest = hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
    return platformdirs.user_cache_path("qa") / "evaluation" / f"{dataset.name}-{digest}"


def ask_all(library: Library, questions: Sequence[Question], *, history: bool, about: str) -> list[Judged]:
    """Each question with its answer, in order; `history` says whether the turns before a question are given.

    `about` stands before the bar that shows, on a terminal, how far it is.
    """
    console = Console(stderr=True)
    shown = track(questions, about, console=console, transient=True, disable=not console.is_terminal)
    return [_asked(library, question, history) for question in shown]


def _asked(library: Library, question: Question, history: bool) -> Judged:
    answer = library.ask(question.text, question.history if history else (), DEPTH, fold_copies=False)
    return judge(question, answer)


def _sync(library: Library, *, may_rebuild: bool) -> None:
    with ProgressBar() as bar:
        try:
            report = library.sync(bar.update)
        except (IndexDamaged, ModelMismatch, OtherVersion):
            if not may_rebuild:
                raise
            report = library.sync(bar.update, rebuild=True)
    if report.did_something:
        print_report(report, library.counts(), library.corpus, err=True)
