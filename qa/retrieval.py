"""From a question to hits: candidates by meaning and by words, put in order by one score.

A question that follows another is read in two ways. As it stands, leaning on the turn before only where it points
there, it decides what comes first; read with the turn before in mind, it decides the rest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import Vectors
from index.records import PassageRecord
from index.store import Store
from index.words import WordIndex
from qa.candidates import Candidates, Nearness, Scores
from qa.conversation import Reading, read
from qa.copies import collapsed
from qa.evidence import AS_FOUND_BEST, QuestionReadings, QuestionWords, Signals, Weights
from qa.hit import Found, Hit
from qa.marking import Said, mark, sentence_strengths
from qa.selection import EVERYTHING, Scope, selected

if TYPE_CHECKING:
    from index.vectors import VectorIndex

CANDIDATES = 100
"""So many passages are taken from each of the two indexes."""
LOOKED_AT_CLOSELY = 20
"""So many of them, the best at first sight, have their sentences weighed by words as well."""
WORDS_WEIGHT = 0.04
"""What one point of BM25 counts for against a cosine of 1."""
TURN_WEIGHTS = (0.2, 0.4)
"""What the question before and its reply count for, each against the question itself."""
REPLY_WORDS_WEIGHT = 0.005
"""As `WORDS_WEIGHT`, for the words of a reply, which are many."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A text that passages are held against."""

    text: str
    vector: Vectors | None
    """(dim,) float32 of unit length; None to go by words only."""
    words_weight: float = WORDS_WEIGHT


@dataclass(frozen=True, slots=True)
class _Sight:
    """All candidates as one probe sees them."""

    nearness: Nearness
    words: Scores
    """BM25"""
    score: Scores


class Retriever:
    """Finds the passages of one index."""

    def __init__(
        self, store: Store, words: WordIndex, vectors: "VectorIndex", weights: Weights = AS_FOUND_BEST
    ) -> None:
        self._store = store
        self._words = words
        self._vectors = vectors
        self._weights = weights

    def find(
        self,
        question: Probe,
        turn: Sequence[Probe] = (),
        limit: int = 5,
        *,
        scope: Scope = EVERYTHING,
        fold_copies: bool = True,
    ) -> Found:
        """The `limit` best passages for the question, best first; `turn` is the question before and its reply.

        With `fold_copies`, of passages that say the same the best stands for all.
        """
        readings = QuestionReadings(question.text, self._words)
        reading = read(question.text, readings.likeliest.telling, question.vector, [probe.vector for probe in turn])
        probes = [(probe, self._words.terms(probe.text)) for probe in (question, *turn)]
        with self._store.reading():
            candidates = self._candidates(probes, selected(scope, self._store, self._words))
            if not candidates.ids:
                return Found((), reading)
            sight, *context = (self._sight(probe, terms, candidates) for probe, terms in probes)
            first, rest = _scores(sight, context, reading)
            closely = list(dict.fromkeys([int(first.argmax()), *np.argsort(-rest, kind="stable")]))
            closely = closely[: max(limit, LOOKED_AT_CLOSELY)]
            passages = self._store.passages([candidates.ids[row] for row in closely])
        judged = sight.nearness.or_nearer(candidates.near(reading.in_context), reading.judged)
        hits = {}
        for row in closely:
            passage = passages[candidates.ids[row]]
            hits[row] = self._weighed(passage, row, sight, judged, readings.read_as(passage.article.language))
        ordered = _ordered(hits, first, rest)
        return Found(tuple(collapsed(ordered, limit) if fold_copies else ordered[:limit]), reading)

    def _candidates(self, probes: Sequence[tuple[Probe, list[str]]], within: Collection[int] | None) -> Candidates:
        """What either index finds for any of the probes by its vector or terms, and is still there.

        `within` those, if given.
        """
        found = []
        for probe, terms in probes:
            found += self._words.search(terms, CANDIDATES, within)
            found += self._vectors.search(probe.vector, CANDIDATES, within) if probe.vector is not None else []
        ids = self._store.existing(dict.fromkeys(passage_id for passage_id, _ in found))
        return Candidates(ids, self._store.vectors(ids))

    def _sight(self, probe: Probe, terms: Sequence[str], candidates: Candidates) -> _Sight:
        near, weights = candidates.near(probe.vector), self._weights
        words = candidates.spread(self._words.scores(terms, candidates.ids))
        by_meaning = weights.passage * near.passages + weights.sentence * near.sentences
        return _Sight(near, words, by_meaning + weights.words * probe.words_weight * words)

    def _weighed(self, passage: PassageRecord, row: int, sight: _Sight, judged: Nearness, words: QuestionWords) -> Hit:
        """The hit with its sentence marked. Its score is what the words of its sentences add to the first sight."""
        near, said = sight.nearness, Said.of(passage, words)
        alone, in_article = sentence_strengths(passage, said, near.of_sentences.get(row), words, self._weights)
        signals = Signals(
            passage=float(judged.passages[row]),
            sentence=float(judged.sentences[row]),
            words=float(sight.words[row]),
            coverage=words.coverage(said.anywhere),
            by_meaning=row in near.of_sentences,
        )
        added = float(alone.max()) - self._weights.sentence * float(near.sentences[row])
        return Hit(passage, added, signals, mark(passage, in_article))


def _scores(sight: _Sight, context: Sequence[_Sight], reading: Reading) -> tuple[Scores, Scores]:
    """The candidates' scores for the first place and for the others."""
    turn = np.zeros_like(sight.score)
    for weight, other in zip(TURN_WEIGHTS, context, strict=False):
        turn += weight * other.score
    return sight.score + reading.first * turn, sight.score + reading.rest * turn


def _ordered(hits: dict[int, Hit], first: Scores, rest: Scores) -> list[Hit]:
    """The hit that the one reading puts first, then the others as the other reading has them."""
    best = max(hits, key=lambda row: (first[row] + hits[row].score, -hits[row].passage.id))
    scored = [replace(hit, score=float(rest[row]) + hit.score) for row, hit in hits.items() if row != best]
    scored.sort(key=lambda hit: (-hit.score, hit.passage.id))
    top = max([float(rest[best]) + hits[best].score, *(hit.score for hit in scored[:1])])
    return [replace(hits[best], score=top), *scored]
