"""What a check of the doctor found."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How things stand."""

    WELL = "well"
    LOOK = "look"
    """Something that a person may want to look at."""
    ILL = "ill"
    """Something that keeps answers from being as they should be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result."""

    check: str
    state: State
    told: str
    remedy: str = ""
    """What to do, in words or as a command; empty where all is well."""
    examples: tuple[str, ...] = ()
    """The files that it is about, or what of them."""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "state": str(self.state)}


def well(check: str, told: str) -> Finding:
    """Nothing to do."""
    return Finding(check, State.WELL, told)
