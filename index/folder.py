"""The folder an index lives in, and the lock that keeps it to one writer."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.database import FILE_NAME
from index.errors import IndexBusy, IndexNotWritable
from index.lock import locked

FOLDER_NAME = ".qa"
"""Of the index inside its corpus, where no other place is asked for."""


class IndexFolder:
    """Where the parts of an index are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words = path / "words"
        self.vectors = path / "vectors.faiss"
        self._holder = path / "writer"

    @property
    def holds_index(self) -> bool:
        return (self.path / FILE_NAME).exists()

    def make(self, *, parents: bool) -> None:
        """Makes the folder if need be, and those above it with `parents`. Raises IndexNotWritable."""
        try:
            self.path.mkdir(parents=parents, exist_ok=True)
            # Whoever keeps articles under version control does not want their index there.
            (self.path / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise IndexNotWritable(
                f"the index folder {self.path} cannot be written ({error.strerror}): "
                "put the index elsewhere with --index DIR"
            ) from None

    @contextmanager
    def writing(self, wait_s: float = 0) -> Iterator[None]:
        """Only one process at a time is within; the system frees the lock of a process that died.

        Raises IndexBusy when another one still is after `wait_s` seconds; if that is negative, waits without end.
        """
        # Opened here, since a FileLock brings a folder back that was taken away.
        with (self.path / "lock").open("ab") as lock:
            if not locked(lock.fileno(), wait_s):
                raise IndexBusy(f"the index {self.path} is being written by another qa ({self._who()})")
            self._holder.write_text(f"process {os.getpid()}, since {datetime.now():%H:%M:%S}", encoding="utf-8")
            yield

    def sizes_bytes(self) -> dict[str, int]:
        """How much of the disk each part takes."""
        parts = {"store": self.path.glob(f"{FILE_NAME}*"), "words": self.words.glob("*"), "vectors": [self.vectors]}
        return {part: sum(file.stat().st_size for file in files if file.is_file()) for part, files in parts.items()}

    def clear(self) -> None:
        """Deletes the index, whatever state it is in; the articles are not touched."""
        for file in self.path.glob(f"{FILE_NAME}*"):
            file.unlink()
        self.vectors.unlink(missing_ok=True)
        self.clear_words()

    def clear_words(self) -> None:
        """Deletes the word index, which can be made from the store at any time."""
        shutil.rmtree(self.words, ignore_errors=True)

    def _who(self) -> str:
        try:
            return self._holder.read_text(encoding="utf-8")
        except OSError:
            return "which one is not known"
