from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import QaError
from qa.filters import NO_FILTERS, Filters, parse, typed, whole_words


@pytest.mark.parametrize(
    ("text", "question", "filters"),
    [
        ("who won after:2025-01", "who won", Filters(after="2025-01")),
        ("before:2024 who won?", "who won?", Filters(before="2024")),
        ("who won before:2024-02-29?", "who won", Filters(before="2024-02-29")),
        ("After:2023 BEFORE:2024 what", "what", Filters(after="2023", before="2024")),
        ("what source:reuters, and who", "what and who", Filters(sources=("reuters",))),
        ('title:"annual report" title:2024 costs', "costs", Filters(titles=("annual report", "2024"))),
        ('who built the "old  bridge"?', "who built the old bridge?", Filters(phrases=("old bridge",))),
        ('"annual report"', "annual report", Filters(phrases=("annual report",))),
        ('tolls -ferry -"old town"', "tolls", Filters(without=("ferry", "old town"))),
        ("tolls (now) -ferry?", "tolls (now) ?", Filters(without=("ferry",))),
    ],
)
def test_filters_are_taken_out_of_the_question(text: str, question: str, filters: Filters) -> None:
    query = parse(text)
    assert (query.question, query.filters) == (question, filters)


@pytest.mark.parametrize(
    "text",
    [
        "Note: what was decided?",
        "after: what happened",
        "What happened before: the crash",
        "Title: what does it say",
        "After: 2024 people came",
        "what did they do after: 20000 steps",
        "a ratio of 3:4 at 10:30, see https://example.org/a",
        "Is the Franco-German covid-19 plan - or was it - good?",
        "What happens at -5 degrees?",
        "a 5\" pipe or an unclosed \"quote",
        "the hereafter:2024 and the aftermath",
        'an empty "" quote',
        "Who said “I came”?",
    ],
)  # fmt: skip
def test_other_text_stays_as_it_is(text: str) -> None:
    assert parse(text).filters == NO_FILTERS
    assert parse(text).question == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("what after:soon", "after:soon is no date: write a year, 2025-01 or 2025-01-31"),
        ("what before:2024-13", "before:2024-13 is no date"),
        ("what before:2023-02-29", "before:2023-02-29 is no date"),
        ("what before:24", "before:24 is no date"),
        ("what after:2024 after:2025", "after: is there twice"),
        ("what after:2024 before:2024", "nothing is both after 2024 and before 2024"),
        ("eclipse before:", "before: stands there without a value"),
        ("eclipse after: 2024", "after: stands there without a value"),
        ("eclipse before: 2024-05-01?", "before: stands there without a value"),
        ("title: annual report", "title: stands there without a value"),
        ("reports source: ", "source: stands there without a value"),
        ('what title:""', "title: stands there without a value"),
        ("after:2024", "there are filters but no question"),
        ("-word ?", "there are filters but no question"),
    ],
)
def test_filter_that_makes_no_sense_is_told(text: str, reason: str) -> None:
    with pytest.raises(QaError, match=f"^{reason}"):
        parse(text)


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(QaError):
        assert "\n" not in parse(text).question


@pytest.mark.parametrize(
    ("published", "after", "before", "included"),
    [
        ("2024-05-10", "2024-05", None, True),
        ("2024-04-30", "2024-05", None, False),
        ("2024", "2024-05", None, True),  # may be
        ("2023", "2024-05", None, False),
        ("2023-12-31", None, "2024", True),
        ("2024-01-01", None, "2024", False),
        ("2024", None, "2024-05", True),  # may be
        ("2024-05", None, "2024-05-01", True),  # may not be, but what is known of it is less
        ("2024-06", "2024", "2025", True),
        (None, "2024", None, False),
        (None, None, None, True),
    ],
)
def test_dates_are_compared_as_far_as_they_are_known(
    published: str | None, after: str | None, before: str | None, included: bool
) -> None:
    assert Filters(after=after, before=before).includes(published) is included


@given(
    st.text(alphabet='ab1 "-.:/()é_', max_size=30),
    st.sampled_from(["", "after:2024 ", 'title:"a b" ', "source:a/b-c. "]),
)
@example('-a"', "")
def test_what_was_parsed_can_be_typed_again(text: str, filters: str) -> None:
    with suppress(QaError):
        query = parse(f"what {filters}{text}")
        again = parse(typed(query))
        assert again.filters == query.filters
        assert again.question.split() == query.question.replace('"', "'").split()


def test_each_filter_is_named_and_can_be_taken_away() -> None:
    filters = parse('x after:2024 before:2025 source:a title:b "c d" -e -f').filters
    assert filters.in_words() == [
        "after 2024", "before 2025", "source a", "title b", "“c d”", "without e", "without f",
    ]  # fmt: skip
    for words in filters.in_words():
        filters = filters.without_one(words)
        assert words not in filters.in_words()
    assert filters == NO_FILTERS
    assert filters.without_one("source a") == NO_FILTERS


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("old bridge", "The Old\nBridge stands.", True),
        ("old bridge", "The cold bridge.", False),
        ("bridge", "bridges", False),
        ("C++", "in C++, they say", True),
        ("a.b", "axb", False),
        ("橋", "古い橋です", True),
    ],
)
def test_whole_words_are_found_as_they_stand(phrase: str, text: str, found: bool) -> None:
    assert bool(whole_words(phrase).search(text)) is found
