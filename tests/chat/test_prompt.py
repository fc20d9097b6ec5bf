"""The prompt: there from the first paint, and it forgets nothing."""

from textual import events

from qa.library import Library
from tests.chat.helpers import BRIDGE_QUESTION, ask, chat, prompt, ready, running, turns, wait_for


async def test_the_prompt_has_the_focus_at_once(library: Library) -> None:
    async with running(library) as pilot:
        assert prompt(pilot).has_focus
        await pilot.press("W", "h", "o", "?")
        assert prompt(pilot).value == "Who?"


async def test_arrows_walk_through_earlier_questions_and_back_to_the_draft(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        for question in ("first one", "second one", "second one"):
            await ask(pilot, question)
        prompt(pilot).value = "a draft"
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            seen.append(prompt(pilot).value)
        assert seen == ["second one", "first one", "first one", "second one", "a draft", "a draft"]
        assert prompt(pilot).cursor_position == len("a draft")


async def test_what_is_typed_at_a_citation_goes_on_with_the_question(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await pilot.press(*"Draft:", "space", "tab")
        assert turn.cited[0].has_focus
        await pilot.press("space")
        assert turn.cited[0].has_focus, "a space is no question"
        for letter in "How w":  # at once, so that all are on their way to the citation
            pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
        await wait_for(pilot, lambda: len(prompt(pilot).value) == len("Draft: How w"))
        await pilot.press(*"yse")
        assert prompt(pilot).has_focus
        assert prompt(pilot).value == "Draft: How wyse"
        assert not pilot.app._notifications


async def test_keys_of_a_citation_stay_its_own(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "2", "j", "plus")
        assert turn.cited[2].has_focus
        await wait_for(pilot, lambda: turn.cited[2].marked)
        assert prompt(pilot).value == ""


async def test_a_paste_of_several_lines_is_one_question(library: Library) -> None:
    async with running(library) as pilot:
        prompt(pilot).post_message(events.Paste("When was\r\nthe bridge\x1b[31m\nopened?"))
        await pilot.pause()
        assert prompt(pilot).value == "When was the bridge[31m opened?"


async def test_no_control_character_gets_into_the_prompt(library: Library) -> None:
    async with running(library) as pilot:
        prompt(pilot).value = "a\x1b]0;title\x07b\u202ec"
        assert prompt(pilot).value == "a ]0;title b c"


async def test_what_was_made_of_an_earlier_question_is_not_lost(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, "first one")
        await ask(pilot, "second one")
        await pilot.press("up", "x", "up", "down", "down")
        assert prompt(pilot).value == "second onex"


async def test_what_was_typed_before_the_prompt_was_there_is_asked(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        chat(pilot).set_focus(None)
        for key in BRIDGE_QUESTION:
            await pilot.press("space" if key == " " else key)
        await pilot.press("ctrl+j")  # which Enter is, until the terminal is told otherwise
        await wait_for(pilot, lambda: [turn.question for turn in turns(pilot)] == [BRIDGE_QUESTION])
