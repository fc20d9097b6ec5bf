"""Text that is not ours, made fit for the screen.

Articles, titles, paths, questions and error messages are never parsed as markup: they go to the screen as `Content`,
and without the characters that a terminal obeys, whatever was removed when they were read.
"""

import re

from textual.content import Content

from index.cleaning import clean, flat, one_line, refilled
from qa.answer import Citation

MARK = "$foreground on $accent 25%"
"""Style of the sentence that answers, within its passage."""
MUTED = "$foreground 60%"
"""Style of what is there to be looked up, not read."""

_STEERING = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Invisible characters that steer direction or line breaks. Joiners stay: some scripts are spelt with them."""


def safe(text: str) -> str:
    """The text without characters that steer a terminal or the direction of writing. Offsets may change."""
    return unsteered(clean(text))


def unsteered(text: str) -> str:
    """The text without the invisible characters that steer direction or line breaks. Offsets may change."""
    return _STEERING.sub("", text)


def line(text: str) -> str:
    """The text in one line, however long."""
    return flat(unsteered(text))


def label(text: str) -> str:
    """A title or a question in one line, cut where it is very long."""
    return one_line(unsteered(text))


def sentence(citation: Citation) -> Content:
    """The sentence that answers, alone."""
    return Content(line(citation.sentence.text))


def passage(citation: Citation) -> Content:
    """The passage with the sentence that answers marked in it."""
    text = refilled(clean(citation.passage.text))
    start, end = citation.marked
    return Content.assemble(safe(text[:start]), (safe(text[start:end]), MARK), safe(text[end:]))
