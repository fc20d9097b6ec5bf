"""The dialog that says why an answer is what it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from qa.chat.dialogs.why import WhyDialog
from qa.library import Library
from qa.settings import Settings
from tests.chat.helpers import BRIDGE_QUESTION, ask, fake_encoder, plain, prompt, ready, running, wait_for

FOLLOW_UP = "And what about its tolls?"


def told(pilot: Pilot[Any], selector: str) -> str:
    return plain(pilot.app.screen.query_one(selector, Static))


async def open_dialog(pilot: Pilot[Any], question: str = BRIDGE_QUESTION) -> None:
    await ready(pilot)
    await ask(pilot, question)
    await pilot.press("tab", "w")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, WhyDialog) and len(told(pilot, "#reasons")) > 1)


async def test_w_says_what_speaks_for_each_hit(library: Library) -> None:
    async with running(library, (100, 40)) as pilot:
        await open_dialog(pilot)
        first, *_ = told(pilot, "#reasons").split("\n\n")
        title, meaning, words, together = first.splitlines()
        assert title == "1  line 3  The Halden bridge"
        assert meaning.strip().startswith("meaning  passage ━")
        assert words.endswith("says Halden, bridge, opened, traffic")
        assert together.strip() == "together 99% strong"
        assert "Of 3 passages." in told(pilot, "#reasons")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, WhyDialog))
        await pilot.press("escape")
        assert prompt(pilot).has_focus


async def test_an_answer_of_the_conversation_before_is_explained_as_it_was_found(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        turn = await ask(pilot, FOLLOW_UP)
        assert turn.follows == BRIDGE_QUESTION
        await pilot.press("tab", "w")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, WhyDialog) and len(told(pilot, "#reasons")) > 1)
        explained = [row.split("  ")[2] for row in told(pilot, "#reasons").splitlines() if row[:1].isdigit()]
        assert explained == [cited.citation.article.title for cited in turn.cited]


async def test_as_many_hits_are_explained_as_are_shown(library: Library) -> None:
    async with running(library, settings=Settings(limit=2)) as pilot:
        await open_dialog(pilot)
        numbers = [row[0] for row in told(pilot, "#reasons").splitlines() if row[:1].isdigit()]
        assert numbers == ["1", "2"]
        await pilot.press(*"clocks")
        await wait_for(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "would have rank 3 of the 3 that were found" in told(pilot, "#absence"))
        assert "cross-encoder" not in told(pilot, "#reasons")


class LongestFirst:
    """A cross-encoder that likes long passages."""

    is_loaded = True

    def load(self) -> None: ...

    def scores(self, _: str, passages: Sequence[str]) -> list[float]:
        return [float(len(text)) for text in passages]


async def test_that_a_cross_encoder_has_the_last_word_is_said(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.models.find_reranker", lambda _: LongestFirst())
    async with running(Library(corpus, load_encoder=fake_encoder, reranker="longest")) as pilot:
        await open_dialog(pilot)
        assert told(pilot, "#reasons").startswith("As found before the cross-encoder")


async def test_an_article_that_is_missed_is_named_by_a_part_of_its_title(library: Library) -> None:
    (library.corpus / "empty.txt").write_text("")
    async with running(library, (100, 50)) as pilot:
        await open_dialog(pilot)
        await pilot.press(*"EEPING B")
        await wait_for(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await wait_for(pilot, lambda: told(pilot, "#absence").startswith("bees.md: it is there, as "))
        pilot.app.screen.query_one(Input).value = "empty"
        await wait_for(pilot, lambda: pilot.app.screen.query_one(OptionList).display)
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: told(pilot, "#absence") == "empty.txt: it could not be read: the file is empty")
        pilot.app.screen.query_one(Input).value = "nowhere.txt"
        await wait_for(pilot, lambda: not pilot.app.screen.query_one(OptionList).option_count)
        pilot.app.screen.query_one(Input).focus()
        await pilot.press("enter")
        await wait_for(pilot, lambda: told(pilot, "#absence") == "nowhere.txt: there is no such file in the corpus")


async def test_an_article_called_just_so_comes_before_those_with_a_longer_name(library: Library) -> None:
    (library.corpus / "atomic.txt").write_text("Atomic clocks\n\nThey count the swings of atoms.\n")
    async with running(library, (100, 50)) as pilot:
        await open_dialog(pilot)
        await pilot.press(*"clocks")
        await wait_for(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await wait_for(pilot, lambda: told(pilot, "#absence").startswith("clocks.txt: "))


async def test_an_error_is_told_in_the_dialog(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        library.close()
        (library.corpus / ".qa" / "store.sqlite").unlink()
        await pilot.press("tab", "w")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, WhyDialog) and len(told(pilot, "#reasons")) > 1)
        assert "is not indexed yet: run  qa index" in told(pilot, "#reasons") or "qa index" in told(pilot, "#reasons")
