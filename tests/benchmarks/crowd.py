"""Indexes of any size, filled through the store's own methods with vectors that the model did not have to make.

A passage is a few sentences of the sample articles with names and numbers changed. Its vectors lie around the real
vectors of those sentences, so that they crowd where real ones do.
"""

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index.article import Article, Block
from index.encoder import Encoder, PassageInput, PassageVectors, Vectors, unit
from index.folder import IndexFolder
from index.model import find_model
from index.passages import Passage
from index.records import FileState
from index.store import Store
from index.vectors import VectorIndex
from index.words import WordIndex
from tests.benchmarks.articles import renamed, sample_sentences

_DIM = 384
_OF_ARTICLE = 10
"""Passages."""
_OF_PASSAGE = 5
"""Sentences."""
_SPREAD = 0.5
"""Length of what is added to a real vector in a random direction: cosines of about 0.9."""
_AT_ONCE = 5_000
"""Passages between two commits of vectors."""


class PretendingEncoder:
    """Vectors in random directions, under the packaged model's name."""

    engine = "pretended"
    dim = _DIM
    at_once = 32

    def __init__(self) -> None:
        self.fingerprint = find_model().fingerprint
        self._random = np.random.default_rng(1)

    def encode_question(self, question: str) -> Vectors:
        raise NotImplementedError("there is nothing to be found with it")

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """The vectors of each passage and of its sentences, in the order given."""
        return [PassageVectors(self._directions(1)[0], self._directions(len(p.sentences))) for p in passages]

    def _directions(self, count: int) -> Vectors:
        return unit(self._random.standard_normal((count, _DIM), dtype=np.float32))


class Crowd:
    """An index that grows to any number of passages."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = IndexFolder(folder)
        self._folder.make(parents=True)
        self._chance = random.Random(1)
        self._noise = np.random.default_rng(1)
        self._sentences = sample_sentences()
        made = encoder.encode_passages([PassageInput("", text, ((0, len(text)),)) for text in self._sentences])
        self._real = np.stack([vectors.passage for vectors in made])
        self._vectors = VectorIndex(encoder.fingerprint)
        self._passages = 0
        self._chosen: list[list[int]] = []
        with closing(Store(folder, create=True)) as store:
            store.put_meta("model", find_model().name)
            store.put_meta("fingerprint", encoder.fingerprint)

    def grow(self, passages: int) -> None:
        """Adds articles until there are so many passages, and has both search indexes follow."""
        with closing(Store(self._folder.path)) as store:
            while self._passages < passages:
                self._add_article(store)
                if len(self._chosen) >= _AT_ONCE or self._passages >= passages:
                    self._put_vectors(store)
            WordIndex(self._folder.words).follow(store)
            self._vectors.follow(store)
            self._vectors.arrange(store)
            self._vectors.save(self._folder.vectors)

    def _add_article(self, store: Store) -> None:
        chosen = [self._chance.choices(range(len(self._sentences)), k=_OF_PASSAGE) for _ in range(_OF_ARTICLE)]
        title = f"Report {self._passages}"
        passages = [self._passage(rows, title) for rows in chosen]
        text = "\n\n".join(passage.text for passage in passages)
        article = Article(title, text, (Block(0, len(text)),), lined=True)
        path = f"{self._passages:08}.txt"
        store.put_article(path, FileState(1, 1, 1, path.encode()), article, passages)
        self._chosen += chosen
        self._passages += len(passages)

    def _passage(self, rows: list[int], title: str) -> Passage:
        text, spans = "", []
        for row in rows:
            sentence = renamed(self._sentences[row], self._chance)
            spans.append((len(text), len(text) + len(sentence)))
            text += f"{sentence} "
        return Passage(0, len(text), text, tuple(spans), title, line=1, page=None, heading=None)

    def _put_vectors(self, store: Store) -> None:
        rows = np.array(self._chosen)
        noise = self._noise.standard_normal((*rows.shape, _DIM), dtype=np.float32) * (_SPREAD / _DIM**0.5)
        sentences = unit(self._real[rows] + noise)
        made = [PassageVectors(mean, each) for mean, each in zip(unit(sentences.mean(axis=1)), sentences, strict=True)]
        pending = store.pending(len(made))
        store.put_vectors((key, vectors) for (key, _), vectors in zip(pending, made, strict=False))
        self._chosen = []
