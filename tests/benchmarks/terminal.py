"""A terminal to watch a program in."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from types import TracebackType

from tests.benchmarks.measuring import environment

_ESCAPES = re.compile(rb"\x1b\[[0-9;?:]*[a-zA-Z]|\x1b\][^\x07]*\x07")
_ROWS, _COLUMNS = 24, 80
_PATIENCE_S = 30.0
_LOOK_EVERY_S = 0.005


class Terminal:
    """Runs a command on a pseudo-terminal of its own."""

    def __init__(self, command: list[str]) -> None:
        self._since = time.perf_counter()
        self._written = b""
        self._process, self._screen = pty.fork()
        if self._process == 0:
            os.execvpe(command[0], command, environment())
        fcntl.ioctl(self._screen, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._screen)

    def type(self, text: str) -> None:
        """As if typed; what is waited for next has to be written after it."""
        self._written, self._since = b"", time.perf_counter()
        os.write(self._screen, text.encode())

    def waits_for_s(self, text: str) -> float:
        """Seconds from the start, or from what was typed last, until the text is on the screen. Raises TimeoutError."""
        while text.encode() not in _ESCAPES.sub(b"", self._written):
            if time.perf_counter() - self._since > _PATIENCE_S:
                raise TimeoutError(f"{text!r} did not appear in {_PATIENCE_S:.0f} s")
            if select.select([self._screen], [], [], _LOOK_EVERY_S)[0]:
                self._written += os.read(self._screen, 65536)
        return time.perf_counter() - self._since
