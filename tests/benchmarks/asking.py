"""How long a question takes and how much memory, by the size of the index."""

import re
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.engine import load_encoder
from index.folder import IndexFolder
from index.model import find_model
from index.vectors import EXACT_UP_TO
from qa.library import Library
from tests.benchmarks.articles import sample_sentences
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.measuring import QA, QUESTION, Figure, most_resident_mib
from tests.benchmarks.recall import recall

_QUESTIONS = 60
_TIMES = 3
_GOALS_MS = {10_000: ("<= 10", "<= 20"), 1_000_000: ("<= 25", "<= 50")}
_GOALS_MIB = {10_000: "<= 286", 1_000_000: "<= 1430"}


def measure_asking(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """One index that grows from size to size."""
    corpus, index = folder / "crowd", folder / "crowd-index"
    corpus.mkdir()
    encoder = load_encoder(find_model())
    crowd = Crowd(index, encoder)
    for size in sorted(sizes):
        crowd.grow(size)
        middle_ms, most_ms = _latency_ms(Library(corpus, index))
        mib = most_resident_mib([QA, "ask", QUESTION, "--no-sync", "-c", str(corpus), "--index", str(index)])
        goals = _GOALS_MS.get(size, ("", ""))
        yield Figure(f"ask: median over {size:,} passages", middle_ms, "ms", goals[0])
        yield Figure(f"ask: 95th percentile over {size:,} passages", most_ms, "ms", goals[1])
        yield Figure(f"memory: qa ask over {size:,} passages", mib, "MiB", _GOALS_MIB.get(size, ""))
        if size > EXACT_UP_TO:
            found = recall(IndexFolder(index), [encoder.encode_question(question) for question in _questions()])
            yield Figure(f"ask: of the ten nearest of {size:,}, found", found, "", ">= 0.98")


def _latency_ms(library: Library) -> tuple[float, float]:
    """Median and 95th percentile over the questions, the best time of each."""
    library.ask(QUESTION)
    took_ms = [min(library.ask(question).took_s for _ in range(_TIMES)) * 1000 for question in _questions()]
    library.close()
    return statistics.median(took_ms), statistics.quantiles(took_ms, n=20)[-1]


def _questions() -> Iterator[str]:
    """About what the sample articles say, in their words."""
    sentences = [sentence for sentence in sample_sentences() if len(sentence.split()) > 12]
    for sentence in sentences[:: max(1, len(sentences) // _QUESTIONS)][:_QUESTIONS]:
        words = re.findall(r"\w+", sentence)[3:11]
        yield f"What is known about {' '.join(words)}?"
