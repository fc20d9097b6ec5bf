"""Tells when a corpus changed, as long as somebody listens."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index.ignoring import FILE_NAME as IGNORE_FILE

if TYPE_CHECKING:
    from watchfiles import Change

_BURST_MS = 300
"""Changes that follow one another are told as one, after at most so long."""
_QUIET_MS = 50
"""A burst is over when nothing changed for so long."""
_ANYWAY_S = 60.0
"""What no system tells of, such as a change made on another machine, is noticed after so long."""
_TICK_MS = 1000


def changes(corpus: Path, index: Path, stop: threading.Event) -> Iterator[None]:
    """Comes round whenever it is time to sync: at once, after each burst of changes, and now and then in any case.

    What changes while a round is being dealt with makes another one. The folder `index` may be in the corpus. Ends
    once `stop` is set; with Ctrl+C it raises KeyboardInterrupt.
    """
    force_polling = None
    while not stop.is_set():
        yield
        try:
            yield from _rounds(corpus, index, stop, force_polling)
        except FileNotFoundError:  # the corpus is away: it may come back
            stop.wait(_TICK_MS / 1000)
        except OSError:
            if force_polling:
                raise
            force_polling = True  # the system has no more watches to give


def _rounds(corpus: Path, index: Path, stop: threading.Event, force_polling: bool | None) -> Iterator[None]:
    """Ends when the corpus is no longer the folder that is watched. Raises OSError."""
    from watchfiles import watch

    folder = corpus.stat().st_ino
    last = -_ANYWAY_S  # for a round right after the watch began, since something may have changed before
    for found in watch(
        corpus.resolve(),
        watch_filter=_matters(corpus.resolve(), index.resolve()),
        debounce=_BURST_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        force_polling=force_polling,
        ignore_permission_denied=True,
    ):
        if corpus.stat().st_ino != folder:
            return
        if found or time.monotonic() - last >= _ANYWAY_S:
            last = time.monotonic()
            yield


def _matters(corpus: Path, index: Path) -> Callable[["Change", str], bool]:
    """Whether a change can matter: none to what is hidden does, nor one to the index itself."""

    def matters(_: "Change", path: str) -> bool:
        changed = Path(path)
        if changed.is_relative_to(index):
            return False
        *folders, name = changed.relative_to(corpus).parts or ("",)
        hidden = any(folder.startswith(".") for folder in folders) or name.startswith(".")
        return not hidden or name == IGNORE_FILE

    return matters
