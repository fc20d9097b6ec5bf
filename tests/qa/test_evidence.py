from pathlib import Path

import pytest

from index.store import Store
from index.words import WordIndex
from qa.question_words import QuestionWords
from tests.index.makers import put


@pytest.fixture
def words(store: Store, tmp_path: Path) -> WordIndex:
    index = WordIndex(tmp_path / "words")
    put(store, "a.txt", *[f"The ship number {n} sailed." for n in range(9)], "A zebra sailed on the ship.")
    index.follow(store)
    return index


def coverage(words: WordIndex, question: str, text: str) -> float:
    asked = QuestionWords(question, words)
    return asked.coverage(asked.told_by(text))


def test_coverage_is_the_share_of_the_question_that_the_text_says(words: WordIndex) -> None:
    assert coverage(words, "Zebras sailing on ships", "Nothing of that.") == 0
    assert 0 < coverage(words, "Zebras sailing on ships", "It sailed.") < 1
    assert coverage(words, "Zebras sailing on ships", "The zebra sails a ship") == pytest.approx(1)


def test_rare_words_count_for_more(words: WordIndex) -> None:
    assert coverage(words, "zebra ship", "a zebra") > coverage(words, "zebra ship", "a ship")


def test_words_of_every_sentence_do_not_count(words: WordIndex) -> None:
    assert coverage(words, "What is the zebra?", "What is the matter?") == 0


@pytest.mark.parametrize("question", ["", "?!", "🐝"])
def test_question_without_words_is_not_covered(words: WordIndex, question: str) -> None:
    assert coverage(words, question, "The ship sailed.") == 0


def test_question_of_common_words_alone_is_covered_by_them(words: WordIndex) -> None:
    assert coverage(words, "To be or not to be", "To be or not to be") == pytest.approx(1)
