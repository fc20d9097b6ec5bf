"""A citation is held against its file as it is now."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Citation
from qa.library import Library
from qa.verification import SAME, Standing, Verifier
from tests.conftest import CANAL, SMOG

QUESTION = "How many days lasted the smog in London?"


@pytest.fixture
def citation(library: Library) -> Citation:
    library.sync()
    return library.ask(QUESTION).citations[0]


@pytest.fixture
def file(articles: Path) -> Path:
    return articles / "smog.txt"


def told(citation: Citation, articles: Path) -> tuple[Standing, str]:
    verdict = Verifier(articles).verdict(citation)
    return verdict.standing, verdict.in_words


def test_what_did_not_change_is_the_same(citation: Citation, articles: Path) -> None:
    assert citation.passage.text == SMOG
    assert Verifier(articles).verdict(citation) == SAME


def test_a_file_is_read_once_while_it_looks_the_same(
    citation: Citation, articles: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, real = [], Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        reads.append(path)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    verifier = Verifier(articles)
    assert [verifier.verdict(citation) for _ in range(3)] == [SAME] * 3
    assert reads == [file]
    os.utime(file, ns=(0, 0))
    assert verifier.verdict(citation) == SAME
    assert reads == [file] * 2


def test_a_change_elsewhere_leaves_it_the_same(citation: Citation, articles: Path, file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "\nMore was learnt later.\n", "utf-8")
    assert Verifier(articles).verdict(citation) == SAME


def test_what_stands_further_down_is_moved(citation: Citation, articles: Path, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("smog\n", "smog\n\nA new paragraph.\n", 1), "utf-8")
    assert told(citation, articles) == (Standing.MOVED, "now at line 5")


def test_other_line_breaks_are_no_change(citation: Citation, articles: Path, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("Thousands of people", "Thousands\nof people"), "utf-8")
    assert Verifier(articles).verdict(citation) == SAME


def test_of_several_places_the_nearest_counts(citation: Citation, articles: Path, file: Path) -> None:
    filling = "".join(f"Line {number}.\n\n" for number in range(9))
    file.write_text(f"The great smog\n\nNew.\n\n{SMOG}\n\n{filling}{SMOG}\n", "utf-8")
    assert told(citation, articles) == (Standing.MOVED, "now at line 5")


def test_a_changed_passage_is_changed_though_its_sentence_stands(
    citation: Citation, articles: Path, file: Path
) -> None:
    assert citation.sentence.text == "The smog lasted five days."
    file.write_text("The great smog\n\n\nThe smog lasted five days. Twelve thousand died.\n", "utf-8")
    assert told(citation, articles) == (Standing.CHANGED, "changed around its sentence, now at line 4")


def test_a_changed_sentence_is_changed(citation: Citation, articles: Path, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("five", "six"), "utf-8")
    assert told(citation, articles) == (Standing.CHANGED, "changed since it was indexed")


def test_a_file_that_is_no_more_is_gone(citation: Citation, articles: Path, file: Path) -> None:
    file.unlink()
    assert told(citation, articles) == (Standing.GONE, "the file is gone")


def test_a_file_that_no_longer_is_an_article_says_why(citation: Citation, articles: Path, file: Path) -> None:
    file.write_bytes(b"")
    assert told(citation, articles) == (Standing.CHANGED, "unreadable by now: the file is empty")


def test_a_folder_in_the_place_of_the_file_is_no_crash(citation: Citation, articles: Path, file: Path) -> None:
    file.unlink()
    file.mkdir()
    standing, words = told(citation, articles)
    assert standing is Standing.GONE
    assert words.startswith("not to be read: ")


def test_no_path_leads_out_of_the_corpus(citation: Citation, articles: Path) -> None:
    (articles.parent / "secret.txt").write_text(CANAL, "utf-8")
    outside = replace(citation, article=replace(citation.article, path="../secret.txt"))
    standing, words = told(outside, articles)
    assert standing is Standing.GONE
    assert "leads out of" in words


def test_a_page_of_html_has_no_line_to_move_to(library: Library, articles: Path) -> None:
    page = articles / "moon.html"
    body = "<p>The moon landing was watched by many people in the whole world at the same time.</p>"
    page.write_text(f"<html><body><article><h1>Moon</h1>{body * 3}</article></body></html>", "utf-8")
    library.sync()
    (citation, *_) = library.ask("Who watched the moon landing?").citations
    assert citation.article.path == "moon.html"
    page.write_text(page.read_text("utf-8").replace("<p>", "<p>News first.</p><p>", 1), "utf-8")
    assert Verifier(articles).verdict(citation) == SAME
