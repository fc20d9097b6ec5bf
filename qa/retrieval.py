"""From a question to hits: candidates by meaning and by words, put in order by one score.

A question that follows another is read in two ways. As it stands, leaning on the turn before only where it points
there, it decides what comes first; read with the turn before in mind, it decides the rest.

The look gets closer as the passages get fewer: all at a glance, the likeliest by their sentences' meaning, and the
best of those by their sentences' words.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.store import Store
from index.words import WordIndex
from qa.conversation import read
from qa.copies import collapsed
from qa.evidence import AS_FOUND_BEST, Weights
from qa.glance import Glance
from qa.hit import Found, Hit
from qa.look import Look
from qa.probe import Probe
from qa.question_words import QuestionReadings
from qa.ranking import Ranking
from qa.selection import EVERYTHING, Scope, selected

if TYPE_CHECKING:
    from index.vectors import VectorIndex

CANDIDATES = 50
"""So many passages for each probe, the likeliest at a glance, have their sentences looked at. With more, the four
shared sets have the same figures."""
LOOKED_AT_CLOSELY = 20
"""So many of those, the best then, have their sentences weighed by words as well."""


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
        before: Sequence[Probe] = (),
        limit: int = 5,
        *,
        scope: Scope = EVERYTHING,
        fold_copies: bool = True,
    ) -> Found:
        """The `limit` best passages for the question, best first; `before` is the turn before, question and reply.

        With `fold_copies`, of passages that say the same the best stands for all.
        """
        readings, probes = QuestionReadings(question.text, self._words), (question, *before)
        telling = len(readings.likeliest.telling_terms)
        reading = read(question.text, telling, question.vector, [probe.vector for probe in before])
        look = Look(self._store, self._words, self._weights, probes, reading, readings)
        with self._store.reading():
            within = selected(scope, self._store, self._words)
            glances = [Glance.at(probe, self._words, self._vectors, within) for probe in probes]
            hits = _looked_at(glances, look, limit, fold_copies=fold_copies)
        return Found(tuple(hits), reading, None if within is None else len(within))


def _looked_at(glances: Sequence[Glance], look: Look, limit: int, *, fold_copies: bool) -> list[Hit]:
    """The `limit` best; where many are copies, more and more are looked at until there are so many."""
    ids = list({passage_id: None for glance in glances for passage_id in (*glance.words, *glance.near)})
    likeliest = Ranking.of([glance.scores(ids) for glance in glances], look.reading)
    closely = max(limit, LOOKED_AT_CLOSELY)
    candidates = max(limit, CANDIDATES * len(glances))
    while True:
        found = look.hits([ids[row] for row in likeliest.best(candidates)], closely)
        hits = collapsed(found, limit) if fold_copies else found[:limit]
        if len(hits) == limit or closely >= len(ids):
            return hits
        closely, candidates = 2 * closely, 2 * candidates
