"""All checks, in the order they are told."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from qa.doctor import article_checks, index_checks
from qa.doctor.finding import Finding, State
from qa.doctor.patient import Patient

if TYPE_CHECKING:
    from qa.library import Library

_CHECKS: tuple[Callable[[Patient], Finding], ...] = (
    index_checks.store_is_whole,
    index_checks.words_are_whole,
    index_checks.vectors_are_whole,
    index_checks.model_is_right,
    index_checks.all_is_embedded,
    index_checks.files_are_indexed,
    index_checks.files_can_be_read,
    index_checks.files_are_read_whole,
    article_checks.there_are_articles,
    article_checks.articles_have_text,
    article_checks.articles_are_decoded,
    article_checks.articles_repeat_no_line,
    article_checks.articles_differ,
)


def examine(library: "Library") -> Iterator[Finding]:
    """What each check finds, as it finds it; out of a damaged store, the others can tell nothing. Raises QaError."""
    with library.home.told_errors(), closing(library.home.opened_store()) as store:
        for check in _CHECKS:
            found = check(Patient(library, store, library.home.folder))
            yield found
            if check is index_checks.store_is_whole and found.state is State.ILL:
                return
