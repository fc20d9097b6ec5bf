"""A closer look at candidates: by their sentences' meaning, and the best of them by their sentences' words as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import PassageRecord
from index.store import Store
from index.words import WordIndex
from qa.candidates import Candidates, Nearness, Scores, spread
from qa.conversation import Reading
from qa.evidence import Signals, Weights
from qa.hit import Hit
from qa.marking import Said, mark, sentence_strengths
from qa.probe import Probe
from qa.question_words import QuestionReadings
from qa.ranking import Ranking


@dataclass(frozen=True, slots=True)
class _Sight:
    """All candidates as one probe sees them."""

    nearness: Nearness
    words: Scores
    """BM25"""
    score: Scores


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one question, which may be taken at any passages of the index."""

    store: Store
    words: WordIndex
    weights: Weights
    probes: Sequence[Probe]
    """The question, and that of the turn before with its reply."""
    reading: Reading
    readings: QuestionReadings

    def hits(self, ids: Sequence[int], closely: int) -> list[Hit]:
        """The passages that look best, best first; so many of them are weighed by words as well."""
        candidates = Candidates.of(self.store.vectors(ids))
        if not candidates.ids:
            return []
        sights = [self._sight(probe, candidates) for probe in self.probes]
        judged = sights[0].nearness.or_nearer(candidates.near(self.reading.in_context), self.reading.judged)
        ranking = Ranking.of([sight.score for sight in sights], self.reading)
        rows = ranking.best(closely)
        passages = self.store.passages([candidates.ids[row] for row in rows])
        hits = {}
        for row in rows:
            passage, score = passages[candidates.ids[row]], float(ranking.rest[row])
            hits[row] = self._weighed(passage, row, sights[0], judged, score)
        return ranking.ordered(hits)

    def _sight(self, probe: Probe, candidates: Candidates) -> _Sight:
        near, weights = candidates.near(probe.vector), self.weights
        words = spread(self.words.scores(self.words.terms(probe.text), candidates.ids), candidates.ids)
        by_meaning = weights.passage * near.passages + weights.sentence * near.sentences
        return _Sight(near, words, by_meaning + weights.words * probe.words_weight * words)

    def _weighed(self, passage: PassageRecord, row: int, sight: _Sight, judged: Nearness, score: float) -> Hit:
        """The hit with its sentence marked; what the words of its best sentence say is added to the score."""
        near, words = sight.nearness, self.readings.read_as(passage.article.language)
        said, cosines = Said.of(passage, words), near.by_sentence[row]
        alone, in_article = sentence_strengths(passage, said, cosines, words, self.weights)
        signals = Signals(
            passage=float(judged.passages[row]),
            sentence=float(judged.sentences[row]),
            words=float(sight.words[row]),
            coverage=words.coverage(said.anywhere),
            by_meaning=cosines is not None,
        )
        added = float(alone.max()) - self.weights.sentence * float(near.sentences[row])
        return Hit(passage, score + added, signals, mark(passage, in_article))
