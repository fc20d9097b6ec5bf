import codecs

import pytest

from index.errors import UnreadableFile
from index.readers.decoding import decode

GERMAN = "Das Café in Zürich öffnet früh, sagt der Bürgermeister."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_decoded_without_its_mark(encoding: str) -> None:
    assert decode(GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_big_endian_unicode_is_decoded(mark: bytes) -> None:
    encoding = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-32-be"
    assert decode(mark + GERMAN.encode(encoding)).text == GERMAN


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", GERMAN),
        ("cp1252", "“Smart quotes” — and dashes… it\u2019s fine."),
        ("latin-1", "The résumé of the naïve coöperation, he said. " * 30),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy. Vláda oznámila, že v pátek bude svátek."),
        ("cp1251", "Привет, как дела? Сегодня мы идём в кино и потом домой."),
        ("shift_jis", "日本語のテキストです。これは短い文章です。今日は天気がいいですね。"),
        ("utf-16-le", "Plain English without a byte-order mark."),
    ],
)
def test_other_encodings_are_guessed_and_said_to_be(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert any("guess" in note for note in decoded.notes)


def test_declared_encoding_is_believed_unless_the_file_is_utf8() -> None:
    assert decode("£5 Ł".encode("iso-8859-2", "replace"), "iso-8859-2").text == "?5 Ł"
    assert decode(b"\x93quoted\x94", "iso-8859-1").text == "“quoted”"
    assert decode(GERMAN.encode(), "iso-8859-1").text == GERMAN


@pytest.mark.parametrize("declared", ["bogus", "idna", "zlib", "rot13", ""])
def test_strange_declarations_are_ignored(declared: str) -> None:
    assert decode(GERMAN.encode("latin-1"), declared).text == GERMAN


def test_invalid_bytes_cost_only_themselves() -> None:
    decoded = decode("Fünf Bücher".encode() + b"\xff\xfe" + " für dich, ok".encode())
    assert decoded.text.startswith("Fünf Bücher")
    assert decoded.text.endswith(" ok")
    assert "UTF-8" in decoded.notes[0]


def test_line_ends_are_all_alike() -> None:
    assert decode(b"a\r\nb\rc\nd").text == "a\nb\nc\nd"


@pytest.mark.parametrize("data", [bytes(100), bytes(range(1, 9)), b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 9])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^not text"):
        decode(data)


def test_a_stray_null_does_not_cost_the_article() -> None:
    assert decode(b"A sentence as long as sentences are. " * 5 + b"\0").text.endswith("\0")
