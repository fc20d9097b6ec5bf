"""Calls that block, kept away from the screen and from the way out.

Textual's own thread workers end up in an executor that the event loop, and then the interpreter, wait for: whoever
quits while a model is being loaded would sit in front of a dead terminal for seconds. These threads nobody waits for.
"""

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Background:
    """Runs blocking calls in threads of their own."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    async def run(self, call: Callable[[], _Result]) -> _Result:
        """What the call returns or raises. Cancelled, it goes on unheard: a thread can't be stopped."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[_Result] = loop.create_future()

        def work() -> None:
            settle = _settled_by(call, outcome)
            with suppress(RuntimeError):  # the loop is closed: nobody waits for it any more
                loop.call_soon_threadsafe(settle)

        self.start(work)
        return await outcome

    def wait(self, timeout_s: float) -> bool:
        """Whether all calls have ended, after at most that long."""
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def start(self, work: Callable[[], None]) -> None:
        """Has the call made, without anybody to hear what comes of it."""
        # With its context, so that messages can be posted to the application out of it.
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(work,), daemon=True)
        self._threads = [*(other for other in self._threads if other.is_alive()), thread]
        thread.start()


def _settled_by(call: Callable[[], _Result], outcome: "asyncio.Future[_Result]") -> Callable[[], None]:
    """Makes the call; gives what tells its outcome to the future, unless that was cancelled meanwhile."""
    try:
        result = call()
    except BaseException as error:
        return partial(_unless_done, outcome, outcome.set_exception, _as_exception(error))
    return partial(_unless_done, outcome, outcome.set_result, result)


def _unless_done(outcome: "asyncio.Future[Any]", settle: Callable[[Any], None], value: object) -> None:
    if not outcome.done():
        settle(value)


def _as_exception(error: BaseException) -> Exception:
    """What workers can report: a panic in a library written in Rust comes as a BaseException of its own."""
    return error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
