"""How long a run will still take."""

import time
from collections.abc import Callable

from index.report import Progress

_WARM_UP_S = 2.0
"""Before that, the first few steps say nothing about the rest."""


class Pace:
    """Follows the progress of a run and tells the time left of the stage that it is in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[Progress, float] | None = None

    def time_left_s(self, progress: Progress) -> float | None:
        """Seconds until the stage is done, at the pace so far; None while it is too early to tell."""
        now = self._clock()
        if self._first is None or not _same_run(self._first[0], progress):
            self._first = (progress, now)
        first, began = self._first
        done, took_s = progress.done - first.done, now - began
        if done <= 0 or took_s < _WARM_UP_S:
            return None
        return (progress.total - progress.done) * took_s / done


def _same_run(first: Progress, later: Progress) -> bool:
    return (first.stage, first.total) == (later.stage, later.total) and later.done >= first.done
