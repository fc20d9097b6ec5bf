"""What a run that brings an index up to date tells, while it goes on and at its end."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    stage: Literal["reading", "embedding"]
    done: int
    """In the stage's unit, as `total`."""
    total: int

    @property
    def unit(self) -> str:
        """What is counted."""
        return "files" if self.stage == "reading" else "passages"


@dataclass(slots=True)
class Report:
    """What a run did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """(old path, new path)"""
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    embedded: int = 0
    """Passages that were embedded; those with vectors from before are not counted."""
    resumed: bool = False
    """Whether passages of an earlier run were still to be embedded."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(path, reason) of the files that gave no article in this run, as far as an earlier one has not told it."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """(path, what of it could not be read) of the articles read in this run."""
    other_kinds: Counter[str] = field(default_factory=Counter)
    """How many files there are in formats that are not read, by suffix."""
    took_s: float = 0.0

    @property
    def did_something(self) -> bool:
        return bool(self.added or self.changed or self.renamed or self.removed or self.embedded or self.problems)


ProgressCallback = Callable[[Progress], None]
