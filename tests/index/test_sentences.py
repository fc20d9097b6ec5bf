import pytest

from index.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Jones left the U.S. on Feb. 28.", "He came back."],
        ["It rose by 3.5 percent.", "Why?", "Nobody knows!"],
        ["One sentence without an end"],
    ],
)
def test_sentences_end_where_a_reader_says(expected: list[str]) -> None:
    assert sentences("  " + " ".join(expected) + "\n") == expected


@pytest.mark.parametrize("text", ["", " \n\t ", "\u2003"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert sentence_spans(text) == []


def test_spans_count_code_points() -> None:
    text = "👩‍👩‍👧‍👦 smiled. 𝄞 is a clef."
    assert sentences(text) == ["👩‍👩‍👧‍👦 smiled.", "𝄞 is a clef."]
