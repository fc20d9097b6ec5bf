"""Marks as a question set."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import QaError
from index.records import PassageOfArticle
from qa.evaluation.dataset import load_dataset
from qa.evaluation.marks import write_marks
from qa.journal.records import Mark

PASSAGES = [
    PassageOfArticle("a/b.md", "Bridges\x1b[31m", 10, "It is old.\n\nIt was opened\nin 1931."),
    PassageOfArticle("a/b.md", "Bridges", 60, "Tolls ended."),
    PassageOfArticle("c.pdf", "", 0, "Tolls ended."),
]
MARK = Mark("When was it opened?", (), "a/b.md", 10, 45, "It was opened\nin 1931.", is_right=True)
TOLLS = Mark("And its tolls?", ("When?", "In 1931."), "a/b.md", 60, 72, "Tolls ended.", is_right=True)


def test_marked_sentence_is_found_in_its_paragraph(tmp_path: Path) -> None:
    written = write_marks([MARK, TOLLS], PASSAGES, tmp_path / "set")
    assert written.in_words == "2 articles, 2 questions"
    opened, tolls = load_dataset(tmp_path / "set").questions
    (gold,) = opened.gold
    text = (tmp_path / "set" / "articles" / gold.path).read_text(encoding="utf-8")
    assert text.startswith("Bridges[31m\n\nIt is old.")
    assert text[gold.start : gold.end] == "It was opened\nin 1931."
    assert (opened.text, opened.answers, opened.answerable) == (MARK.question, (MARK.sentence,), True)
    assert tolls.history == ("When?", "In 1931.")
    (gold,) = tolls.gold
    assert (gold.path, text[gold.start : gold.end]) == ("a_b.md.txt", "Tolls ended.")


def test_question_of_wrong_citations_alone_is_one_that_nothing_answers(tmp_path: Path) -> None:
    wrong = replace(MARK, is_right=False)
    write_marks([wrong, replace(wrong, start=60), replace(wrong, question="Else?"), MARK], PASSAGES, tmp_path / "set")
    opened, other = load_dataset(tmp_path / "set").questions
    assert (opened.answerable, len(opened.gold)) == (True, 1)
    assert (other.answerable, other.gold, other.answers) == (False, (), ())


def test_what_has_changed_is_found_again_and_what_is_gone_left_out(tmp_path: Path) -> None:
    moved, gone, lost = replace(TOLLS, start=50), replace(MARK, sentence="No more."), replace(MARK, path="d.txt")
    written = write_marks([moved, gone, replace(lost, question="Which?")], PASSAGES, tmp_path / "set")
    assert written.in_words == "2 articles, 1 question; left out: 2 marks of what is no more"


def test_nothing_to_write_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(QaError, match="no citation is marked yet"):
        write_marks([], PASSAGES, tmp_path / "set")
    with pytest.raises(QaError, match="no longer in the index"):
        write_marks([replace(MARK, path="gone.txt")], PASSAGES, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []
