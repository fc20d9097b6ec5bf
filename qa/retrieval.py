"""From a question to hits: candidates by meaning and by words, put in order by one score.

A question that follows another is read in two ways. As it stands, leaning on the turn before only where it points
there, it decides what comes first; read with the turn before in mind, it decides the rest.

The look gets closer as the passages get fewer: all at a glance, the likeliest by their sentences' meaning, and the
best of those by their sentences' words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.records import PassageRecord
from index.store import Store
from index.words import WordIndex
from qa.candidates import Candidates, Nearness, Scores, spread
from qa.conversation import Reading, read
from qa.copies import collapsed
from qa.evidence import AS_FOUND_BEST, Signals, Weights
from qa.glance import Glance
from qa.hit import Found, Hit
from qa.marking import Said, mark, sentence_strengths
from qa.probe import Probe
from qa.question_words import QuestionReadings, QuestionWords
from qa.ranking import Ranking
from qa.selection import EVERYTHING, Scope, selected

if TYPE_CHECKING:
    from index.vectors import VectorIndex

CANDIDATES = 50
"""So many passages for each probe, the likeliest at a glance, have their sentences looked at. With more, the four
shared sets have the same figures."""
LOOKED_AT_CLOSELY = 20
"""So many of those, the best then, have their sentences weighed by words as well."""


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
        self, store: Store, words: WordIndex, vectors: "VectorIndex | None", weights: Weights = AS_FOUND_BEST
    ) -> None:
        """Without `vectors` it goes by words only."""
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
        probes = (question, *turn)
        with self._store.reading():
            candidates = self._candidates(probes, reading, limit, scope)
            if not candidates.ids:
                return Found((), reading)
            sights = [self._sight(probe, candidates) for probe in probes]
            ranking = Ranking.of([sight.score for sight in sights], reading)
            closely = ranking.best(max(limit, LOOKED_AT_CLOSELY))
            passages = self._store.passages([candidates.ids[row] for row in closely])
        judged = sights[0].nearness.or_nearer(candidates.near(reading.in_context), reading.judged)
        hits = {}
        for row in closely:
            passage = passages[candidates.ids[row]]
            hits[row] = self._weighed(passage, row, sights[0], judged, readings.read_as(passage.article.language))
        ordered = ranking.ordered(hits)
        return Found(tuple(collapsed(ordered, limit) if fold_copies else ordered[:limit]), reading)

    def _candidates(self, probes: Sequence[Probe], reading: Reading, limit: int, scope: Scope) -> Candidates:
        """The likeliest of what is found for any of the probes, at least `limit` if there are so many."""
        within = selected(scope, self._store, self._words)
        glances = [Glance.at(probe, self._words, self._vectors, within) for probe in probes]
        ids = list({passage_id: None for glance in glances for passage_id in (*glance.words, *glance.near)})
        ranking = Ranking.of([glance.scores(ids, self._weights) for glance in glances], reading)
        rows = ranking.best(max(limit, CANDIDATES * len(probes)))
        return Candidates.of(self._store.vectors([ids[row] for row in rows]))

    def _sight(self, probe: Probe, candidates: Candidates) -> _Sight:
        near, weights = candidates.near(probe.vector), self._weights
        words = spread(self._words.scores(self._words.terms(probe.text), candidates.ids), candidates.ids)
        by_meaning = weights.passage * near.passages + weights.sentence * near.sentences
        return _Sight(near, words, by_meaning + weights.words * probe.words_weight * words)

    def _weighed(self, passage: PassageRecord, row: int, sight: _Sight, judged: Nearness, words: QuestionWords) -> Hit:
        """The hit with its sentence marked. Its score is what the words of its sentences add to the sight of it."""
        near, said = sight.nearness, Said.of(passage, words)
        alone, in_article = sentence_strengths(passage, said, near.of_sentences[row], words, self._weights)
        signals = Signals(
            passage=float(judged.passages[row]),
            sentence=float(judged.sentences[row]),
            words=float(sight.words[row]),
            coverage=words.coverage(said.anywhere),
            by_meaning=near.of_sentences[row] is not None,
        )
        added = float(alone.max()) - self._weights.sentence * float(near.sentences[row])
        return Hit(passage, added, signals, mark(passage, in_article))
