"""F6 puts letters on what can have the focus."""

from typing import Any

from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Label

from qa.chat.dialogs.jump import Jump
from qa.chat.screen import ChatScreen
from qa.library import Library
from tests.chat.helpers import BRIDGE_QUESTION, ask, prompt, ready, running, wait_for


async def letters(pilot: Pilot[Any]) -> list[Label]:
    await pilot.press("f6")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, Jump))
    return list(pilot.app.screen.query(Label))


async def test_a_letter_goes_to_what_it_stands_on(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        shown = await letters(pilot)
        first = next(label for label in shown if label.region.offset == turn.cited[0].region.offset)
        await pilot.press(str(first.content))
        await wait_for(pilot, lambda: turn.cited[0].has_focus)


async def test_any_other_key_stays(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        for key in ("escape", "0"):
            assert await letters(pilot)
            await pilot.press(key)
            await wait_for(pilot, lambda: prompt(pilot).has_focus)


async def test_second_of_two_keys_at_a_time_does_no_harm(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        assert await letters(pilot)
        for key in "ab":
            pilot.app.post_message(Key(key, key))
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))
        await pilot.press("x")
        await wait_for(pilot, lambda: prompt(pilot).value.endswith("x"))
