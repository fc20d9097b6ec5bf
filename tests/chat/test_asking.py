"""From a question to what is shown of its answer."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.content import Content
from textual.widgets import Static

from index.encoder import Encoder, PassageInput, PassageVectors
from index.model import Model
from index.report import Report
from qa.answer import Answer
from qa.chat.text import MARK
from qa.chat.widgets.citation import CitationView
from qa.chat.widgets.lead import Lead
from qa.chat.widgets.prompt import Prompt
from qa.library import Library
from qa.question import MOST_CHARACTERS
from tests.chat.helpers import (
    BRIDGE,
    BRIDGE_QUESTION,
    ask,
    chat,
    fake_encoder,
    prompt,
    put,
    ready,
    running,
    shown,
    turns,
    wait_for,
)
from tests.fakes import FakeEncoder


async def test_the_answer_begins_with_the_sentence_that_gives_it(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, "Turn Static").startswith(f"❯ {BRIDGE_QUESTION}\n")  # noqa: RUF001
        parts = turn.query_one(Lead).query_children(Static)
        assert shown(pilot, "Lead Static").startswith(f"{BRIDGE}\n")
        assert [sorted(part.classes) for part in parts] == [["sentence"], ["source"], ["passage"]]


async def test_the_sentence_is_marked_within_its_passage(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        passage = turn.query_one("Lead .passage", Static).content
        assert isinstance(passage, Content)
        assert "narrowest point" in passage.plain
        assert [(passage.plain[span.start : span.end], span.style) for span in passage.spans] == [(BRIDGE, MARK)]


async def test_the_source_of_the_answer_is_named(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: shown(pilot, "Lead .source") == "1  The Halden bridge\n   line 3 · strong ✓")


async def test_the_other_citations_are_numbered_lines(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        lines = shown(pilot, "CitationHeader").splitlines()
        assert [line[:5] for line in lines] == ["▸ 2  ", "▸ 3  "]
        assert any("Keeping bees" in line and "2024-03-05" in line for line in lines)


async def test_the_counts_say_how_much_was_looked_at(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        passages = library.counts().passages
        assert shown(pilot, ".found").startswith(f"{passages} of {passages} passages in 3 articles, ")


async def test_nothing_found_is_said_and_the_nearest_are_reachable(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, "Which quarks make up a proton?")
        assert shown(pilot, ".nothing") == "Nothing in your 3 articles answers this."
        assert shown(pilot, ".nearest") == "Nearest passages"
        assert not turn.query(Lead)
        await pilot.press("tab", "space")
        await wait_for(pilot, lambda: turn.query("CitationView .passage"))


async def test_an_empty_question_does_nothing(library: Library) -> None:
    async with running(library) as pilot:
        await put(pilot, "  \t ")
        await pilot.pause()
        assert turns(pilot) == []


async def test_found_by_words_until_the_model_is_loaded(corpus: Path) -> None:
    Library(corpus, load_encoder=fake_encoder).sync()
    may_load = threading.Event()

    def slow_encoder(model: Model) -> Encoder:
        may_load.wait()
        return fake_encoder(model)

    async with running(Library(corpus, load_encoder=slow_encoder)) as pilot:
        try:
            await put(pilot, BRIDGE_QUESTION)
            await wait_for(pilot, lambda: "Found by words; refining once the model is loaded." in shown(pilot, ".note"))
            await wait_for(pilot, lambda: shown(pilot, ".sentence") == BRIDGE)
            assert "strong" not in shown(pilot, ".source")
            assert "loading the model…" in shown(pilot, "StatusBar")
        finally:
            may_load.set()
        await wait_for(pilot, lambda: "strong" in shown(pilot, ".source"))
        assert shown(pilot, ".note") == ""
        assert shown(pilot, ".sentence") == BRIDGE


async def test_nothing_found_by_words_is_not_the_last_word(corpus: Path) -> None:
    Library(corpus, load_encoder=fake_encoder).sync()
    may_load = threading.Event()
    async with running(Library(corpus, load_encoder=lambda model: (may_load.wait(), fake_encoder(model))[1])) as pilot:
        await put(pilot, "Which quarks make protons?")
        await wait_for(pilot, lambda: shown(pilot, ".nothing") == "Nothing was found by words in your 3 articles.")
        may_load.set()
        await wait_for(pilot, lambda: shown(pilot, ".nothing") == "Nothing in your 3 articles answers this.")


async def test_a_model_that_cannot_be_loaded_leaves_what_words_find(corpus: Path) -> None:
    Library(corpus, load_encoder=fake_encoder).sync()

    def no_encoder(_: Model) -> Encoder:
        raise OSError("no space left for [the] model")

    async with running(Library(corpus, load_encoder=no_encoder)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".sentence") == BRIDGE
        assert "the model could not be loaded" in shown(pilot, ".note")
        assert shown(pilot, "Banner") == "The model all-MiniLM-L6-v2 cannot be loaded: no space left for [the] model"


class HeldLibrary(Library):
    """Reads nothing before it is allowed to."""

    def __init__(self, corpus: Path) -> None:
        super().__init__(corpus, load_encoder=fake_encoder)
        self.may_read = threading.Event()

    def sync(self, *args: Any, **options: Any) -> Report:
        self.may_read.wait()
        return super().sync(*args, **options)


async def test_a_question_asked_before_anything_is_read_waits(corpus: Path) -> None:
    library = HeldLibrary(corpus)
    async with running(library) as pilot:
        try:
            await put(pilot, BRIDGE_QUESTION)
            await wait_for(pilot, lambda: shown(pilot, ".note") == "Waiting for the first articles to be read…")
        finally:
            library.may_read.set()
        await wait_for(pilot, lambda: not turns(pilot)[0].is_open)
        assert shown(pilot, ".sentence") == BRIDGE
        assert "strong" in shown(pilot, ".source")


class HeldEncoder(FakeEncoder):
    """Embeds no passage before it is allowed to."""

    def __init__(self) -> None:
        self.may_embed = threading.Event()

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        self.may_embed.wait()
        return super().encode_passages(passages)


async def test_an_answer_gets_better_as_passages_are_embedded(corpus: Path) -> None:
    encoder = HeldEncoder()
    async with running(Library(corpus, load_encoder=lambda _: encoder)) as pilot:
        try:
            await put(pilot, BRIDGE_QUESTION)
            await wait_for(pilot, lambda: "Refining: 3 of 3 passages" in shown(pilot, ".note"))
            await wait_for(pilot, lambda: shown(pilot, ".sentence") == BRIDGE)
            assert not shown(pilot, ".nothing")
        finally:
            encoder.may_embed.set()
        await wait_for(pilot, lambda: not turns(pilot)[0].is_open)
        assert "strong" in shown(pilot, ".source")


async def test_an_error_is_told_in_one_line_and_the_question_kept(library: Library) -> None:
    question = "why " * (MOST_CHARACTERS // 4 + 1)
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, question)
        assert shown(pilot, ".note.error").startswith("The question has 80,003 characters, at most 80,000 ")
        assert "\n" not in shown(pilot, ".note.error")
        assert prompt(pilot).value == question.strip()
        assert prompt(pilot).has_focus
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".sentence") == BRIDGE


class CrashingLibrary(Library):
    """Fails at the first question in a way that nobody thought of."""

    crashed = False

    def ask(self, question: str, *args: Any, **options: Any) -> Answer:
        if not self.crashed:
            self.crashed = True
            raise ZeroDivisionError("[bold]by zero[/]\nin line two")
        return super().ask(question, *args, **options)


async def test_a_crash_is_shown_and_the_next_question_answered(corpus: Path) -> None:
    async with running(CrashingLibrary(corpus, load_encoder=fake_encoder)) as pilot:
        await ready(pilot)
        await ask(pilot, "Who was here?")
        assert shown(pilot, ".note.error") == "Unexpected ZeroDivisionError: [bold]by zero[/] in line two"
        assert prompt(pilot).value == "Who was here?"
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".sentence") == BRIDGE


async def test_a_question_that_came_to_nothing_does_not_replace_the_next_one(corpus: Path) -> None:
    async with running(CrashingLibrary(corpus, load_encoder=fake_encoder)) as pilot:
        await ready(pilot)
        await put(pilot, "Who was here?")
        prompt(pilot).value = "And who"
        await wait_for(pilot, lambda: shown(pilot, ".note.error"))
        assert prompt(pilot).value == "And who"


async def test_escape_gives_up_a_question_that_waits(corpus: Path) -> None:
    library = HeldLibrary(corpus)
    async with running(library) as pilot:
        try:
            await put(pilot, BRIDGE_QUESTION)
            await wait_for(pilot, lambda: turns(pilot) and turns(pilot)[0].is_open)
            await pilot.press("escape")
            await wait_for(pilot, lambda: not turns(pilot)[0].is_open)
            assert shown(pilot, ".note") == "Cancelled."
            assert prompt(pilot).value == BRIDGE_QUESTION
        finally:
            library.may_read.set()


async def test_two_questions_at_once_are_both_answered(corpus: Path) -> None:
    library = HeldLibrary(corpus)
    async with running(library) as pilot:
        await put(pilot, BRIDGE_QUESTION)
        await put(pilot, "When is honey taken?")
        library.may_read.set()
        await wait_for(pilot, lambda: len(turns(pilot)) == 2 and not any(turn.is_open for turn in turns(pilot)))
        assert shown(pilot, ".sentence").splitlines() == [BRIDGE, "Honey is taken in late summer."]


async def test_earlier_questions_are_handed_on_as_history(corpus: Path) -> None:
    histories: list[Sequence[str]] = []

    class Listening(Library):
        def ask(self, question: str, history: Sequence[str] = (), *args: Any, **options: Any) -> Answer:
            histories.append(history)
            return super().ask(question, history, *args, **options)

    async with running(Listening(corpus, load_encoder=fake_encoder)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await ask(pilot, "When is honey taken?")
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: not turns(pilot))
        await ask(pilot, "How do clocks keep time?")
    (alone, following, cleared) = histories
    assert list(alone) == list(cleared) == []
    assert following[0] == BRIDGE_QUESTION
    assert "opened to traffic in May 1931" in following[1]


async def test_clearing_brings_the_welcome_back(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert not shown(pilot, "Welcome")
        await pilot.press("ctrl+l")
        await wait_for(pilot, lambda: not turns(pilot))
        assert "Ask your articles" in shown(pilot, "Welcome")
        assert chat(pilot).query_one(Prompt).has_focus
        assert not chat(pilot).query(CitationView)
