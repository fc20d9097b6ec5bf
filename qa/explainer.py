"""Finds out why an answer is what it is, by finding it again."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from index.readers import SUFFIXES
from index.records import ArticleFacts
from qa.answer import Citation
from qa.explanation import Absence, Explanation, Reason
from qa.hit import Hit
from qa.marking import Said
from qa.probe import Probe
from qa.question_words import QuestionReadings
from qa.reader import Reader
from qa.selection import Scope, selected

_ALL_CANDIDATES = 10_000
"""More than there ever are."""


class Explainer:
    """Explains what is found for one question in one state of the index."""

    def __init__(self, reader: Reader, asked: Sequence[Probe], scope: Scope) -> None:
        """`asked` is the question and, if there was a turn before, its question and reply."""
        question = asked[0].text
        self._store = reader.store
        self._words = reader.words
        self._find = partial(reader.retriever(by_meaning=asked[0].vector is not None).find, asked[0], asked[1:])
        self._scope = scope
        self._question = question
        self._question_words = re.findall(r"\w[\w'’-]*", question)  # noqa: RUF001
        self._readings = QuestionReadings(question, reader.words)
        self._passages = reader.counts().passages

    def explanation(self, limit: int, path: str | None, corpus: Path) -> Explanation:
        """Of the `limit` best hits, and of the article at that path of the corpus if one is asked about."""
        hits = self._find(limit, scope=self._scope).hits
        reasons = tuple(self._reason(number, hit) for number, hit in enumerate(hits, 1))
        absence = self._absence(path, corpus, hits) if path is not None else None
        return Explanation(self._question, reasons, self._passages, absence)

    def _absence(self, path: str, corpus: Path, hits: Sequence[Hit]) -> Absence:
        article = next((article for article in self._store.article_facts() if article.path == path), None)
        if article is None:
            return Absence(path, self._unread(path, corpus))
        within = [number for number, hit in enumerate(hits, 1) if _holds(hit, path)]
        if within:
            return Absence(path, f"it is there, as {_numbers(within)}")
        return self._passed_over(article)

    def _reason(self, number: int, hit: Hit) -> Reason:
        passage = hit.passage
        language = passage.article.language
        told = Said.of(passage, self._readings.read_as(language)).anywhere
        said: list[str] = []
        unsaid: list[str] = []
        for word in dict.fromkeys(self._question_words):
            if terms := set(self._words.telling(word, language)):
                (said if terms & told else unsaid).append(word)
        return Reason(Citation.of(number, hit, self._passages), hit.signals, tuple(said), tuple(unsaid))

    def _unread(self, path: str, corpus: Path) -> str:
        known = self._store.files().get(path)
        if known and known.problem:
            return f"it could not be read: {known.problem}"
        if not (corpus / path).is_file():
            return "there is no such file in the corpus"
        if PurePosixPath(path).suffix.lower() not in SUFFIXES:
            return f"it is in no format that is read; these are: {', '.join(sorted(SUFFIXES))}"
        return "it is not in the index yet: bring that up to date"

    def _passed_over(self, article: ArticleFacts) -> Absence:
        own = self._store.passage_ids([article.id])
        if not own:
            return Absence(article.path, "nothing that could be quoted was found in it")
        within = selected(self._scope, self._store, self._words)
        if within is not None and within.isdisjoint(own):
            return Absence(article.path, "the filters leave it out")
        return self._ranked(article)

    def _ranked(self, article: ArticleFacts) -> Absence:
        every = self._every(self._scope)
        for rank, hit in enumerate(every, 1):
            if hit.passage.article.id == article.id:
                why = f"its best passage has rank {rank:,} of the {len(every):,} that were compared"
                return Absence(article.path, why, self._reason(rank, hit))
        filters = replace(self._scope.filters, sources=(*self._scope.filters.sources, article.path))
        alone = self._every(replace(self._scope, filters=filters))
        best = next((hit for hit in alone if hit.passage.article.id == article.id), None)
        why = f"no passage of it is among the {len(every):,} nearest in meaning or in words"
        return Absence(article.path, why, self._reason(len(every) + 1, best) if best else None)

    def _every(self, scope: Scope) -> Sequence[Hit]:
        """All that was compared, best first, copies each by themselves."""
        return self._find(_ALL_CANDIDATES, scope=scope, fold_copies=False).hits


def _holds(hit: Hit, path: str) -> bool:
    return any(passage.article.path == path for passage in (hit.passage, *hit.also))


def _numbers(numbers: Sequence[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last
