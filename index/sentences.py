"""Where the sentences of a text begin and end."""

import sentencex

Span = tuple[int, int]
"""[start, end) in code points."""


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """Spans of the sentences of `text`, without the white space around them; none is empty.

    The rules are those of the library sentencex, which knows abbreviations ("U.S.", "Feb. 28") by language.
    """
    boundaries = sentencex.get_sentence_boundaries(language, text)
    spans = (_trimmed(text, boundary["start_index"], boundary["end_index"]) for boundary in boundaries)
    return [(start, end) for start, end in spans if start < end]


def _trimmed(text: str, start: int, end: int) -> Span:
    sentence = text[start:end]
    start += len(sentence) - len(sentence.lstrip())
    return start, start + len(sentence.strip())
