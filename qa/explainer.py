"""Finds out why an answer is what it is, by finding it again."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from index.files import list_files
from index.readers import SUFFIXES
from index.records import ArticleFacts
from qa.answer import Citation
from qa.explanation import Absence, Explanation, Reason
from qa.hit import Found, Hit
from qa.marking import Said
from qa.opened_index import OpenedIndex
from qa.probe import Probe
from qa.question_words import QuestionReadings
from qa.selection import Scope, selected

_EVERYTHING_FOUND = 10_000
"""A limit above the number of passages that are ever found for a question."""


class Explainer:
    """Explains what is found for one question in one state of the index."""

    def __init__(self, index: OpenedIndex, asked: Sequence[Probe], scope: Scope) -> None:
        """`asked` is the question and, if there was a turn before, its question and reply."""
        question = asked[0].text
        self._store = index.store
        self._words = index.words
        self._find = partial(index.retriever(by_meaning=asked[0].vector is not None).find, asked[0], asked[1:])
        self._scope = scope
        self._question = question
        self._as_asked = dict.fromkeys(re.findall(r"\w[\w'’-]*", question))  # noqa: RUF001
        self._readings = QuestionReadings(question, index.words)
        self._passages = index.counts().passages

    def explanation(self, limit: int, path: str | None, corpus: Path) -> Explanation:
        """Of the `limit` best hits, and of the article at that path of the corpus if one is asked about."""
        found = self._find(limit, scope=self._scope)
        among = found.among(self._passages)
        reasons = tuple(self._reason(number, hit, among) for number, hit in enumerate(found.hits, 1))
        absence = self._absence(path, corpus, found.hits) if path is not None else None
        return Explanation(self._question, reasons, among, absence)

    def _absence(self, path: str, corpus: Path, hits: Sequence[Hit]) -> Absence:
        article = next((article for article in self._store.article_facts() if article.path == path), None)
        if article is None:
            return Absence(path, self._unread(path, corpus))
        within = [number for number, hit in enumerate(hits, 1) if _holds(hit, path)]
        if within:
            return Absence(path, f"it is there, as {_numbers(within)}")
        return self._passed_over(article)

    def _reason(self, number: int, hit: Hit, among: int) -> Reason:
        passage = hit.passage
        language = passage.article.language
        told = Said.of(passage, self._readings.read_as(language)).anywhere
        said: list[str] = []
        unsaid: list[str] = []
        for word in self._as_asked:
            if terms := set(self._words.telling(word, language)):
                (said if terms & told else unsaid).append(word)
        return Reason(Citation.of(number, hit, among), hit.signals, tuple(said), tuple(unsaid))

    def _unread(self, path: str, corpus: Path) -> str:
        known = self._store.files().get(path)
        if known and known.problem:
            return f"it could not be read: {known.problem}"
        if not os.path.isfile(corpus / path):  # noqa: PTH113 a path's own is_file fails for names that are too long
            return "there is no such file in the corpus"
        if PurePosixPath(path).suffix.lower() not in SUFFIXES:
            return f"it is in no format that is read; these are: {', '.join(sorted(SUFFIXES))}"
        if path not in list_files(corpus, follow_links=bool(self._store.meta("follow_links", 0))).files:
            return "it is left out: it is hidden, or named by a .qaignore, or a link leads out of the corpus to it"
        return "it is not in the index yet: bring that up to date"

    def _passed_over(self, article: ArticleFacts) -> Absence:
        own = self._store.passage_ids([article.id])
        if not own:
            return Absence(article.path, "nothing that could be quoted was found in it")
        with self._store.reading():
            within = selected(self._scope, self._store, self._words)
        if within is not None and within.isdisjoint(own):
            return Absence(article.path, "the filters leave it out")
        return self._ranked(article)

    def _ranked(self, article: ArticleFacts) -> Absence:
        every = self._every(self._scope)
        for rank, hit in enumerate(every.hits, 1):
            if hit.passage.article.id == article.id:
                why = f"its best passage would have rank {rank:,} of the {len(every.hits):,} that were found"
                return Absence(article.path, why, self._reason(rank, hit, every.among(self._passages)))
        filters = replace(self._scope.filters, sources=(*self._scope.filters.sources, article.path))
        alone = self._every(replace(self._scope, filters=filters))
        best = next((hit for hit in alone.hits if hit.passage.article.id == article.id), None)
        why = f"no passage of it is among the {len(every.hits):,} nearest in meaning or in words"
        among = every.among(self._passages)
        return Absence(article.path, why, self._reason(len(every.hits) + 1, best, among) if best else None)

    def _every(self, scope: Scope) -> Found:
        """All that was found, compared and put in order, copies each by themselves."""
        return self._find(_EVERYTHING_FOUND, scope=scope, fold_copies=False)


def _holds(hit: Hit, path: str) -> bool:
    return any(passage.article.path == path for passage in (hit.passage, *hit.also))


def _numbers(numbers: Sequence[int]) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last
