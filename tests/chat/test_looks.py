"""The main screens as they look, against pictures that somebody has looked at.

After a change that is meant, delete the pictures that it concerns: the next run draws them anew, and fails once.
"""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from qa.library import Library
from tests.chat.helpers import ARTICLES as FEW
from tests.chat.helpers import BRIDGE_QUESTION, ask, fake_encoder, ready, running, shown, wait_for, write_articles

_PICTURES = Path(__file__).with_name("looks")
_BRIDGE = "\n\n".join(
    [
        "---\ntitle: The Halden bridge\nauthor: Ines Halden\ndate: 1998-05-02\n---",
        "For three hundred years a ferry was the only way across. It ran by day, and not at all while the ice moved.",
        "It crosses the river at its narrowest point. The Halden bridge was opened to traffic in May 1931. It is free.",
        "Its two towers are of granite from the hills above the town, cut in the winters of 1928 and 1929.",
        *(f"In its {year}th year the deck was painted again, in grey, by {year} men." for year in range(20, 40)),
    ]
)
_ARTICLES = {
    "bridge.md": _BRIDGE,
    "bees.md": FEW["bees.md"],
    "harbour.txt": "The harbour\n\nNo bridge was opened to harbour traffic before 1950: ships had the right of way.\n",
}


@asynccontextmanager
async def drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, theme: str, size: tuple[int, int]
) -> AsyncIterator[Pilot[Any]]:
    """The chat on three articles; compares it with the picture of that name once all is done."""
    # What takes no time takes always the same; and how the confidence is fitted is none of a picture's business.
    monkeypatch.setattr("qa.answer.confidence", lambda signals, _: signals.coverage)
    monkeypatch.setattr("qa.library.time", SimpleNamespace(perf_counter=lambda: 0.0))
    library = Library(write_articles(tmp_path / "articles", _ARTICLES), load_encoder=fake_encoder)
    async with running(library, size) as pilot:
        pilot.app.theme = theme
        pilot.app.animation_level = "none"
        await ready(pilot)
        yield pilot
        for typed in pilot.app.screen.query(Input):
            typed.cursor_blink = False
        _compare(f"{name}-{theme.removeprefix('textual-')}-{size[0]}x{size[1]}", await _settled(pilot))


async def _settled(pilot: Pilot[Any]) -> str:
    """The screen once it changes no more."""
    before, drawn = "", pilot.app.export_screenshot()
    while drawn != before:
        await pilot.pause()
        before, drawn = drawn, pilot.app.export_screenshot()
    return drawn


def _compare(name: str, drawn: str) -> None:
    drawn = re.sub(r"terminal-\d+", "terminal", drawn)
    picture = _PICTURES / f"{name}.svg"
    if not picture.exists():
        picture.write_text(drawn, "utf-8")
        pytest.fail(f"there was no picture {picture.name}: look at it now")
    if picture.read_text("utf-8") != drawn:
        other = Path(tempfile.gettempdir(), picture.name)
        other.write_text(drawn, "utf-8")
        pytest.fail(f"{picture.name} looks different: compare it with {other}")


async def asked(pilot: Pilot[Any], question: str, *keys: str) -> None:
    turn = await ask(pilot, question)
    await wait_for(pilot, lambda: all(cited.verdict for cited in turn.cited))
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    if len(pilot.app.screen_stack) == 1:
        await wait_for(pilot, lambda: "checking" not in shown(pilot, "ReaderHead"))


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    async with drawn(tmp_path, monkeypatch, "answer", theme, (80, 24)) as pilot:
        await asked(pilot, BRIDGE_QUESTION, "tab", "down")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    async with drawn(tmp_path, monkeypatch, "reading", theme, (140, 40)) as pilot:
        await asked(pilot, BRIDGE_QUESTION, "tab", "enter")


async def test_reading_on_a_small_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with drawn(tmp_path, monkeypatch, "reading", "textual-light", (60, 20)) as pilot:
        await asked(pilot, BRIDGE_QUESTION, "tab", "enter")


async def test_nothing_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with drawn(tmp_path, monkeypatch, "nothing", "textual-light", (80, 24)) as pilot:
        await asked(pilot, "Which quarks make up a proton?")


async def test_welcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with drawn(tmp_path, monkeypatch, "welcome", "textual-dark", (80, 24)):
        pass


async def test_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with drawn(tmp_path, monkeypatch, "why", "textual-dark", (140, 40)) as pilot:
        await asked(pilot, BRIDGE_QUESTION, "tab", "w")
