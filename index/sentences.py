"""Where the sentences of a text begin and end."""

import re
from collections.abc import Iterator

import sentencex

Span = tuple[int, int]
"""[start, end) in code points."""
_BETWEEN_THAI = re.compile(r"(?<=[\u0e01-\u0e4e])\s+(?=[\u0e01-\u0e4e])")


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """Spans of the sentences of `text`, without the white space around them; none is empty.

    The rules are those of the library sentencex, which knows abbreviations ("U.S.", "Feb. 28") by language. Thai, which
    ends a sentence by nothing but a space, is split at those between its letters: parts of sentences as well.
    """
    boundaries = sentencex.get_sentence_boundaries(language, text)
    found = [(boundary["start_index"], boundary["end_index"]) for boundary in boundaries]
    if language == "th":
        found = [part for span in found for part in _split(text, *span)]
    spans = (_trimmed(text, start, end) for start, end in found)
    return [(start, end) for start, end in spans if start < end]


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _BETWEEN_THAI.finditer(text, start, end):
        yield start, match.start()
        start = match.start()
    yield start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return start, start + len(sentence.strip())
