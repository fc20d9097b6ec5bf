"""What narrows a question down, out of the question's own text.

after:2025-01 before:2024   the article's date: from then on, until then
source:reuters              in its path, its site's name or its address
title:"annual report"       in its title
"exact phrase" -word        in the passage's text, whole words, however they are capitalised
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from index.cleaning import clean
from index.errors import QaError

_KEYS = ("after", "before", "source", "title")
_FILTER = re.compile(
    rf"""(?<!\S)(?:
        (?P<key>{"|".join(_KEYS)}):(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]\S*))
        | (?-i:(?P<alone>(?:source|title)(?=:(?:\s|$))|(?:after|before)(?=:\s*(?:$|\d{{4}}(?!\w))))):
        | (?P<minus>-?)"(?P<phrase>[^"]*\w[^"]*)"
        | -(?P<word>[^\W\d_](?:[\w'’-]*\w)?)(?=[\s.,;:!?)]*(?:\s|$))
    )""",  # noqa: RUF001
    re.VERBOSE | re.IGNORECASE,
)
"""A key that stands alone is taken for a filter's, not for the sentence's, if it is in small letters and, where it
wants a date, a date comes next or nothing."""
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")  # noqa: RUF001
_TRAILING = ".,;:!?"
"""Ends the sentence, not the value that stands last in it."""
UNSPACED = re.compile("[\u0e01-\u0e5b\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Japanese, Chinese and Korean, where no space tells a word's end."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage and its article must be like; each condition narrows the search further."""

    after: str | None = None
    """The earliest date of the article, as much of YYYY-MM-DD as was given."""
    before: str | None = None
    """The date, as much of it as was given, before whose beginning the article was published."""
    sources: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Words and phrases that the passage must not hold."""

    def __bool__(self) -> bool:
        return self != NO_FILTERS

    @property
    def about_articles(self) -> bool:
        """Whether any is about the article rather than the passage."""
        return bool(self.after or self.before or self.sources or self.titles)

    def includes(self, published: str | None) -> bool:
        """Whether the article's date may be within; what is known of it may be less than what was asked for."""
        if not (self.after or self.before):
            return True
        if not published:
            return False
        early = self.after and published < self.after and not self.after.startswith(published)
        return not early and (not self.before or published < self.before)

    def in_words(self) -> list[str]:
        """Each condition as a person would say it."""
        return [words for words, _ in self._each()]

    def without_one(self, words: str) -> "Filters":
        """All but the one that `in_words` calls so."""
        return next((others for each, others in self._each() if each == words), self)

    def _each(self) -> Iterator[tuple[str, "Filters"]]:
        """Each condition in words, and the filters without it."""
        if self.after:
            yield f"after {self.after}", replace(self, after=None)
        if self.before:
            yield f"before {self.before}", replace(self, before=None)
        for name, say in _SAID.items():
            values = getattr(self, name)
            for at, value in enumerate(values):
                others: dict[str, Any] = {name: values[:at] + values[at + 1 :]}
                yield say.format(value), replace(self, **others)


NO_FILTERS = Filters()
_SAID = {"sources": "source {}", "titles": "title {}", "phrases": "“{}”", "without": "without {}"}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was typed, taken apart."""

    question: str
    """What is left without the filters; the words of a phrase stay in it."""
    filters: Filters = NO_FILTERS


def typed(query: Query) -> str:
    """The query as a person would type it."""
    question, filters = query.question.replace('"', "'"), query.filters  # one left over would open a phrase
    for phrase in filters.phrases:
        stands = re.compile(rf"(?<!\S){re.escape(phrase)}")
        question = stands.sub(lambda found: f'"{found[0]}"', question, count=1)
    words = [
        *(f"{key}:{value}" for key, value in (("after", filters.after), ("before", filters.before)) if value),
        *(f"source:{_quoted(value)}" for value in filters.sources),
        *(f"title:{_quoted(value)}" for value in filters.titles),
        *(f"-{value}" if _WORD.fullmatch(value) else f'-"{value}"' for value in filters.without),
    ]
    return " ".join([question, *words])


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"\S*\w", value) else f'"{value}"'


def parse(text: str) -> Query:
    """The question and its filters. Raises QaError for a date that is none, and where no question is left."""
    filters = NO_FILTERS
    kept, end = [], 0
    for found in _FILTER.finditer(text := clean(text)):
        filters = _added(filters, found)
        kept += [text[end : found.start()], found["phrase"] if found["phrase"] and not found["minus"] else ""]
        end = found.end()
    question = " ".join("".join([*kept, text[end:]]).split())
    if filters and not re.search(r"\w", question):
        raise QaError("there are filters but no question: add what you want to know")
    return Query(question, filters)


def _added(filters: Filters, found: re.Match[str]) -> Filters:
    if phrase := found["phrase"] or found["word"]:
        name = "without" if found["word"] or found["minus"] else "phrases"
        return _with(filters, name, " ".join(phrase.split()))
    key = (found["key"] or found["alone"]).lower()
    value = (found["quoted"] or "").strip() or (found["bare"] or "").rstrip(_TRAILING)
    if not value:
        raise QaError(f"{key}: stands there without a value: write one behind it, or leave it out")
    if key in ("after", "before"):
        if getattr(filters, key):
            raise QaError(f"{key}: is there twice: leave one")
        given = _date(key, value)
        return _checked(replace(filters, after=given) if key == "after" else replace(filters, before=given))
    return _with(filters, f"{key}s", value)


def _with(filters: Filters, name: str, value: str) -> Filters:
    longer: dict[str, Any] = {name: (*getattr(filters, name), value)}
    return replace(filters, **longer)


def _date(key: str, value: str) -> str:
    missing = {4: "-01-01", 7: "-01", 10: ""}.get(len(value))
    try:
        if missing is None or not value.isascii():
            raise ValueError
        date.fromisoformat(value + missing)
    except ValueError:
        raise QaError(f"{key}:{value} is no date: write a year, 2025-01 or 2025-01-31") from None
    return value


def _checked(filters: Filters) -> Filters:
    if filters.after and filters.before and filters.after >= filters.before:
        raise QaError(f"nothing is both after {filters.after} and before {filters.before}: leave one of them")
    return filters


def whole_words(text: str) -> re.Pattern[str]:
    """Finds the words in a text as they stand there, whatever the capitals and the line ends between them."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    start = r"(?<!\w)" if _ends_word(text[:1]) else ""
    end = r"(?!\w)" if _ends_word(text[-1:]) else ""
    return re.compile(f"{start}{words}{end}", re.IGNORECASE)


def _ends_word(character: str) -> bool:
    """Whether a word's end can be told behind or before the character."""
    return re.match(r"\w", character) is not None and not UNSPACED.match(character)
