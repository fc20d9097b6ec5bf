from pathlib import PurePath

import pytest

from index.cleaning import clean, one_line, stem_title, web_address
from index.readers.dates import iso_date


def test_clean_keeps_the_length_and_ordinary_white_space() -> None:
    assert clean("a\x00b\x1b[0m\tc\n\x85\u202e\ud800é") == "a b [0m\tc\n   é"


def test_labels_are_one_short_line() -> None:
    assert one_line(" A\x1b[1m\n title\u2028of\u00ad it \ud800") == "A[1m title of it"
    assert len(one_line("word " * 500)) <= 300


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("trump-zelenskiy-pledge.txt", "Trump zelenskiy pledge"),
        ("a_b  c.md", "A b c"),
        ("---.txt", "---.txt"),
        ("\udcff\x1b.txt", ".txt"),
        ("README", "README"),
    ],
)
def test_file_names_become_titles(name: str, title: str) -> None:
    assert stem_title(PurePath(name)) == title


def test_addresses_are_never_cut() -> None:
    address = "https://example.org/" + "a" * 1000
    assert web_address(f" {address}\n") == address
    assert web_address(address * 3) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "", None, "example.org"])
def test_only_web_addresses_are_kept(address: str | None) -> None:
    assert web_address(address) is None
    assert web_address(" https://example.org/a ") == "https://example.org/a"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-05T10:00:00Z", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        (2024, "2024"),
        ("D:20240305101112+01'00'", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("5 Mar 2024", "2024-03-05"),
        ("05.03.2024", "2024-03-05"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05"),
        ("2024-02-30", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        ([1], None),
    ],
)
def test_dates_become_iso_dates(value: object, expected: str | None) -> None:
    assert iso_date(value) == expected
