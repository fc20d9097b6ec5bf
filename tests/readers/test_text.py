import textwrap
from contextlib import suppress
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.cleaning import clean
from index.errors import UnreadableFile
from index.readers import read
from tests.readers.checks import block_texts

PROSE = (
    "The river rose by four metres on Tuesday and flooded the town's main street, officials said. Nobody read the "
    "statement to its very end, because it was so long. The mayor came later and said that all was well. "
)


def article(text: str, name: str = "the-file_name.txt") -> Article:
    return read(text.encode(), PurePath(name))


@given(st.text())
def test_any_text_gives_true_offsets_or_a_reason(text: str) -> None:
    try:
        found = article("\ufeff" + text)
    except UnreadableFile:
        return
    block_texts(found, exact=True)
    assert found.lined
    assert found.text == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.lists(st.sampled_from([" ", "\t", "\n", "a", "B.", "- ", "1. ", "\f", "x" * 90, "\x1b[31m"]), max_size=40))
def test_any_layout_keeps_every_word_in_a_block_or_the_title(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        found = article(text)
    except UnreadableFile:
        assert not clean(text).strip()
        return
    words = [word for block in block_texts(found, exact=True) for word in clean(block).split()]
    everything = clean(text).split()
    assert words == everything[len(everything) - len(words) :]


@given(st.binary(max_size=300))
def test_any_bytes_give_an_article_or_a_reason(data: bytes) -> None:
    with suppress(UnreadableFile):
        block_texts(read(data, PurePath("a.txt")), exact=True)


def test_title_stands_alone_in_the_first_line() -> None:
    found = article("River floods town\n\nThe river rose.\n\nIt fell.\n")
    assert found.title == "River floods town"
    assert block_texts(found) == ["The river rose.", "It fell."]


def test_title_that_is_repeated_is_no_block() -> None:
    found = article("River floods town\n\n River  Floods Town\n\nThe river rose.")
    assert block_texts(found) == ["The river rose."]


def test_without_a_title_line_the_file_name_is_the_title() -> None:
    found = article("The river rose.\nAnd it fell.\n\nMore.", "river-floods_town.txt")
    assert found.title == "River floods town"
    assert "The river rose." in block_texts(found)[0]


def test_long_first_line_is_a_paragraph() -> None:
    assert article(PROSE * 2 + "\n\nMore.").title == "The file name"


def test_title_alone_is_also_the_text() -> None:
    found = article("\n\nRiver floods town\n\n")
    assert found.title == "River floods town"
    assert block_texts(found) == ["River floods town"]


@pytest.mark.parametrize("width", [30, 40, 60, 66, 72, 79, 100])
@pytest.mark.parametrize("indent", ["", "    "])
def test_wrapped_paragraphs_stay_whole(width: int, indent: str) -> None:
    paragraph = textwrap.fill(PROSE * 2, width, initial_indent=indent)
    assert len(block_texts(article(f"Title\n\n{paragraph}\n\n{paragraph}\n"))) == 2


def test_lines_of_an_export_are_paragraphs() -> None:
    lines = [PROSE.strip(), "A short one.", PROSE.strip() + " Really.", "A last one, ended here."]
    assert block_texts(article("\n".join(lines))) == lines
    assert block_texts(article("Title\n\n" + "\n".join(lines))) == lines


def test_sentences_one_a_line_are_parted() -> None:
    lines = ["The river rose.", "It flooded the whole of the town's main street on Tuesday.", "Nobody was hurt."]
    assert block_texts(article("\n".join(lines))) == lines


def test_verse_stays_together() -> None:
    verse = "Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you"
    assert block_texts(article("Verse\n\n" + verse)) == [verse]


def test_list_items_are_blocks() -> None:
    found = article("Shopping\n\nTo buy:\n- milk, from the shop\n  at the corner\n- bread\n2. cheese\n")
    assert block_texts(found) == ["To buy:", "- milk, from the shop\n  at the corner", "- bread", "2. cheese"]


def test_windows_line_ends_and_form_feeds_part_paragraphs() -> None:
    assert block_texts(article("Title\r\n\r\nOne.\r\n\f\r\nTwo."), exact=True) == ["One.", "Two."]


def test_escape_sequences_stay_in_the_text_but_not_in_the_title() -> None:
    found = article("Ti\x1b]0;evil\x07tle \u202egnp\n\nBody \x1b[31mred\x9b0m.")
    assert found.title == "Ti]0;eviltle gnp"
    assert block_texts(found, exact=True) == ["Body \x1b[31mred\x9b0m."]


def test_only_a_mark_and_controls_is_an_empty_file() -> None:
    with pytest.raises(UnreadableFile, match=r"^the file is empty$"):
        article("\x0b\n\f \n")


def test_a_very_long_blank_line_takes_no_time() -> None:
    assert block_texts(article("Title\n\n" + " " * 1_000_000 + "\n\nText.")) == ["Text."]
