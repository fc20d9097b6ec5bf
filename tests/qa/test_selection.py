"""Filters as they work on a folder of articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer import Answer
from qa.filters import parse
from qa.glance import FOUND
from qa.library import Library
from qa.selection import Scope
from tests.fakes import FakeEncoder

QUESTION = "When was the canal opened?"
DECOYS = FOUND * 2


def article(title: str, text: str, date: str = "", source: str = "") -> str:
    fields = [f"title: {title}", f"date: {date}" if date else "", f"source: {source}" if source else ""]
    return "\n".join(["---", *filter(None, fields), "---", "", text, ""])


MEANT = {
    "old.md": article("Report of the year", "The canal was opened late.", "2023-12-31", "https://news.example.org/a"),
    "new.md": article(
        "Another report", "The canal was opened; the\nRed Ferry stopped.", "2024-02", "https://reuters.com"
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, light_model: Path) -> Iterator[Library]:
    """Many articles that say what is asked better than the few that are meant."""
    corpus = tmp_path_factory.mktemp("many")
    decoys = {f"{n:03}.md": article("When was it opened", f"When was the canal opened? In {n}.") for n in range(DECOYS)}
    for name, text in {**decoys, **MEANT}.items():
        (corpus / name).write_text(text, encoding="utf-8")
    library = Library(corpus, None, str(light_model), load_encoder=lambda _: FakeEncoder())
    library.sync()
    yield library
    library.close()


def ask(library: Library, text: str, *, words_only: bool = False) -> Answer:
    query = parse(text)
    return library.ask(query.question, scope=Scope(query.filters), words_only=words_only)


def paths(answer: Answer) -> list[str]:
    return sorted(citation.article.path for citation in answer.citations)


@pytest.mark.parametrize("words_only", [False, True])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("after:2024", ["new.md"]),
        ("before:2024", ["old.md"]),
        ("after:2023 before:2025", ["new.md", "old.md"]),
        ("after:2024-03", []),
        ("source:REUTERS", ["new.md"]),
        ("source:news.example", ["old.md"]),
        ("source:old.md", ["old.md"]),
        ("title:report", ["new.md", "old.md"]),
        ('title:"of the year"', ["old.md"]),
        ('"the red ferry"', ["new.md"]),
        ("after:2023 -ferry", ["old.md"]),
        ('title:report -"red ferry"', ["old.md"]),
        ("title:report -ferries", ["new.md", "old.md"]),
        ('"red ferries"', []),
    ],
)
def test_few_that_are_meant_are_found_among_many_better(
    library: Library, filters: str, found: list[str], words_only: bool
) -> None:
    assert paths(ask(library, f"{QUESTION} {filters}", words_only=words_only)) == found


def test_without_filters_they_are_not_found(library: Library) -> None:
    assert not {"old.md", "new.md"} & set(paths(ask(library, QUESTION)))


def test_left_out_word_leaves_the_others(library: Library) -> None:
    answer = ask(library, f"{QUESTION} -in")
    assert paths(answer) == ["new.md", "old.md"]


def test_answer_says_what_it_is_about_and_what_has_no_date(library: Library) -> None:
    answer = ask(library, f"{QUESTION} after:2024 -bees")
    assert answer.question == QUESTION
    assert answer.only == f"only: after 2024, without bees ({DECOYS} articles without a date left out)"
    assert ask(library, f"{QUESTION} title:report after:2024").only == "only: after 2024, title report"
    assert ask(library, QUESTION).only == ""


def test_found_among_few_is_judged_as_found_among_few(library: Library, tmp_path: Path) -> None:
    answer = ask(library, f"{QUESTION} source:new.md")
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "new.md").write_text(MEANT["new.md"], encoding="utf-8")
    alone = Library(tmp_path / "alone", load_encoder=lambda _: FakeEncoder())
    alone.sync()
    counts, expected = alone.counts(), alone.ask(QUESTION)
    alone.close()
    assert answer.among == expected.among == counts.passages
    assert ask(library, QUESTION).among == library.counts().passages > answer.among
    assert answer.confidence == pytest.approx(expected.confidence, abs=0.05)


def test_only_what_came_later(library: Library) -> None:
    before = library.counts().generation
    assert library.ask(QUESTION, scope=Scope(newer_than=before)).citations == ()
    (library.corpus / "latest.md").write_text(article("Late", "The canal was opened again."), encoding="utf-8")
    library.sync()
    assert paths(library.ask(QUESTION, scope=Scope(newer_than=before))) == ["latest.md"]
    (library.corpus / "latest.md").unlink()
    library.sync()
