"""What a run of the benchmarks found: shown, kept, and held against another."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Figure


@dataclass(frozen=True, slots=True)
class Results:
    """The figures of one run."""

    date: str
    machine: str
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> "Results":
        machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
        return cls(time.strftime("%Y-%m-%d %H:%M"), machine, tuple(figures))

    @classmethod
    def load(cls, file: Path) -> "Results":
        """Raises OSError, ValueError, KeyError."""
        stored: Any = json.loads(file.read_text(encoding="utf-8"))
        return cls(stored["date"], stored["machine"], tuple(Figure(**figure) for figure in stored["figures"]))

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    def show(self) -> None:
        """Prints the table."""
        print(f"\n{self.date}, {self.machine}, all-MiniLM-L6-v2\n")
        for figure in self.figures:
            goal = f"goal {figure.goal}" if figure.goal else ""
            print(f"{figure.name:58} {figure.value:10,.3f} {figure.unit:4} {goal}".rstrip())


def show_comparison(before: Results, after: Results) -> None:
    """Prints what both runs measured, and how the second compares; only ratios say much between two machines."""
    print(f"\nbefore: {before.date}, {before.machine}\nafter:  {after.date}, {after.machine}\n")
    earlier = {figure.name: figure for figure in before.figures}
    for figure in after.figures:
        if figure.name in earlier:
            was = earlier[figure.name].value
            change = f"{figure.value / was:7.2f} of it" if was else ""
            print(f"{figure.name:58} {was:10,.3f} {figure.value:10,.3f} {figure.unit:4} {change}".rstrip())
