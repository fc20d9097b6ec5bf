"""What there is to know about an index without looking at the articles."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from index.records import Counts

if TYPE_CHECKING:
    from qa.library import Library


@dataclass(frozen=True, slots=True)
class Status:
    """An index as it is."""

    corpus: str
    index: str
    counts: Counts
    model: str
    engine: str | None
    """What the model runs on; None where that is not known yet, since it has not been loaded here."""
    sizes_bytes: dict[str, int]
    """On disk, by part."""
    last_run: str | None
    """When the index was last brought up to date: ISO date and time, with the time zone."""
    unreadable: list[tuple[str, str]]
    """(path, reason) of each file that gave no article."""
    notes: list[tuple[str, str]]
    """(path, what there is to know about how it was read) of articles, such as a page that gave no text."""

    def as_json(self) -> dict[str, Any]:
        unreadable = [{"path": path, "reason": reason} for path, reason in self.unreadable]
        notes = [{"path": path, "note": note} for path, note in self.notes]
        fields = asdict(self) | {"unreadable": unreadable, "notes": notes}
        return {**fields.pop("counts"), **fields}


def status_of(library: "Library") -> Status:
    """Raises QaError."""
    from index.engine import engine_of

    return Status(
        corpus=str(library.corpus),
        index=str(library.home.folder.path),
        counts=library.counts(),
        model=library.model.name,
        engine=engine_of(library.model),
        sizes_bytes=library.home.folder.sizes_bytes(),
        last_run=library.last_run(),
        unreadable=library.problems(),
        notes=library.notes(),
    )
