"""Filters in what is asked: shown, taken away, and told where they make no sense."""

from textual.widgets import Static

from qa.chat.widgets.chips import Chip
from qa.chat.widgets.hint import Hint
from qa.library import Library
from tests.chat.helpers import ask, chat, plain, prompt, put, ready, running, shown, turns, wait_for

QUESTION = "When is honey taken?"


async def test_question_is_narrowed_down_and_says_so(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, f"{QUESTION} after:2024-03 -frost")
        assert turn.question == QUESTION
        assert [plain(chip) for chip in turn.query(Chip)] == ["after 2024-03 ✕", "without frost ✕"]
        assert {cited.citation.article.path for cited in turn.cited} == {"bees.md"}
        assert "2 articles without a date left out" in shown(pilot, ".found")


async def test_filter_is_taken_away_by_a_key_or_a_click(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, f"{QUESTION} after:2024 -nothing")
        turn.query(Chip).last().focus()
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(turns(pilot)) == 2 and not turns(pilot)[-1].is_open)
        assert turns(pilot)[-1].asked == f"{QUESTION} after:2024"
        await pilot.click(turns(pilot)[-1].query_one(Chip))
        await wait_for(pilot, lambda: len(turns(pilot)) == 3 and not turns(pilot)[-1].is_open)
        assert not turns(pilot)[-1].query(Chip)
        assert turns(pilot)[-1].asked == QUESTION


async def test_filter_that_makes_no_sense_is_told_beside_the_question(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await put(pilot, "honey after:soon")
        hint = chat(pilot).query_one(Hint)
        await wait_for(pilot, lambda: hint.display)
        assert plain(hint) == "After:soon is no date: write a year, 2025-01 or 2025-01-31"
        assert prompt(pilot).value == "honey after:soon"
        assert turns(pilot) == []
        await pilot.press("backspace", "backspace", "backspace", "backspace", "2", "0", "2", "4")
        await wait_for(pilot, lambda: plain(hint) == "after 2024")
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(turns(pilot)) == 1 and not hint.display)


async def test_next_question_is_not_narrowed_down(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, "What does a hive need? after:2024")
        turn = await ask(pilot, "And what keeps time?")
        assert not turn.query(Chip)
        assert len({cited.citation.article.path for cited in turn.cited}) == 3


async def test_filters_are_no_markup(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, f'{QUESTION} title:"[b]x[/] [@click=app.quit]y[/]"')
        assert plain(turn.query_one(Chip)) == "title [b]x[/] [@click=app.quit]y[/] ✕"
        assert "No passage meets these conditions." in [plain(each) for each in turn.query(Static).results(Static)]
