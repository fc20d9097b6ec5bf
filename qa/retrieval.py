"""From a question to hits: candidates by meaning and by words, put in order by one score.

A question that follows another is read in two ways. As it stands, leaning on the turn before only where it points
there, it decides what comes first; read with the turn before in mind, it decides the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.records import PassageMatrix, PassageRecord
from index.store import Store
from index.vectors import VectorIndex
from index.words import WordIndex
from qa.conversation import leans_on_context, relatedness
from qa.evidence import QuestionWords, Signals

CANDIDATES = 100
"""So many passages are taken from each of the two indexes."""
LOOKED_AT_CLOSELY = 30
"""So many of them, the best at first sight, have their sentences weighed by words as well."""
WORDS_WEIGHT = 0.05
"""What one point of BM25 counts for against a cosine of 1."""
COVERAGE_WEIGHT = 0.3
"""What a sentence that has all words of the question counts for against a cosine of 1."""
TURN_WEIGHTS = (0.2, 0.4)
"""What the question before and its reply count for, each against the question itself."""
REPLY_WORDS_WEIGHT = 0.005
"""As `WORDS_WEIGHT`, for the words of a reply, which are many."""

_Scores = npt.NDArray[np.float64]
"""(candidates,)"""


@dataclass(frozen=True, slots=True)
class Probe:
    """A text that passages are held against."""

    text: str
    vector: Vectors | None
    """(dim,) float32 of unit length; None to go by words only."""
    words_weight: float = WORDS_WEIGHT


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question."""

    passage: PassageRecord
    score: float
    """Higher is better; only hits for the same question may be compared."""
    signals: Signals
    sentence: int
    """Which of the passage's sentences speaks most for it."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """All candidates as one probe sees them."""

    passages: _Scores
    sentences: _Scores
    words: _Scores
    cosines: dict[int, Vectors]
    """By candidate, of each of its sentences; not for those without vectors."""
    score: _Scores


class Retriever:
    """Finds the passages of one index."""

    def __init__(self, store: Store, words: WordIndex, vectors: VectorIndex) -> None:
        self._store = store
        self._words = words
        self._vectors = vectors

    def find(self, question: Probe, turn: Sequence[Probe] = (), limit: int = 5) -> list[Hit]:
        """The `limit` best passages for the question, best first; `turn` is the question before and its reply."""
        words = QuestionWords(question.text, self._words)
        probes = [question, *turn]
        with self._store.reading():
            ids = self._store.existing(dict.fromkeys(found for probe in probes for found in self._candidates(probe)))
            if not ids:
                return []
            matrix = self._store.vectors(ids)
            sights = [self._sight(probe, ids, matrix) for probe in probes]
            first, rest = _readings(sights, _weights(question, turn, words))
            closely = list(dict.fromkeys([int(first.argmax()), *np.argsort(-rest, kind="stable")]))
            closely = closely[: max(limit, LOOKED_AT_CLOSELY)]
            passages = self._store.passages([ids[row] for row in closely])
        hits = {row: _weighed(passages[ids[row]], row, sights[0], words) for row in closely}
        return _ordered(hits, first, rest)[:limit]

    def _candidates(self, probe: Probe) -> list[int]:
        found = self._words.search(self._words.terms(probe.text), CANDIDATES)
        found += self._vectors.search(probe.vector, CANDIDATES) if probe.vector is not None else []
        return [passage_id for passage_id, _ in found]

    def _sight(self, probe: Probe, ids: list[int], matrix: PassageMatrix | None) -> _Sight:
        row_of = {passage_id: row for row, passage_id in enumerate(ids)}
        passages, sentences, words = np.zeros((3, len(ids)))
        for passage_id, bm25 in self._words.scores(self._words.terms(probe.text), ids).items():
            words[row_of[passage_id]] = bm25
        cosines = {}
        if matrix is not None and probe.vector is not None:
            parts = np.split(matrix.sentences @ probe.vector, np.cumsum(matrix.sentence_counts)[:-1])
            cosines = {row_of[passage_id]: part for passage_id, part in zip(matrix.ids, parts, strict=True)}
            passages[list(cosines)] = matrix.passages @ probe.vector
            sentences[list(cosines)] = [part.max() for part in parts]
        return _Sight(passages, sentences, words, cosines, passages + sentences + probe.words_weight * words)


def _weights(question: Probe, turn: Sequence[Probe], words: QuestionWords) -> tuple[float, float]:
    """How much of the turn before is in the question as it stands, and how much in its reading in context, 0..1."""
    if not turn:
        return 0.0, 0.0
    if leans_on_context(question.text, words.telling):
        return 1.0, 1.0
    if question.vector is None:
        return 0.0, 0.0
    return 0.0, relatedness(max(float(question.vector @ probe.vector) for probe in turn if probe.vector is not None))


def _readings(sights: list[_Sight], weights: tuple[float, float]) -> tuple[_Scores, _Scores]:
    """The candidates' scores for the first place and for the others."""
    context = sum(
        (weight * sight.score for weight, sight in zip(TURN_WEIGHTS, sights[1:], strict=False)),
        np.zeros_like(sights[0].score),
    )
    standing, in_context = weights
    return sights[0].score + standing * context, sights[0].score + in_context * context


def _weighed(passage: PassageRecord, row: int, sight: _Sight, words: QuestionWords) -> Hit:
    """The hit with the sentence that speaks most for it, by meaning and words together.

    Its score is what this second look adds to the first.
    """
    told = [words.told_by(passage.text[start:end]) for start, end in passage.sentences]
    evidence = COVERAGE_WEIGHT * np.array([words.coverage(terms) for terms in told])
    by_meaning = row in sight.cosines
    if by_meaning:
        evidence += sight.cosines[row]
    best = int(evidence.argmax())
    signals = Signals(
        passage=float(sight.passages[row]),
        sentence=float(sight.sentences[row]),
        words=float(sight.words[row]),
        by_meaning=by_meaning,
        coverage=words.coverage(set().union(words.told_by(passage.context), *told)),
    )
    return Hit(passage, float(evidence[best]) - signals.sentence, signals, best)


def _ordered(hits: dict[int, Hit], first: _Scores, rest: _Scores) -> list[Hit]:
    """The hit that the one reading puts first, then the others as the other reading has them."""
    best = max(hits, key=lambda row: first[row] + hits[row].score)
    scored = [replace(hit, score=float(rest[row]) + hit.score) for row, hit in hits.items() if row != best]
    scored.sort(key=lambda hit: (-hit.score, hit.passage.id))
    top = max([float(rest[best]) + hits[best].score, *(hit.score for hit in scored[:1])])
    return [replace(hits[best], score=top), *scored]
