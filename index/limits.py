"""How much is taken in at most; what exceeds it is told and left out.

There is no limit to the number of files: they are read one by one. Paths may be as long as the system allows.
"""

import os
from dataclasses import dataclass

from index.errors import QaError, UnreadableFile

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file."""

    file_mib: int = 64
    article_chars: int = 5_000_000
    """Code points of text; a very long novel has three million."""

    def check_file(self, size_bytes: int) -> None:
        """Raises UnreadableFile for a file that is too large."""
        if size_bytes > self.file_mib * _MIB:
            size = -(-size_bytes // _MIB)
            raise UnreadableFile(
                f"{size:,} MiB is more than the {self.file_mib:,} MiB that are read: "
                "split the file, or raise QA_MAX_FILE_MIB and touch it"
            )

    def check_text(self, text: str) -> None:
        """Raises UnreadableFile for an article that is too long."""
        if len(text) > self.article_chars:
            raise UnreadableFile(
                f"{len(text):,} characters are more than the {self.article_chars:,} that are read: "
                "split the file, or raise QA_MAX_ARTICLE_CHARS and touch it"
            )


def limits() -> Limits:
    """The usual ones, or those of the environment. Raises QaError."""
    usual = Limits()
    return Limits(_set("QA_MAX_FILE_MIB", usual.file_mib), _set("QA_MAX_ARTICLE_CHARS", usual.article_chars))


def _set(name: str, usual: int) -> int:
    value = os.environ.get(name, "")
    if value and not (value.isascii() and value.isdigit() and int(value)):
        raise QaError(f"{name} is {value!r}: set it to a whole number above 0, or not at all")
    return int(value or usual)
