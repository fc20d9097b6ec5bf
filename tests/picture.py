"""Draws the picture of the README: the chat on the sample articles, with the real model. `make picture`"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from qa.chat.widgets.article import ArticleText
from qa.library import Library
from tests.chat.helpers import ask, chat, ready, running, shown, wait_for

_ROOT = Path(__file__).parents[1]
_SIZE = (132, 34)
_QUESTION = "When was the Suez Canal opened?"


async def draw(picture: Path) -> None:
    """Asks a question, opens the reader, and writes what is to be seen, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # what is asked here is nobody's conversation
        library = Library(_ROOT / "corpus", Path(folder))
        library.sync()
        async with running(library, _SIZE) as pilot:
            await ready(pilot)
            turn = await ask(pilot, _QUESTION)
            await wait_for(pilot, lambda: all(cited.verdict for cited in turn.cited))
            await pilot.press("tab", "enter")
            await wait_for(pilot, lambda: "✓" in shown(pilot, "ReaderHead"))
            await wait_for(pilot, lambda: chat(pilot).query_one(ArticleText).has_focus)
            await pilot.pause(0.5)
            picture.write_text(re.sub(r"terminal-\d+", "terminal", pilot.app.export_screenshot()), "utf-8")


if __name__ == "__main__":
    asyncio.run(draw(_ROOT / "picture.svg"))
