"""What came from where: remembered beside the articles, so that it outlives their index."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import QaError
from index.lock import locked
from qa.fetching.saving import unwritable, write_beside

FILE_NAME = ".qa-sources.json"
LOCK_NAME = ".qa-sources.lock"
"""Of a file by itself, as the other is swapped whenever it is written."""
_LOCK_WAIT_S = 30.0


@dataclass(slots=True)
class Saved:
    """A page that was saved."""

    path: str
    """Of its file, relative to the corpus."""
    says: str
    """Hash of what it said."""


@dataclass(slots=True)
class Feed:
    """A feed that is followed."""

    private: bool = False
    """Whether it may be at a private address."""
    etag: str = ""
    modified: str = ""
    done: list[str] = field(default_factory=list)
    """Addresses of the entries that need no further look, as far as the feed still lists them."""


class Sources:
    """The pages and feeds of one corpus."""

    def __init__(self, corpus: Path) -> None:
        """As they are now. Raises QaError if the file that remembers them is damaged."""
        self._file = corpus / FILE_NAME
        self._read()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Within, they are as others left them and nobody else changes them; then they are saved. Raises QaError."""
        with self._lock():
            self._read()
            yield
            self._save()

    def _lock(self) -> BinaryIO:
        """The file that keeps others out until it is closed. Raises QaError."""
        path = self._file.with_name(LOCK_NAME)
        try:
            lock = path.open("ab")
            if locked(lock.fileno(), _LOCK_WAIT_S):
                return lock
        except OSError as error:
            raise unwritable(path, error) from None
        lock.close()
        raise QaError(f"{self._file} is being written by another qa: try again once that has ended")

    def _read(self) -> None:
        try:
            kept: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
            self.pages = {url: Saved(**saved) for url, saved in kept.get("pages", {}).items()}
            self.feeds = {url: Feed(**feed) for url, feed in kept.get("feeds", {}).items()}
            self.written: dict[str, str] = dict(kept.get("written", {}))
            """Hash of each file as it was written, by its path: another tells that a person edited it."""
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise QaError(f"{self._file} cannot be read ({error}): mend or delete it; the articles stay") from None

    def _save(self) -> None:
        pages = {url: asdict(saved) for url, saved in self.pages.items()}
        feeds = {url: asdict(feed) for url, feed in self.feeds.items()}
        kept = {"pages": pages, "feeds": feeds, "written": self.written}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        write_beside(self._file, text.encode("utf-8", "replace"))
