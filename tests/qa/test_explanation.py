"""Why an answer is what it is, and why an article is not in it."""

from pathlib import Path

import pytest

from index.errors import QaError
from qa.explanation import Absence
from qa.filters import Filters
from qa.library import Library
from qa.selection import Scope
from qa.titles import named_article
from tests.conftest import ARTICLES

SPACED = "two  spaces.md"
QUESTION = "How many days lasted the smog in London?"


@pytest.fixture
def asked(library: Library) -> Library:
    library.sync()
    return library


def absence(library: Library, article: str, question: str = QUESTION, **options: object) -> Absence:
    explained = library.explain(question, article=article, **options).absence  # type: ignore[arg-type]
    assert explained
    return explained


def test_the_hits_are_those_of_the_answer_with_what_speaks_for_them(asked: Library) -> None:
    answer, explanation = asked.ask(QUESTION), asked.explain(QUESTION)
    assert [reason.citation for reason in explanation.reasons] == list(answer.citations)
    first, second, *_ = (reason.signals for reason in explanation.reasons)
    assert first.sentence > second.sentence
    assert first.words > second.words
    assert explanation.passages == answer.index.passages


def test_words_are_told_as_they_were_asked(asked: Library) -> None:
    first = asked.explain("How many days lasted the smogs at Lisbon?").reasons[0]
    assert first.said == ("days", "lasted", "smogs")
    assert first.unsaid == ("Lisbon",)


def test_by_words_alone_there_is_no_meaning(asked: Library) -> None:
    assert {reason.signals.by_meaning for reason in asked.explain(QUESTION, words_only=True).reasons} == {False}


def test_an_article_among_the_hits_is_said_to_be_there(asked: Library) -> None:
    assert absence(asked, "smog.txt").why == "it is there, as 1"


def test_a_copy_that_is_named_elsewhere_is_there_too(asked: Library, articles: Path) -> None:
    (articles / "zmog.txt").write_text(ARTICLES["smog.txt"])
    asked.sync()
    assert absence(asked, "zmog.txt").why == "it is there, as 1"


def test_an_article_further_down_has_its_rank(asked: Library) -> None:
    found = absence(asked, "bees.txt", limit=1)
    assert found.why in ("its best passage would have rank 2 of the 3 that were found",
                         "its best passage would have rank 3 of the 3 that were found")  # fmt: skip
    assert found.best
    assert found.best.citation.article.path == "bees.txt"
    assert "smog" in found.best.unsaid


def test_an_article_beyond_all_that_was_compared_is_judged_all_the_same(
    asked: Library, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.glance.FOUND", 1)
    found = absence(asked, "bees.txt")
    assert found.why == "no passage of it is among the 1 nearest in meaning or in words"
    assert found.best
    assert found.best.citation.article.path == "bees.txt"


def test_an_article_that_filters_leave_out_is_told(asked: Library) -> None:
    scope = Scope(Filters(sources=("bees",)))
    assert absence(asked, "smog.txt", scope=scope).why == "the filters leave it out"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.txt", "", "it could not be read: the file is empty"),
        ("table.xyz", "1 2", "it is in no format that is read; these are: .docx, "),
        (None, None, "there is no such file in the corpus"),
    ],
)
def test_a_file_that_gives_nothing_says_why(
    asked: Library, articles: Path, name: str | None, content: str | None, why: str
) -> None:
    if name and content is not None:
        (articles / name).write_text(content)
    asked.sync()
    assert absence(asked, name or "no.txt").why.startswith(why)


def test_a_file_that_is_left_out_is_told_so(asked: Library, articles: Path) -> None:
    (articles / ".qaignore").write_text("draft*")
    (articles / "draft.txt").write_text("A draft.")
    (articles / ".hidden.txt").write_text("Hidden.")
    asked.sync()
    for name in ("draft.txt", ".hidden.txt"):
        assert absence(asked, name).why.startswith("it is left out: it is hidden, or named by a .qaignore")
    assert absence(asked, "x" * 300).why == "there is no such file in the corpus"


def test_a_new_file_is_not_in_the_index_yet(asked: Library, articles: Path) -> None:
    (articles / "new.txt").write_text("New.")
    assert absence(asked, "new.txt").why == "it is not in the index yet: bring that up to date"


def test_titles_are_those_of_all_files(asked: Library, articles: Path) -> None:
    (articles / "empty.txt").write_text("")
    asked.sync()
    assert asked.titles() == [
        ("bees.txt", "How bees talk"), ("empty.txt", ""), ("smog.txt", "The great smog"), ("sub/canal.md", "A canal"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path"),
    [("a canal", "b.md"), ("b.md", "b.md"), ("ANALS", "c.md"), ("d.", "d.md"), (" two  spaces", SPACED)],
)
def test_an_article_is_meant_by_title_path_or_part(name: str, path: str) -> None:
    assert named_article(name, [("b.md", "A canal"), ("c.md", "A canal of canals"), ("d.md", ""), (SPACED, "")]) == path


@pytest.mark.parametrize(
    ("name", "error"), [("x", "no article is called x"), (".md", r"2 articles may .* b.md and c.md")]
)
def test_a_name_for_none_or_several_is_refused(name: str, error: str) -> None:
    with pytest.raises(QaError, match=error):
        named_article(name, [("b.md", "A canal"), ("c.md", "A canal of canals")])
