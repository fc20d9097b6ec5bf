"""However long a conversation gets, only its end is on the screen."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from qa.chat.widgets.conversation import MOST_SHOWN, Conversation
from qa.chat.widgets.earlier import Earlier
from qa.chat.widgets.turn import Turn
from qa.library import Library
from tests.chat.helpers import BRIDGE, BRIDGE_QUESTION, ask, chat, ready, running, shown, turns, wait_for


async def go_on(pilot: Pilot[Any], asked: Turn, number: int) -> None:
    """As if the question had been asked so many times more."""
    assert asked.exchange
    for at in range(number):
        answer = replace(asked.exchange.answer, question=f"again {at}")
        again = replace(asked.exchange, asked=f"again {at}", answer=answer)
        await chat(pilot).query_one(Conversation).add(Turn.restored(again))


async def test_a_long_conversation_stays_light(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        asked = await ask(pilot, BRIDGE_QUESTION)
        of_one = len(asked.walk_children())
        rest = len(chat(pilot).walk_children()) - of_one
        await go_on(pilot, asked, 3 * MOST_SHOWN)
        await pilot.pause()
        assert len(chat(pilot).walk_children()) <= rest + (of_one + 1) * MOST_SHOWN
        assert turns(pilot)[-1].question == f"again {3 * MOST_SHOWN - 1}"
        await wait_for(
            pilot, lambda: 0 <= turns(pilot)[-1].region.y < chat(pilot).query_one(Conversation).size.height / 2
        )


async def test_earlier_answers_come_back(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.chat.widgets.conversation.MOST_SHOWN", 4)
    async with running(library, (80, 60)) as pilot:
        await ready(pilot)
        asked = await ask(pilot, BRIDGE_QUESTION)
        await go_on(pilot, asked, 6)
        assert shown(pilot, "Earlier") == "▴ 3 earlier answers"
        assert len(chat(pilot).query_one(Conversation).exchanges) == 7
        assert [turn.question for turn in turns(pilot)] == [f"again {at}" for at in range(2, 6)]
        chat(pilot).set_focus(chat(pilot).query_one(Earlier))
        await pilot.press("enter")
        await wait_for(pilot, lambda: shown(pilot, "Earlier") == "▴ 1 earlier answer")
        assert [turn.question for turn in turns(pilot)][:3] == ["again 0", "again 1", "again 2"]
        chat(pilot).query_one(Conversation).scroll_home(animate=False)
        await pilot.pause()
        await pilot.click(Earlier)
        await wait_for(pilot, lambda: turns(pilot)[0].question == BRIDGE_QUESTION)
        assert not chat(pilot).query_one(Earlier).display
        await wait_for(pilot, lambda: turns(pilot)[0].cited[0].verdict)
        assert shown(pilot, ".sentence").splitlines()[0] == BRIDGE
        await pilot.press("ctrl+l")
        assert not turns(pilot)


async def test_what_was_put_away_is_no_history_that_is_lost(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.chat.widgets.conversation.MOST_SHOWN", 4)
    async with running(library) as pilot:
        await ready(pilot)
        asked = await ask(pilot, BRIDGE_QUESTION)
        await go_on(pilot, asked, 4)
        turn = await ask(pilot, "And what about its tolls?")
        assert turn.follows == "again 3"
