"""Which passages a question is about at all, where that is not all of them.

Worked out before the search, so that the only three articles of a hundred thousand that are meant have all their
passages among the candidates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.records import ArticleRecord
from index.store import Store
from index.words import WordIndex
from qa.filters import NO_FILTERS, UNSPACED, Filters, whole_words


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: all passages, unless something narrows it down."""

    filters: Filters = NO_FILTERS
    newer_than: int | None = None
    """Only what came into the index after that generation."""

    def __bool__(self) -> bool:
        return bool(self.filters) or self.newer_than is not None


EVERYTHING = Scope()


def selected(scope: Scope, store: Store, words: WordIndex) -> frozenset[int] | None:
    """Ids of the passages that are within the scope; None for all. To be read in one state of the store."""
    if not scope:
        return None
    filters = scope.filters
    articles = (
        [article.id for article in store.articles() if _fits(article, filters)] if filters.about_articles else None
    )
    within = set(store.passage_ids(articles, scope.newer_than or 0))
    for phrase in filters.phrases:
        within &= _holding(phrase, within, store, words)
    for phrase in filters.without:
        within -= _holding(phrase, within, store, words)
    return frozenset(within)


def undated(filters: Filters, store: Store) -> int:
    """How many articles are left out only because nobody knows their date."""
    if not (filters.after or filters.before):
        return 0
    return sum(not article.published and _is_from(article, filters) for article in store.articles())


def _fits(article: ArticleRecord, filters: Filters) -> bool:
    return filters.includes(article.published) and _is_from(article, filters)


def _is_from(article: ArticleRecord, filters: Filters) -> bool:
    """Whether title and source are those asked for."""
    if not _all_in(filters.titles, [article.title]):
        return False
    if not filters.sources:
        return True
    return _all_in(filters.sources, [article.path, article.site or "", _host(article.source_url or "")])


def _all_in(wanted: Iterable[str], texts: list[str]) -> bool:
    folded = [text.casefold() for text in texts]
    return all(any(each.casefold() in text for text in folded) for each in wanted)


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:  # such as http://[
        return ""


def _holding(phrase: str, within: set[int], store: Store, words: WordIndex) -> set[int]:
    """Those of the passages that hold the phrase as it stands; only what has its terms is read."""
    holds = whole_words(phrase).search
    having = None if UNSPACED.search(phrase) else words.having_all(phrase)
    may = within if having is None else within.intersection(having)
    return {passage_id for passage_id, text in store.texts(may) if holds(text)}
