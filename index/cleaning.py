"""Untrusted text made safe to keep and to show.

Terminals obey control characters, and bidirectional overrides make text read other than it is stored. Line and
paragraph separators count as line ends for some programs, and lone surrogates can't be encoded: they go as well.
"""

import re
from pathlib import PurePath

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that no terminal and no encoder should see."""
_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")  # soft hyphen, zero-width space and the byte-order mark as a character
_HARD_WRAP = re.compile(r"(?<=[^\n])\n(?!\n|\s|[-*•–>|#]|\d+[.)]\s|[^\n]* \| )")  # noqa: RUF001
"""A line end within a paragraph; those in front of a list item, a quotation, a table row or a heading are meant."""
_LABEL_CHARS = 300
_ADDRESS_CHARS = 2_083
"""More than that terminals take for no link, and many servers for no address."""


def clean(text: str) -> str:
    """The text with each unsafe character replaced by a space, so that every offset stays true."""
    return UNSAFE.sub(" ", text)


def refilled(text: str) -> str:
    """The text with a space for each line end that only the width of its file calls for: every offset stays true."""
    return _HARD_WRAP.sub(" ", text)


def without_invisible(text: str) -> str:
    """Text without the characters that only steer line breaking and keep a word from being found. Offsets change."""
    return _INVISIBLE.sub("", text)


def flat(text: str) -> str:
    """The text on one line, however long: unsafe characters removed, white space collapsed."""
    spaced = " ".join(text.split())  # first, because some line ends are unsafe characters too
    return " ".join(UNSAFE.sub("", without_invisible(spaced)).split())


def one_line(text: str) -> str:
    """A title, name or other label: `flat`, at most 300 characters."""
    label = flat(text)
    return label if len(label) <= _LABEL_CHARS else label[: _LABEL_CHARS - 1].rstrip() + "…"


def web_address(text: str | None) -> str | None:
    """The address if it is one of the web, the only ones that are safe to hand to a browser, and not too long."""
    address = flat(text or "")
    is_web = address.lower().startswith(("http://", "https://"))
    return address if is_web and len(address) <= _ADDRESS_CHARS else None


def stem_title(path: PurePath) -> str:
    """A title made of the file's name: "river-floods_town.txt" gives "River floods town"."""
    words = one_line(re.sub(r"[-_\s]+", " ", path.stem)) or one_line(path.name) or "Untitled"
    return words[0].upper() + words[1:]
