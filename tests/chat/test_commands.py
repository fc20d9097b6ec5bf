"""The command palette offers what applies now."""

from typing import Any

from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import OptionList

from qa.chat.widgets.pages import Pages
from qa.library import Library
from tests.chat.helpers import BRIDGE_QUESTION, ask, chat, prompt, ready, running, wait_for


async def offered(pilot: Pilot[Any], *keys: str) -> list[str]:
    """What the palette lists after the keys, by name and help."""
    await pilot.press("ctrl+p", *keys)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    options = pilot.app.screen.query_one(OptionList)
    await wait_for(pilot, lambda: options.option_count and not is_gathering(pilot))
    return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]


def is_gathering(pilot: Pilot[Any]) -> bool:
    """Whether the palette is still looking for what it may list."""
    palette = pilot.app.screen
    return any(worker.node is palette and not worker.is_finished for worker in pilot.app.workers)


async def test_the_palette_offers_what_applies_where_the_person_is(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        at_prompt = "\n".join(await offered(pilot))
        assert "Read new and changed articles (f5)" in at_prompt
        assert "Say why this was found" not in at_prompt
        assert "Quit" in at_prompt
        await pilot.press("escape")
        await pilot.press("tab")
        at_citation = "\n".join(await offered(pilot))
        assert "Say why this was found" in at_citation
        assert "Citation 1" not in at_citation


async def test_a_command_that_is_chosen_is_done_where_the_person_was(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab")
        assert "Read the passage in its article" in (await offered(pilot, *"passage in its"))[0]
        await pilot.press("enter", "enter")
        await wait_for(pilot, lambda: chat(pilot).query_one(Pages).is_reading)


async def test_after_the_palette_the_prompt_has_the_focus_again(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await offered(pilot)
        await pilot.press("escape")
        await wait_for(pilot, lambda: prompt(pilot).has_focus)
