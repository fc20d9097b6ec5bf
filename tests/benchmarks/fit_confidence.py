"""Fits the coefficients in qa/confidence.py: `python -m tests.benchmarks.fit_confidence SET_FOLDER…`.

The folders are question sets in the layout of ../shared/eval/README.md, two or more. Each set's own questions are
asked of its articles and of parts of them, small random corpora; so are questions of the other sets, which they do not
answer, as a first question and, if they can be understood alone, after a turn about the articles.
"""

import itertools
import math
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.engine import load_encoder
from index.folder import IndexFolder
from index.model import find_model
from index.store import Store
from index.vectors import VectorIndex
from qa.confidence import ANSWERED
from qa.evaluation.ablation import Remembering
from qa.evaluation.asking import cached_index, opened
from qa.evaluation.dataset import Dataset, Question, load_dataset
from qa.evidence import AS_FOUND_BEST
from qa.library import Library
from qa.opened_index import OpenedIndex
from qa.question import checked, probes

_SIZES = (1, 2, 5, 10, 20)
"""Articles of the small corpora."""
_DRAWS = 2
"""So many small corpora of each size."""
_OF_WHOLE, _OF_PART = 150, 50
"""So many own questions, and so many of other sets, are drawn and asked of a whole set and of a small corpus."""
_FEATURES = ("passage", "sentence", "coverage", "log passages")
_BY_WORDS = [2, 3]
"""The features that there are without vectors."""
_NO_PENALTY = 1e6

_Rows = npt.NDArray[np.float64]
"""(questions, features and, last, whether the question is the corpus's own), float64."""
_Item = TypeVar("_Item")


def main(folders: Sequence[str]) -> None:
    """Asks, fits, prints."""
    datasets = [load_dataset(Path(folder)) for folder in folders]
    encoder = Remembering(load_encoder(find_model()))
    chance = random.Random(1)
    meaning, words = zip(*(_evidence(dataset, datasets, encoder, chance) for dataset in datasets), strict=True)
    _print_fits("by meaning", [dataset.name for dataset in datasets], meaning, [0, 1, 2, 3])
    _print_fits("by words", [dataset.name for dataset in datasets], words, _BY_WORDS)


def _evidence(
    dataset: Dataset, datasets: Sequence[Dataset], encoder: Remembering, chance: random.Random
) -> tuple[_Rows, _Rows]:
    """Rows by meaning and by words, of the whole set and of its parts."""
    foreign = [question for other in datasets if other is not dataset for question in other.questions]
    index = cached_index(dataset, None)
    with opened(dataset, index, None) as library:
        own = _drawn(dataset.answerable, _OF_WHOLE, chance)
        rows = [_asked(library, index, encoder, own, _drawn(foreign, _OF_WHOLE, chance))]
    for size in (size for size in _SIZES for _ in range(_DRAWS)):
        rows.append(_asked_of_part(dataset, size, encoder, foreign, chance))
    print(f"{dataset.name}: {sum(len(part) for part, _ in rows):,} questions asked", file=sys.stderr)
    return np.concatenate([part for part, _ in rows]), np.concatenate([part for _, part in rows])


def _asked_of_part(
    dataset: Dataset, size: int, encoder: Remembering, foreign: Sequence[Question], chance: random.Random
) -> tuple[_Rows, _Rows]:
    """The same of a corpus of at most so many articles, drawn among those that answer a question."""
    answering = sorted({gold.path for question in dataset.answerable for gold in question.gold})
    paths = _drawn(answering, size, chance)
    own = [question for question in dataset.answerable if any(gold.path in paths for gold in question.gold)]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "articles"
        corpus.mkdir()
        for number, path in enumerate(paths):
            shutil.copy(dataset.articles / path, corpus / f"{number}.txt")
        library = Library(corpus, Path(folder) / "index", load_encoder=lambda _: encoder)
        library.sync()
        asked = [_drawn(questions, _OF_PART, chance) for questions in (own, foreign)]
        return _asked(library, Path(folder) / "index", encoder, *asked)


def _asked(
    library: Library, index: Path, encoder: Remembering, own: Sequence[Question], foreign: Sequence[Question]
) -> tuple[_Rows, _Rows]:
    """Rows by meaning and by words; the own questions come with the turns before them."""
    turns = itertools.cycle(_turn(question) for question in own)
    folder = IndexFolder(index)
    vectors = VectorIndex.load(folder.vectors, library.model.fingerprint)
    opened = OpenedIndex(folder, Store(folder.path), lambda: vectors, AS_FOUND_BEST)
    questions = [(question.text, question.history, 1.0) for question in own]
    questions += [(question.text, (), 0.0) for question in foreign]
    questions += [(question.text, next(turns), 0.0) for question in foreign if not question.history]
    try:
        by_meaning, by_words = (
            [[*_features(opened, text, history, engine), label] for text, history, label in questions]
            for engine in (encoder, None)
        )
    finally:
        opened.close()
        library.close()
    return np.array(by_meaning), np.array(by_words)


def _turn(question: Question) -> tuple[str, ...]:
    """Somebody's turn before a question: the one before this, or this itself with its answer."""
    return tuple(question.history[-2:]) or (question.text, *question.answers[:1])


def _features(
    opened: OpenedIndex, question: str, history: Sequence[str], encoder: Remembering | None
) -> Iterator[float]:
    """What speaks for the first passage."""
    first, *turn = probes(checked(question), history, encoder)
    hits = opened.retriever(by_meaning=True).find(first, turn, 1).hits
    signals = hits[0].signals if hits else None
    yield from (signals.passage, signals.sentence, signals.coverage) if signals else (0.0, 0.0, 0.0)
    yield math.log(max(opened.store.counts().passages, 1))


def _print_fits(title: str, names: Sequence[str], sets: Sequence[_Rows], features: list[int]) -> None:
    """Coefficients of all sets together, then figures of each set with those of the others."""
    print(f"\n{title}: {_told(_fitted(sets, features), features)}")
    for left_out, name in enumerate(names):
        others = [rows for number, rows in enumerate(sets) if number != left_out]
        print(f"  {name:14} {_judged(_fitted(others, features), sets[left_out], features)}")


def _fitted(sets: Sequence[_Rows], features: list[int]) -> LogisticRegression:
    rows = np.concatenate(sets)
    model = LogisticRegression(C=_NO_PENALTY, class_weight="balanced", max_iter=10_000)
    return model.fit(rows[:, features], rows[:, -1])


def _told(model: LogisticRegression, features: list[int]) -> str:
    named = zip((_FEATURES[feature] for feature in features), model.coef_[0], strict=True)
    return ", ".join([f"bias {model.intercept_[0]:.2f}", *(f"{name} {value:.2f}" for name, value in named)])


def _judged(model: LogisticRegression, rows: _Rows, features: list[int]) -> str:
    own = rows[:, -1] == 1
    confidence = model.predict_proba(rows[:, features])[:, 1]
    refused = confidence < ANSWERED
    return (
        f"AUROC {roc_auc_score(own, confidence):.3f}, foreign refused {refused[~own].mean():.3f}, "
        f"own refused {refused[own].mean():.3f}, {own.sum()} own and {(~own).sum()} foreign"
    )


def _drawn(among: Sequence[_Item], most: int, chance: random.Random) -> list[_Item]:
    return chance.sample(among, min(len(among), most))


if __name__ == "__main__":
    main(sys.argv[1:])
