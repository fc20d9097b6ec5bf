"""Names, as far as they can be told by their looks in languages that write only names with a capital."""

import re

_NAME = re.compile(r"(?<=[\w,;:(] )[A-Z]\w+")
"""A capitalised word within a sentence; the first word has its capital anyway."""


def names(text: str) -> list[str]:
    """The names in a sentence, a word each."""
    return _NAME.findall(text)
