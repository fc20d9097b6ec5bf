"""What the chat writes to a real terminal, byte by byte, when all that it shows is hostile."""

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from fcntl import ioctl
from pathlib import Path

import pytest

_MARKUP = "[bold]loud[/] [/x] [@click=app.quit]quit[/] $primary"
_COMMANDS = "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\x1b[2J\x1bPq\x1b\\"
_STEERING = "\u202egnp.\u202c \u2066x\u2069 \u200b\u200e\u2028"
_NAME = "[b]plain[@click=app.quit]\u202e\u200b -rf.txt"
_CHAT = """
import sys
from pathlib import Path
from qa.chat.app import ChatApp
from qa.library import Library
from tests.chat.helpers import fake_encoder
app = ChatApp(Library(Path(sys.argv[1]), load_encoder=fake_encoder))
app.run()
app.leave()
"""
_DEADLINE_S = 30.0
_OSC = re.compile(rb"\x1b\](.*?)(?:\x07|\x1b\\)", re.DOTALL)
_EXPECTED = re.compile(rb"8;(id=[\w.-]+)?;([A-Za-z0-9:/._~!$&'()*+,=?#%@\[\]-]*)|22;[a-z-]+")
"""The only commands to the terminal's system: a hyperlink or its end, and the shape of the pointer."""
_SEQUENCE = re.compile(rb"\x1b\[[0-9;:?<>=$ ]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78c]|\x1b[P_][^\x1b]*\x1b\\")
"""What Textual itself writes: colours, positions, modes and questions to the terminal."""
_UNSEEN = re.compile("[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]")


class Terminal:
    """The chat in a terminal of its own."""

    def __init__(self, corpus: Path) -> None:
        self.written = b""
        self._ours, theirs = pty.openpty()
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self._chat = subprocess.Popen(
            [sys.executable, "-c", _CHAT, str(corpus)],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=Path(__file__).parents[2],
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "VISUAL": "no[/]such\x1b]0;editor"},
        )  # fmt: skip
        os.close(theirs)

    def press(self, keys: str) -> int:
        """Gives how much had been written before."""
        os.write(self._ours, keys.encode())
        return len(self.written)

    def wait_for(self, condition: Callable[[str], object], since: int = 0) -> None:
        """Until it holds for what was written since then, sequences aside."""
        deadline = time.monotonic() + _DEADLINE_S
        while not condition(plain(self.written[since:])):
            assert time.monotonic() < deadline, plain(self.written[since:])[-3000:]
            if select.select([self._ours], [], [], 0.1)[0]:
                self.written += os.read(self._ours, 1 << 16)

    def close(self) -> None:
        self._chat.kill()
        self._chat.wait()
        os.close(self._ours)


def plain(written: bytes) -> str:
    return _SEQUENCE.sub(b"", _OSC.sub(b"", written)).decode("utf-8", "replace")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    corpus = tmp_path / "ar[b]ticles"
    corpus.mkdir()
    text = f"{_MARKUP}\n\nThe moon {_COMMANDS} is made of {_MARKUP} and {_STEERING} rock.\n\nMore {_MARKUP} here.\n"
    (corpus / _NAME).write_text(text, "utf-8")
    (corpus / "bad\x1b]0;name\x07.txt").write_text("not read", "utf-8")
    front = f'---\ntitle: "{_MARKUP}"\nsource: "https://e.org/[/]{_STEERING}"\n---\n\nThe moon has {_MARKUP} craters.\n'
    (corpus / "front.md").write_text(front, "utf-8")
    terminal = Terminal(corpus)
    yield terminal
    terminal.close()


def test_nothing_hostile_reaches_the_terminal(terminal: Terminal) -> None:
    terminal.wait_for(lambda seen: "ready" in seen and "could not be read" in seen)
    since = terminal.press("What is the moon made of, [bold]loud[/] [/x] [@click=app.quit]quit[/] and rock?\r")
    terminal.wait_for(lambda seen: "2 of 2 passages" in seen and "✓" in seen, since)
    since = terminal.press("\t\r")  # the reader
    terminal.wait_for(lambda seen: "as in the file" in seen and "More [bold]loud[/]" in seen, since)
    since = terminal.press("n")
    terminal.wait_for(lambda seen: "2 of 2" in seen and "https://e.org/" in seen, since)
    since = terminal.press("o")  # a notification
    terminal.wait_for(lambda seen: "installed" in seen, since)
    since = terminal.press("w")
    terminal.wait_for(lambda seen: "Why this answer" in seen and "together" in seen, since)
    since = terminal.press("plain")  # a suggestion
    terminal.wait_for(lambda seen: "-rf.txt" in seen, since)
    since = terminal.press("\r")
    terminal.wait_for(lambda seen: "it is there, as" in seen, since)
    since = terminal.press("\x1b")
    terminal.wait_for(lambda seen: "moon" in seen, since)  # what the dialog covered; keys right after Escape are Alt's
    since = terminal.press("\x10")  # the palette
    terminal.wait_for(lambda seen: "Search for commands" in seen, since)

    written = re.sub(rb"\x1b[^A-Za-z]*$", b"", terminal.written)  # which may end within a sequence
    commands = [found[1] for found in _OSC.finditer(written)]
    assert [command for command in commands if not _EXPECTED.fullmatch(command)] == []
    assert any(b"file:///" in command and b"%5B" in command for command in commands), "titles are links"
    seen = plain(written)
    assert "\x1b" not in seen
    assert not _UNSEEN.search(seen), ascii(_UNSEEN.findall(seen))
    assert "[bold]loud[/] [/x] [@click=app.quit]quit[/] $primary" in seen
