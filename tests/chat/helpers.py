"""What the tests of the chat have in common."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from index.encoder import Encoder
from index.model import Model
from qa.chat.app import ChatApp
from qa.chat.screen import ChatScreen
from qa.chat.widgets.prompt import Prompt
from qa.chat.widgets.status import StatusBar
from qa.chat.widgets.turn import Turn
from qa.library import Library
from qa.settings import DEFAULTS, Settings
from tests.fakes import FakeEncoder

_DEADLINE_S = 20.0

BRIDGE = "The Halden bridge was opened to traffic in May 1931."
BRIDGE_QUESTION = "When was the Halden bridge opened to traffic?"
ARTICLES = {
    "bridge.txt": f"The Halden bridge\n\nIt crosses the river at its narrowest point. {BRIDGE} Tolls soon ended.\n",
    "bees.md": (
        "---\ntitle: Keeping bees\ndate: 2024-03-05\n---\n\n"
        "A hive needs sun in the morning. Bees fly out once it is warm enough.\n\n"
        "Honey is taken in late summer. Leave enough of it for the winter.\n"
    ),
    "clocks.txt": "Clocks\n\nA pendulum keeps time by gravity. Longer ones swing more slowly.\n",
}


def write_articles(folder: Path, articles: dict[str, str] = ARTICLES) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in articles.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fake_encoder(_: Model) -> Encoder:
    return FakeEncoder()


@asynccontextmanager
async def running(
    library: Library, size: tuple[int, int] = (80, 24), settings: Settings = DEFAULTS
) -> AsyncIterator[Pilot[Any]]:
    """The chat on a screen that nobody sees."""
    app = ChatApp(library, settings)
    try:
        async with app.run_test(size=size) as pilot:
            yield pilot
        assert app.leave(), "something still runs in the background"
    finally:
        library.close()


async def wait_for(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Lets the application run until the condition holds; fails when it never does."""
    deadline = time.monotonic() + _DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, f"never came true; the screen shows:\n{_everything(pilot)}"
        await pilot.pause(0.01)


def chat(pilot: Pilot[Any]) -> ChatScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    return screen


def prompt(pilot: Pilot[Any]) -> Prompt:
    return chat(pilot).query_one(Prompt)


def turns(pilot: Pilot[Any]) -> list[Turn]:
    return list(chat(pilot).query(Turn))


def plain(widget: Widget) -> str:
    """What the widget shows, without styles."""
    content = widget.render()
    assert isinstance(content, Content)
    return content.plain


def shown(pilot: Pilot[Any], selector: str = "Static") -> str:
    """What all displayed widgets of the kind show, scrolled into sight or not."""
    found = [widget for widget in chat(pilot).query(selector).results(Static) if widget.display]
    return "\n".join(plain(widget) for widget in found)


def _everything(pilot: Pilot[Any]) -> str:
    return "\n".join(plain(widget) for widget in pilot.app.screen.query(Static) if widget.display)


def is_ready(pilot: Pilot[Any]) -> bool:
    """Whether the index is up to date and the model loaded."""
    status = chat(pilot).query_one(StatusBar)
    return not status.syncing and not status.model_is_loading


async def ready(pilot: Pilot[Any]) -> None:
    await wait_for(pilot, lambda: is_ready(pilot))


async def put(pilot: Pilot[Any], question: str) -> None:
    """Types the question and sends it off."""
    prompt(pilot).value = question
    await pilot.press("enter")


async def ask(pilot: Pilot[Any], question: str) -> Turn:
    """Asks, and waits for the last word on it."""
    before = len(turns(pilot))
    await put(pilot, question)
    await wait_for(pilot, lambda: len(turns(pilot)) > before and not turns(pilot)[-1].is_open)
    await pilot.pause()
    return turns(pilot)[-1]
