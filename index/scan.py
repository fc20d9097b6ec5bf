"""What changed in a corpus since it was last looked at, as far as can be told from outside."""

import time
from dataclasses import dataclass
from pathlib import Path

from index.files import File, Listing, list_files
from index.records import FileState

_GRACE_S = 0.1
"""Some editors save by taking the file away and putting another in its place: gone is what is gone for so long."""
_CLOCK_STEP_NS = 2_000_000_000
"""Within a step of the coarsest file system's clock, a file may be written twice and look the same from outside."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at the corpus."""

    listing: Listing
    known: dict[str, FileState]
    """The files as they were looked at before, by path."""
    at_ns: int

    @property
    def changed(self) -> list[File]:
        """Those to be read: the new ones, and those that look other than before."""
        return [file for file in self.listing.files.values() if not _looks_same(file, self.known.get(file.path))]

    @property
    def gone(self) -> dict[str, FileState]:
        return {path: state for path, state in self.known.items() if path not in self.listing.files}

    def state(self, file: File) -> FileState:
        """What to remember of a file whose content is read after this look at it."""
        settled = abs(self.at_ns - max(file.mtime_ns, file.ctime_ns)) > _CLOCK_STEP_NS
        return FileState(file.size_bytes, file.mtime_ns if settled else 0, file.ctime_ns, b"")


def scan(corpus: Path, known: dict[str, FileState], *, follow_links: bool = False) -> Scan:
    """Looks at the corpus. Raises CorpusNotFound."""
    at_ns = time.time_ns()
    listing = list_files(corpus, follow_links=follow_links)
    if not known.keys() <= listing.files.keys():
        time.sleep(_GRACE_S)
        at_ns = time.time_ns()
        listing = list_files(corpus, follow_links=follow_links)
    return Scan(listing, known, at_ns)


def _looks_same(file: File, state: FileState | None) -> bool:
    if state is None:
        return False
    return (state.size_bytes, state.mtime_ns, state.ctime_ns) == (file.size_bytes, file.mtime_ns, file.ctime_ns)
