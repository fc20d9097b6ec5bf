from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.errors import UnreadableFile
from index.readers import read
from tests.readers.checks import block_texts

SOURCE = """---
title: River floods town
author: [Jane Roe, John Doe]
date: 2024-03-05
source: https://example.org/river
site: Daily Sample
---

# River floods town

The **river** `rose
by` four metres &amp; [flooded
the town](
https://example.org 'with a title') twice.
![a *boat*](boat.png) was seen.

## What comes *next*

> Nobody could
> have seen this.

1. First
   goes on

   apart
2. Second

| Year | Level |
|------|-------|
| 2002 | `8.4` |
| 2013 | 9.1 \\| 9.2 |

<!-- a
comment -->
<div>
Loose &lt;text&gt;
</div>

```python

code = 1

more = 2
```
"""
SHOWN_AND_WRITTEN = [
    ("The river rose", "The **river** `rose"),
    ("four metres & flooded", "four metres &amp; [flooded"),
    ("the town", "the town]("),
    ("twice", "'with a title') twice"),
    ("a boat was seen", "![a *boat*]"),
    ("What comes next", "## What comes *next*"),
    ("Nobody could", "> Nobody could"),
    ("have seen", "> have seen"),
    ("First", "1. First"),
    ("goes on", "   goes on"),
    ("apart", "   apart"),
    ("Second", "2. Second"),
    ("Year: 2002", "| 2002"),
    ("Year: 2013", "| 2013"),
    ("Loose <text>", "Loose &lt;"),
    ("code = 1", "code = 1"),
    ("more = 2", "more = 2"),
]


def article(text: str) -> Article:
    return read(text.encode(), PurePath("some-notes.md"))


def test_front_matter_describes_the_article() -> None:
    found = article(SOURCE)
    assert (found.title, found.author, found.published) == ("River floods town", "Jane Roe, John Doe", "2024-03-05")
    assert (found.source_url, found.site) == ("https://example.org/river", "Daily Sample")


def line_of(words: str, text: str) -> int:
    return text[: text.index(words)].count("\n")


@pytest.mark.parametrize(("shown", "written"), SHOWN_AND_WRITTEN)
def test_text_stands_on_the_line_of_the_file(shown: str, written: str) -> None:
    found = article(SOURCE)
    assert found.lined
    assert line_of(shown, found.text) == line_of(written, SOURCE)


def test_blocks_are_plain_text_under_their_headings() -> None:
    found = article(SOURCE)
    assert block_texts(found) == [
        "The river rose\nby four metres & flooded\nthe town\n twice.\na boat was seen.",
        "Nobody could\nhave seen this.",
        "First\ngoes on",
        "apart",
        "Second",
        "Year: 2002 | Level: 8.4",
        "Year: 2013 | Level: 9.1 | 9.2",
        "Loose <text>",
        "code = 1\n\nmore = 2",
    ]
    assert [block.heading for block in found.blocks] == [None, *["What comes next"] * 8]


def test_first_heading_or_file_name_is_the_title_without_front_matter() -> None:
    assert article("Intro.\n\n# The *title*\n\nText.").title == "The title"
    assert article("## Opening\n\nText.\n").title == "Opening"
    assert article("Text only.").title == "Some notes"


def test_broken_front_matter_costs_no_text() -> None:
    found = article("---\ntitle: [unclosed\n: : -\n---\n\n# Title\n\nText.")
    assert (found.title, block_texts(found)) == ("Title", ["Text."])
    assert "YAML" in found.notes[0]
    assert found.text.split("\n")[5] == "Title"


def test_impossible_date_costs_the_date_alone() -> None:
    found = article("---\ntitle: Bees\ndate: 2031-02-30\n---\n\nText.\n")
    assert (found.title, found.published, found.notes) == ("Bees", None, ())


@pytest.mark.parametrize("opening", ["---\n\nNot front matter.", "---\njust text\n---\n\nMore."])
def test_dashes_alone_are_no_front_matter(opening: str) -> None:
    assert len(block_texts(article(opening + "\n\nText."))) > 1


def test_unsafe_yaml_is_not_run() -> None:
    found = article("---\ntitle: !!python/object/apply:os.getcwd []\n---\nText.")
    assert (found.title, bool(found.notes)) == ("Some notes", True)


def test_numbers_dates_and_odd_values_in_front_matter() -> None:
    found = article("---\ntitle: 1984\ndate: March 5, 2024\nby: {a: b}\nurl: javascript:alert(1)\n---\nText.")
    assert (found.title, found.published, found.author, found.source_url) == ("1984", "2024-03-05", None, None)


def test_escape_sequences_are_made_harmless() -> None:
    found = article('---\ntitle: "a\\eb\\u202Ec"\n---\n\nBody \x1b[2J &#27;[2J here.')
    assert found.title == "abc"
    block_texts(found)


def test_headings_alone_are_the_text() -> None:
    assert block_texts(article("# One\n\n## Two\n")) == ["One", "Two"]


def test_comments_alone_are_no_text() -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        article("<!-- nothing -->\n")


@given(st.lists(st.sampled_from([*"#>*_`[]()!|-~<&\\\n\n\n 1.ab", "---\n", "```\n", "<!--", "|a|b|\n|-|-|\n|1|2|\n"])))
def test_any_markup_keeps_lines_and_offsets(pieces: list[str]) -> None:
    source = "".join(pieces)
    try:
        found = article(source)
    except UnreadableFile:
        return
    block_texts(found)
    assert found.text.count("\n") <= source.count("\n")


@pytest.mark.parametrize("unit", ["<!-- ", "<script ", "[", "> ", "*a_ ", "- "])
def test_hostile_repetition_takes_no_time(unit: str) -> None:
    try:
        block_texts(article("Text.\n\n" + unit * 20_000))
    except UnreadableFile:
        pytest.fail("the text got lost")
