"""Articles, passages and vectors for tests of the index."""

import numpy as np

from index.article import Article, Block
from index.encoder import PassageVectors, Vectors, unit
from index.passages import Passage
from index.records import FileState
from index.store import Store
from tests.fakes import FakeEncoder

NOWHERE = FileState(size_bytes=1, mtime_ns=1, ctime_ns=1, content_hash=b"hash")


def article_of(*paragraphs: str, title: str = "Title", headings: dict[int, str] | None = None) -> Article:
    """An article whose blocks are the paragraphs; `headings` gives the heading of some of them by their index."""
    blocks = []
    start = 0
    for row, paragraph in enumerate(paragraphs):
        blocks.append(Block(start, start + len(paragraph), heading=(headings or {}).get(row)))
        start += len(paragraph) + 2
    return Article(title, "\n\n".join(paragraphs), tuple(blocks), lined=True)


def passage_of(text: str, context: str = "Title") -> Passage:
    """A passage of one sentence."""
    return Passage(0, len(text), text, ((0, len(text)),), context, line=1, page=None, heading=None)


def put(store: Store, path: str, *texts: str, context: str = "Title") -> None:
    """An article of which each text is a passage."""
    store.put_article(path, NOWHERE, article_of(*texts), [passage_of(text, context) for text in texts])


def embed(store: Store) -> None:
    """Gives all pending passages the vectors of the fake encoder."""
    encoder = FakeEncoder()
    for key, passage in store.pending(10_000):
        store.put_vectors([(key, encoder.encode_passages([passage])[0])])


def embed_randomly(store: Store, dim: int, seed: int = 0) -> None:
    """Gives all pending passages vectors in random directions, in one change."""
    random = np.random.default_rng(seed)
    pending = store.pending(10_000)
    store.put_vectors(
        (key, PassageVectors(_direction(random, dim), _direction(random, dim)[None])) for key, _ in pending
    )


def directions(count: int, dim: int, seed: int = 1) -> list[Vectors]:
    random = np.random.default_rng(seed)
    return [_direction(random, dim) for _ in range(count)]


def ids_by_text(store: Store) -> dict[str, int]:
    """The id of each passage in the store; where several have one text, that of the last."""
    return {text: passage_id for passage_id, _, _, text in sorted(store.passages_since(-1))}


def _direction(random: np.random.Generator, dim: int) -> Vectors:
    return unit(random.standard_normal(dim))
