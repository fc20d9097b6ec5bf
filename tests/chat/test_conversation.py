"""A question that goes on from the one before, and what is shown of that."""

from typing import Any

from textual.pilot import Pilot

from index.cleaning import UNSAFE
from qa.chat.screen import ChatScreen
from qa.library import Library
from tests.chat.helpers import BRIDGE_QUESTION, ask, chat, ready, running, shown, turns, wait_for

FOLLOW_UP = "And what about its tolls?"
OTHER = "How does a pendulum keep time by gravity?"


def offers_to_ask_alone(pilot: Pilot[Any]) -> bool:
    screen = chat(pilot)
    assert isinstance(screen, ChatScreen)
    return any(active.binding.action == "ask_alone" for active in screen.active_bindings.values())


async def test_question_that_was_read_after_another_says_so(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".follows") == ""
        turn = await ask(pilot, FOLLOW_UP)
        assert shown(pilot, ".follows") == f"Read after: “{BRIDGE_QUESTION}”"
        assert turn.follows == BRIDGE_QUESTION


async def test_question_that_stands_alone_says_nothing(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await ask(pilot, OTHER)
        assert shown(pilot, ".follows") == ""
        assert not offers_to_ask_alone(pilot)


async def test_one_key_asks_again_without_the_conversation(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert not offers_to_ask_alone(pilot)
        await ask(pilot, FOLLOW_UP)
        assert offers_to_ask_alone(pilot)
        await pilot.press("ctrl+r")
        await wait_for(pilot, lambda: len(turns(pilot)) == 3 and not turns(pilot)[-1].is_open)
        alone = turns(pilot)[-1]
        assert (alone.question, alone.follows) == (FOLLOW_UP, None)
        assert not offers_to_ask_alone(pilot)
        await pilot.press("ctrl+r")
        assert len(turns(pilot)) == 3


async def test_nothing_is_asked_alone_before_anything_was_asked(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+r")
        assert turns(pilot) == []


async def test_question_before_is_shown_as_it_is(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        before = "When was the [b]Halden[/c] bridge [@click=app.quit]opened[/]?"
        await ask(pilot, before)
        await ask(pilot, FOLLOW_UP)
        assert shown(pilot, ".follows") == f"Read after: “{before}”"
        assert not UNSAFE.search(shown(pilot, ".follows"))
