"""From a question to hits: candidates by meaning and by words, put in order by one score."""

from dataclasses import dataclass

import numpy as np

from index.encoder import Vectors
from index.records import PassageRecord
from index.store import Store
from index.vectors import VectorIndex
from index.words import WordIndex
from qa.evidence import QuestionWords, Signals

CANDIDATES = 100
"""So many passages are looked at for each of the two indexes."""
WORDS_WEIGHT = 0.05
"""What one point of BM25 counts for against a cosine of 1."""
COVERAGE_WEIGHT = 0.35
"""What the words a sentence shares with the question count for against its cosine, in choosing the one to mark."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: PassageRecord
    score: float
    """Higher is better; only hits for the same question may be compared."""
    signals: Signals
    sentence: int
    """Which of the passage's sentences speaks most for it."""


class Retriever:
    """Finds the passages of one index."""

    def __init__(self, store: Store, words: WordIndex, vectors: VectorIndex) -> None:
        self._store = store
        self._words = words
        self._vectors = vectors

    def find(self, question: str, vector: Vectors | None, limit: int) -> list[Hit]:
        """The `limit` best passages for the question, best first.

        `vector` is the question's, (dim,) float32 of unit length; without one, only words count.
        """
        words = QuestionWords(self._words.terms(question), self._words.rarity)
        by_words = self._words.search(words.terms, CANDIDATES)
        by_meaning = self._vectors.search(vector, CANDIDATES) if vector is not None else []
        ids = list(dict.fromkeys(passage_id for passage_id, _ in by_words + by_meaning))
        bm25 = self._words.scores(words.terms, ids) if words.terms and ids else {}
        with self._store.reading():
            passages = self._store.passages(ids)
        hits = [self._hit(passage, words, vector, bm25.get(passage.id, 0.0)) for passage in passages.values()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def _hit(self, passage: PassageRecord, words: QuestionWords, vector: Vectors | None, bm25: float) -> Hit:
        cosines = _cosines(passage, vector)
        signals = Signals(
            passage=float(passage.vectors.passage @ vector) if passage.vectors and vector is not None else 0.0,
            sentence=float(cosines.max()),
            words=bm25,
            coverage=words.coverage(self._words.terms(f"{passage.context}\n{passage.text}")),
        )
        score = signals.passage + signals.sentence + WORDS_WEIGHT * signals.words
        return Hit(passage, score, signals, self._best_sentence(passage, words, cosines))

    def _best_sentence(self, passage: PassageRecord, words: QuestionWords, cosines: Vectors) -> int:
        covered = [words.coverage(self._words.terms(passage.text[start:end])) for start, end in passage.sentences]
        return int(np.argmax(cosines + COVERAGE_WEIGHT * np.array(covered)))


def _cosines(passage: PassageRecord, vector: Vectors | None) -> Vectors:
    """Cosine of the question and each sentence; zeros where either has no vector."""
    if passage.vectors is None or vector is None:
        return np.zeros(len(passage.sentences), np.float32)
    cosines: Vectors = passage.vectors.sentences @ vector
    return cosines
