"""Measures speed and memory in one run and prints a table: `make bench`, or with BENCH_ARTICLES=2000.

Machines are noisy, so what counts are the ratios, both sides of which are taken in one run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.engine import Engine, load_encoder
from index.model import find_model
from index.passages import PassageSplitter
from index.readers import read
from index.tokenizer import Tokenizer
from qa.library import Library
from tests.benchmarks.articles import write_articles

_ARTICLES = int(os.environ.get("BENCH_ARTICLES", "200"))
_QUESTIONS = (
    "How many people died in the smog?",
    "When did the telescope reach its orbit?",
    "Who built the canal and what did it cost?",
    "What is the angle for sharpening a Japanese knife?",
)
_ASKED_TIMES = 50
_PLAIN_SCRIPT = """
import sys
from sentence_transformers import SentenceTransformer
SentenceTransformer(sys.argv[1], device="cpu").encode("How many people died in the smog?")
"""
_FLOP_OF_TOKEN = 21.2e6
"""Of all-MiniLM-L6-v2's forward pass."""

_Row = tuple[str, float, str]


def main() -> None:
    """Makes a corpus, measures, prints."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "articles"
        write_articles(corpus, _ARTICLES)
        rows = [*_indexing(corpus), *_asking(corpus), *_starting(corpus)]
    print(f"\n{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {_ARTICLES} articles, all-MiniLM-L6-v2\n")
    for name, value, unit in rows:
        print(f"{name:58} {value:10,.3f} {unit}")


def _indexing(corpus: Path) -> Iterator[_Row]:
    model = find_model()
    load_encoder(model)  # so that the making of the graph, once a machine, is not counted
    library = Library(corpus)
    took_s = _seconds(library.sync)
    passages = library.counts().passages
    texts, tokens = _texts(corpus)
    plain = load_encoder(model, Engine.TORCH)
    sample = texts[:200]
    plain_s = _seconds(lambda: plain._model.encode(sample)) * len(texts) / len(sample)  # type: ignore[attr-defined]
    yield "index: passages a second, from file to vectors", passages / took_s, "/s"
    yield "index: speed against SentenceTransformer.encode alone", plain_s / took_s, "x"
    yield "index: share of the machine's fp32 speed", tokens * _FLOP_OF_TOKEN / took_s / _fp32_flops(), ""
    yield "index: a run over unchanged files", _seconds(library.sync), "s"


def _asking(corpus: Path) -> Iterator[_Row]:
    library = Library(corpus)
    library.ask(_QUESTIONS[0])
    took_ms = [library.ask(question).took_s * 1000 for question in _QUESTIONS for _ in range(_ASKED_TIMES)]
    yield "ask: median, from question to answer", statistics.median(took_ms), "ms"
    yield "ask: 95th percentile", statistics.quantiles(took_ms, n=20)[-1], "ms"


def _starting(corpus: Path) -> Iterator[_Row]:
    qa = str(Path(sys.executable).with_name("qa"))
    plain_s = _run_s([sys.executable, "-c", _PLAIN_SCRIPT, str(find_model().folder)])
    ask_s = min(_run_s([qa, "ask", _QUESTIONS[0], "-c", str(corpus)]) for _ in range(5))
    yield "start: qa --help", min(_run_s([qa, "--help"]) for _ in range(5)), "s"
    yield "start: qa ask", ask_s, "s"
    yield "start: a script on sentence-transformers against qa ask", plain_s / ask_s, "x"
    yield "memory: qa ask, most resident", _most_resident_mib([qa, "ask", _QUESTIONS[0], "-c", str(corpus)]), "MiB"


def _texts(corpus: Path) -> tuple[list[str], int]:
    """What the model reads of each passage, and how many tokens that is in all."""
    model = find_model()
    tokenizer = Tokenizer(model.folder)
    splitter = PassageSplitter(tokenizer, model.max_tokens)
    articles = (read(path.read_bytes(), path) for path in sorted(corpus.glob("*.txt")))
    texts = [passage.embedded_text for article in articles for passage in splitter.split(article)]
    return texts, sum(tokenizer.counts(texts)) + tokenizer.special_tokens * len(texts)


def _fp32_flops() -> float:
    """What a product of two matrices reaches here."""
    import torch

    matrix = torch.rand(2048, 2048)
    return 2 * 2048**3 / min(_seconds(lambda: matrix @ matrix) for _ in range(10))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run_s(command: list[str]) -> float:
    return _seconds(lambda: subprocess.run(command, check=False, capture_output=True))


def _most_resident_mib(command: list[str]) -> float:
    measure = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True); "
    measure += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    printed = subprocess.run([sys.executable, "-c", measure, *command], check=True, capture_output=True, text=True)
    return int(printed.stdout) / 1024


if __name__ == "__main__":
    main()
