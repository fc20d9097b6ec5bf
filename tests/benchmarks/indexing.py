"""How fast articles become passages with vectors, against the plain library and against the machine."""

from collections.abc import Iterator
from pathlib import Path

from index.engine import Engine, load_encoder
from index.model import Model, find_model
from index.passages import PassageSplitter
from index.readers import read
from index.tokenizer import Tokenizer
from qa.library import Library
from tests.benchmarks.articles import write_articles
from tests.benchmarks.measuring import Figure, best_s, seconds

_FLOP_OF_TOKEN = 21.2e6
"""Of all-MiniLM-L6-v2's forward pass."""
_ROUNDS = 3


def measure_indexing(folder: Path, articles: int) -> Iterator[Figure]:
    """In rounds of a fresh corpus each, both sides on the same texts, and of either the best round counts."""
    model = find_model()
    encoder = load_encoder(model)  # beforehand, so that the making of the graph, once a machine, is not counted
    plain = load_encoder(model, Engine.TORCH)
    ours_s, plain_s, flops = [], [], 0.0
    for seed in range(_ROUNDS):
        corpus = folder / f"round-{seed}"
        write_articles(corpus, articles, seed=seed)
        texts, tokens = _texts(corpus, model)
        library = Library(corpus, load_encoder=lambda _: encoder)
        ours_s.append(seconds(library.sync) / tokens)
        plain_s.append(seconds(lambda texts=texts: plain._model.encode(texts)) / tokens)  # type: ignore[attr-defined,misc]
        flops = max(flops, _fp32_flops())
    yield Figure("index: passages a second, from file to vectors", len(texts) / tokens / min(ours_s), "/s")
    yield Figure("index: against SentenceTransformer.encode alone", min(plain_s) / min(ours_s), "x", ">= 1.2")
    yield Figure("index: share of the machine's fp32 speed", _FLOP_OF_TOKEN / min(ours_s) / flops, "x", ">= 0.75")


def _texts(corpus: Path, model: Model) -> tuple[list[str], int]:
    """What the model reads of each passage, and how many tokens that is in all."""
    tokenizer = Tokenizer(model.folder)
    splitter = PassageSplitter(tokenizer, model.max_tokens)
    articles = (read(path.read_bytes(), path) for path in sorted(corpus.glob("*.txt")))
    texts = [passage.embedded_text for article in articles for passage in splitter.split(article)]
    return texts, sum(tokenizer.counts(texts)) + tokenizer.special_tokens * len(texts)


def _fp32_flops() -> float:
    """What a product of two matrices reaches here."""
    import torch

    matrix = torch.rand(2048, 2048)
    return 2 * 2048**3 / best_s(lambda: matrix @ matrix)
