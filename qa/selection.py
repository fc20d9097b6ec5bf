"""Which passages a question is about at all, where that is not all of them.

Worked out before the search, so that the only three articles of a hundred thousand that are meant have all their
passages among the candidates.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.records import ArticleFacts
from qa.filters import NO_FILTERS, UNSPACED, Filters, whole_words

if TYPE_CHECKING:
    from index.store import Store
    from index.words import WordIndex


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: all passages, unless something narrows it down."""

    filters: Filters = NO_FILTERS
    newer_than: int | None = None
    """Only what came into the index after that generation."""

    def __bool__(self) -> bool:
        return bool(self.filters) or self.newer_than is not None


EVERYTHING = Scope()


def selected(scope: Scope, store: "Store", words: "WordIndex") -> frozenset[int] | None:
    """Ids of the passages that are within the scope; None for all. To be read in one state of the store."""
    if not scope:
        return None
    filters = scope.filters
    articles = (
        [article.id for article in store.article_facts() if _fits(article, filters)] if filters.about_articles else None
    )
    within = set(store.passage_ids(articles, scope.newer_than or 0))
    for phrase in filters.phrases:
        within &= _holding(phrase, within, store, words)
    for phrase in filters.without:
        within -= _holding(phrase, within, store, words)
    return frozenset(within)


def undated(filters: Filters, store: "Store") -> int:
    """How many articles are left out only because nobody knows their date."""
    if not (filters.after or filters.before):
        return 0
    return sum(not article.published and _is_from(article, filters) for article in store.article_facts())


def _fits(article: ArticleFacts, filters: Filters) -> bool:
    return filters.includes(article.published) and _is_from(article, filters)


def _is_from(article: ArticleFacts, filters: Filters) -> bool:
    """Whether title and source are those asked for."""
    title = article.title.casefold() if filters.titles else ""
    return all(wanted.casefold() in title for wanted in filters.titles) and all(
        _comes_from(article, wanted.casefold()) for wanted in filters.sources
    )


def _comes_from(article: ArticleFacts, wanted: str) -> bool:
    if wanted in article.path.casefold() or wanted in (article.site or "").casefold():
        return True
    url = (article.source_url or "").casefold()
    return wanted in url and wanted in _host(url)  # to take an address apart takes long, for a hundred thousand


def _host(url: str) -> str:
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:  # such as http://[
        return ""


def _holding(phrase: str, within: set[int], store: "Store", words: "WordIndex") -> set[int]:
    """Those of the passages that hold the phrase as it stands; only what has its terms is read."""
    holds = whole_words(phrase).search
    having = None if UNSPACED.search(phrase) else words.having_all(phrase)
    may = within if having is None else within.intersection(having)
    return {passage_id for passage_id, text in store.texts(may) if holds(text)}
