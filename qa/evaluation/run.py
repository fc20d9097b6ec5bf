"""One evaluation from the command's options to what it prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from index.errors import QaError
from qa.evaluation.ablation import AS_IT_IS, ablated
from qa.evaluation.asking import ask_all, cached_index, opened
from qa.evaluation.dataset import Dataset, load_dataset
from qa.evaluation.judging import Judged
from qa.evaluation.metrics import share
from qa.evaluation.plot import check_plot_file, draw
from qa.evaluation.result import Evaluation, Ranking, Refusals
from qa.evaluation.table import print_evaluation
from qa.library import Library
from qa.terminal import print_json


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure."""

    dataset: Path
    out_of_corpus: tuple[Path, ...] = ()
    """Other question sets, whose questions the set's articles do not answer."""
    compare: bool = False
    plot: Path | None = None
    history: bool = True
    """Whether questions are asked with the turns before them."""
    index: Path | None = None
    """Where the index lives, the cache folder otherwise."""
    model: str | None = None
    reranker: str | None = None


def run(options: Options, *, as_json: bool) -> None:
    """Evaluates and prints. Raises QaError, for everything that can be seen beforehand before any work is done."""
    _check_extra()
    if options.plot:
        check_plot_file(options.plot)
    evaluation = evaluate(options)
    if as_json:
        print_json(evaluation.as_json())
    else:
        print_evaluation(evaluation)
    if options.plot:
        draw(evaluation, options.plot)


def evaluate(options: Options) -> Evaluation:
    """The figures of the set. Raises QaError."""
    dataset = load_dataset(options.dataset)
    others = [load_dataset(folder) for folder in options.out_of_corpus]
    if not dataset.answerable:
        raise QaError(f"no question in {options.dataset} is answerable: there is nothing to measure")
    index = options.index or cached_index(dataset, options.model)
    with opened(dataset, index, options.model, options.reranker) as library:
        own = ask_all(library, dataset.answerable, history=options.history, about=dataset.name)
        ranking = Ranking.of(AS_IT_IS, own)
        refusals = tuple(_refusals(library, dataset, others, own, history=options.history))
        compared = ablated(library, index, dataset.answerable, history=options.history) if options.compare else ()
        rankings = [Ranking.of(signals, judged) for signals, judged in compared]
        comparison = (*rankings, ranking) if rankings else ()
        return _evaluation(library, dataset, own, ranking, refusals, comparison, history=options.history)


def _refusals(
    library: Library, dataset: Dataset, others: Sequence[Dataset], own: Sequence[Judged], *, history: bool
) -> Iterator[Refusals]:
    """Of the set's own questions without an answer, if it has any, and of all questions of each other set."""
    groups = [(other.name, other.questions) for other in others]
    if dataset.unanswerable:
        groups.insert(0, (f"{dataset.name}, unanswerable", dataset.unanswerable))
    for asked, questions in groups:
        yield Refusals.of(asked, ask_all(library, questions, history=history, about=asked), own)


def _evaluation(
    library: Library,
    dataset: Dataset,
    own: Sequence[Judged],
    ranking: Ranking,
    refusals: tuple[Refusals, ...],
    comparison: tuple[Ranking, ...],
    *,
    history: bool,
) -> Evaluation:
    counts = library.counts()
    marked = [one.sentence_hit for one in own if one.sentence_hit is not None]
    median_s, p95_s = np.percentile([one.answer.took_s for one in own], [50, 95])
    return Evaluation(
        dataset=dataset.name,
        model=library.model.name,
        articles=counts.articles,
        passages=counts.passages,
        questions=len(own),
        with_history=sum(bool(one.question.history) for one in own) if history else 0,
        ranking=ranking,
        sentence_hit=share(marked) if marked else None,
        answered=share([one.answer.answered for one in own]),
        median_s=float(median_s),
        p95_s=float(p95_s),
        refusals=refusals,
        comparison=comparison,
    )


def _check_extra() -> None:
    missing = [name for name in ("ir_measures", "matplotlib") if find_spec(name) is None]
    if missing:
        raise QaError(f"{' and '.join(missing)} not installed: run  pip install 'qa-articles[eval]'")
