"""How things are measured: the best of several times, since whatever disturbs a machine only makes it slower."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

QA = str(Path(sys.executable).with_name("qa"))
QUESTION = "How many people died in the smog?"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured."""

    name: str
    value: float
    unit: str
    """"x" for a ratio, both sides of which were taken in the same run."""
    goal: str = ""
    """As a comparison, such as "<= 10"."""


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best_s(work: Callable[[], object], times: int = 5) -> float:
    """How long it takes at best."""
    return min(seconds(work) for _ in range(times))


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command of this tree, whatever it says and ends with."""
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment())


def most_resident_mib(command: list[str]) -> float:
    """The most memory that the command held at any time."""
    measure = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True); "
    measure += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(run([sys.executable, "-c", measure, *command]).stdout) / 1024


def environment() -> Mapping[str, str]:
    """That of a person who is offline, with the code of this tree."""
    return os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONPATH": str(_ROOT), "TERM": "xterm-256color"}
