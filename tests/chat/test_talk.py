"""What becomes of a conversation: kept, resumed, exported, copied, marked, asked again of new articles."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyperclip
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from qa.answer import Answer
from qa.chat.dialogs.picker import Picker
from qa.chat.widgets.banner import Banner
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.news import News
from qa.chat.widgets.status import StatusBar
from qa.chat.widgets.turn import Turn
from qa.evaluation.dataset import load_dataset
from qa.evaluation.marks import write_marks
from qa.journal.journal import Journal, journal_of
from qa.journal.records import Exchange, Mark
from qa.library import Library
from qa.settings import Settings
from tests.chat.helpers import (
    BRIDGE,
    BRIDGE_QUESTION,
    ask,
    chat,
    plain,
    prompt,
    put,
    ready,
    running,
    shown,
    turns,
    wait_for,
)
from tests.fakes import FakeEncoder
from tests.journal.makers import AT, answer, citation

HONEY_QUESTION = "When is honey taken?"


@pytest.fixture
def journal(corpus: Path) -> Journal:
    return journal_of(corpus)


@pytest.fixture
def again(corpus: Path) -> Iterator[Library]:
    """The same articles in a later session."""
    library = Library(corpus, load_encoder=lambda _: FakeEncoder())
    yield library
    library.close()


@pytest.fixture(autouse=True)
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put on the system's clipboard, which stays as it is."""
    texts: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", texts.append)
    return texts


def offered(pilot: Pilot[Any], footer_only: bool = False) -> set[str]:
    active = pilot.app.screen.active_bindings.values()
    return {str(each.binding.id) for each in active if each.enabled and (each.binding.show or not footer_only)}


async def focus_first(pilot: Pilot[Any], turn: Turn) -> Cited:
    turn.cited[0].focus()
    await wait_for(pilot, lambda: turn.cited[0].has_focus)
    return turn.cited[0]


async def picker(pilot: Pilot[Any], key: str) -> OptionList:
    await pilot.press(key)
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker) and pilot.app.screen.query(OptionList))
    return pilot.app.screen.query_one(OptionList)


def _notices(pilot: Pilot[Any]) -> str:
    return "\n".join(notification.message for notification in pilot.app._notifications)


def entries(options: OptionList) -> list[str]:
    return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]


# Keeping


def kept(journal: Journal) -> list[Answer]:
    """The answers of the latest conversation."""
    return [each.answer for record in journal.conversations()[:1] for each in journal.exchanges(record.id)]


async def test_conversation_is_kept_and_resumed_later(library: Library, again: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        before = await ask(pilot, BRIDGE_QUESTION)
        await ask(pilot, f"{HONEY_QUESTION} after:2024")
        await wait_for(pilot, lambda: len(journal.questions()) == 2)
    async with running(again) as pilot:
        await ready(pilot)
        options = await picker(pilot, "f2")
        assert len(entries(options)) == 1
        assert entries(options)[0].startswith(BRIDGE_QUESTION)
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(turns(pilot)) == 2 and turns(pilot)[-1].answer)
        first, second = turns(pilot)
        assert first.answer is not None
        assert before.answer is not None
        assert first.answer.citations == before.answer.citations
        assert second.asked == f"{HONEY_QUESTION} after:2024"
        await ask(pilot, "And what about its tolls?")
        await wait_for(pilot, lambda: len(journal.questions()) == 3)
        assert [each.questions[-1] for each in journal.conversations()] == ["And what about its tolls?"]


async def test_new_conversation_is_another_one(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: len(journal.questions()) == 1)
        await pilot.press("ctrl+n")
        await wait_for(pilot, lambda: not turns(pilot))
        await ask(pilot, HONEY_QUESTION)
        await wait_for(pilot, lambda: len(journal.conversations()) == 2)


async def test_conversations_are_searched_and_forgotten(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("ctrl+n")
        await ask(pilot, HONEY_QUESTION)
        await ask(pilot, "How does a pendulum keep time?")
        await wait_for(pilot, lambda: len(journal.questions()) == 3)
        options = await picker(pilot, "f2")
        assert len(entries(options)) == 2
        pilot.app.screen.query_one(Input).value = "PENDULUM honey"
        await wait_for(pilot, lambda: len(entries(options)) == 1)
        assert entries(options)[0].startswith(HONEY_QUESTION)
        await pilot.press("ctrl+d")
        await wait_for(pilot, lambda: len(journal.conversations()) == 1)
        assert not options.display
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(pilot.app.screen, Picker))
        await ask(pilot, "And this?")
        await wait_for(pilot, lambda: len(journal.conversations()) == 2)


async def test_nothing_is_written_where_nothing_was_asked(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        options = await picker(pilot, "f2")
        assert not options.display
        assert "No conversation has been kept yet" in plain(pilot.app.screen.query_one("#nothing"))
    assert not journal._database.path.exists()


async def test_the_better_answer_is_kept_however_quickly_it_came(
    corpus: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load, may_go_on, waits, marks = threading.Event(), threading.Event(), threading.Event(), Journal.marks

    def slow_at_first(self: Journal) -> list[Mark]:
        if not waits.is_set():
            waits.set()
            may_go_on.wait()
        return marks(self)

    monkeypatch.setattr(Journal, "marks", slow_at_first)
    async with running(Library(corpus, load_encoder=lambda _: (may_load.wait(), FakeEncoder())[1])) as pilot:
        await put(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, waits.is_set)
        may_load.set()
        await wait_for(pilot, lambda: [answer.words_only for answer in kept(journal)] == [False])
        may_go_on.set()
        await wait_for(pilot, lambda: not any(worker.group == "diary" for worker in pilot.app.workers))
        assert [answer.words_only for answer in kept(journal)] == [False]


async def test_conversations_are_not_kept_if_they_shall_not(library: Library, journal: Journal) -> None:
    async with running(library, settings=Settings(keep_conversations=False)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
    assert not journal._database.path.exists()


async def test_earlier_questions_come_back_in_the_prompt(library: Library, journal: Journal) -> None:
    journal.add(journal.begin(), "earlier -word", answer(), AT)
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("up", "up")
        assert prompt(pilot).value == "earlier -word"
        await pilot.press("down", "down")
        assert prompt(pilot).value == ""


async def test_journal_that_cannot_be_read_is_told_and_set_aside(library: Library, journal: Journal) -> None:
    path = journal._database.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"no journal" * 1000)
    async with running(library) as pilot:
        await ready(pilot)
        await wait_for(pilot, lambda: "could not be read" in _notices(pilot))
        await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: journal.questions() == [BRIDGE_QUESTION])


async def test_journal_that_cannot_be_written_is_told_and_the_answer_stays(library: Library, journal: Journal) -> None:
    path = journal._database.path
    path.parent.parent.mkdir(parents=True, exist_ok=True)
    async with running(library) as pilot:
        await ready(pilot)
        path.mkdir(parents=True, exist_ok=True)  # in the way of the file
        turn = await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: "can't be kept" in _notices(pilot))
        assert turn.cited
    path.rmdir()


# Out of the chat


async def test_conversation_is_exported_where_the_person_is(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    async with running(library) as pilot:
        await ready(pilot)
        assert "talk.export" not in offered(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await focus_first(pilot, turn)
        assert "talk.export" in offered(pilot)
        await pilot.press("e", "E")
        await wait_for(pilot, lambda: len(list((tmp_path / "here").iterdir())) == 2)
        await wait_for(pilot, lambda: "Written to" in _notices(pilot))
    markdown, as_json = (next((tmp_path / "here").glob(f"*.{kind}")) for kind in ("md", "json"))
    assert f"**{BRIDGE}**" in markdown.read_text(encoding="utf-8")
    assert json.loads(as_json.read_text(encoding="utf-8"))[0]["question"] == BRIDGE_QUESTION
    assert str(markdown.parent) in _notices(pilot)


async def test_citation_and_answer_are_copied(library: Library, copied: list[str]) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        assert not {"talk.copy", "talk.copy_answer"} & offered(pilot)
        await focus_first(pilot, turn)
        assert {"talk.copy", "talk.copy_answer"} <= offered(pilot)
        await pilot.press("y")
        assert pilot.app.clipboard == f"“{BRIDGE}” — The Halden bridge, bridge.txt:3"
        await pilot.press("Y")
        assert pilot.app.clipboard.startswith(f"## {BRIDGE_QUESTION}\n")
        await wait_for(pilot, lambda: len(copied) == 2)
        assert copied[1] == pilot.app.clipboard


async def test_system_without_a_clipboard_is_no_error(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(text: str) -> None:
        raise pyperclip.PyperclipException("no clipboard")

    monkeypatch.setattr(pyperclip, "copy", copy)
    async with running(library) as pilot:
        await ready(pilot)
        await focus_first(pilot, await ask(pilot, BRIDGE_QUESTION))
        await pilot.press("y")
        await wait_for(pilot, lambda: "copied" in _notices(pilot))
        assert "error" not in {notification.severity for notification in pilot.app._notifications}


async def test_letters_that_are_keys_elsewhere_are_typed_in_the_prompt(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("y", "Y", "e", "E", "s", "plus", "minus")
        assert prompt(pilot).value == "yYeEs+-"


# Marks


async def test_marks_become_a_question_set(library: Library, journal: Journal, tmp_path: Path) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        right = await focus_first(pilot, turn)
        await pilot.press("plus")
        await wait_for(pilot, lambda: right.marked is True)
        turn.cited[1].focus()
        await pilot.press("minus")
        await wait_for(pilot, lambda: turn.cited[1].marked is False)
        await pilot.press("escape")
        follow_up = await ask(pilot, "And what about its tolls?")
        await focus_first(pilot, follow_up)
        await pilot.press("plus")
        await wait_for(pilot, lambda: len(journal.marks()) == 3)
        await pilot.press("escape")
        unanswered = await ask(pilot, "How does a pendulum keep time by gravity?")
        await focus_first(pilot, unanswered)
        await pilot.press("minus")
        await wait_for(pilot, lambda: len(journal.marks()) == 4)
        write_marks(journal.marks(), library.passages_by_article(), tmp_path / "set")
    bridge, tolls, clocks = load_dataset(tmp_path / "set").questions
    assert (bridge.text, bridge.answers, bridge.history, bridge.answerable) == (BRIDGE_QUESTION, (BRIDGE,), (), True)
    assert tolls.history[0] == BRIDGE_QUESTION
    assert (clocks.answerable, clocks.gold) == (False, ())


async def test_same_mark_again_takes_it_away_and_marks_are_seen_again(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        cited = await focus_first(pilot, await ask(pilot, BRIDGE_QUESTION))
        await pilot.press("plus")
        await wait_for(pilot, lambda: cited.marked is True)
        assert "strong ✓ +" in shown(pilot, ".source")
        await pilot.press("ctrl+n")
        cited = await focus_first(pilot, await ask(pilot, BRIDGE_QUESTION))
        await wait_for(pilot, lambda: cited.marked is True)
        await pilot.press("minus")
        await wait_for(pilot, lambda: cited.marked is False)
        await pilot.press("minus")
        await wait_for(pilot, lambda: cited.marked is None)
        assert journal.marks() == []


# New articles and saved questions


async def test_new_articles_are_taken_in_while_the_chat_is_open(library: Library, corpus: Path) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        (corpus / "new.txt").write_text("Ferries\n\nThe ferry to Orla runs at noon.\n", encoding="utf-8")
        status = chat(pilot).query_one(StatusBar)
        await wait_for(pilot, lambda: "1 new article, searchable now" in plain(status))
        turn = await ask(pilot, "When does the ferry to Orla run?")
        assert turn.cited[0].citation.article.path == "new.txt"


async def test_articles_that_are_away_for_a_while_come_back(library: Library, corpus: Path) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        corpus.rename(corpus.with_name("away"))
        (corpus.with_name("away") / "new.txt").write_text(
            "Ferries\n\nThe ferry to Orla runs at noon.\n", encoding="utf-8"
        )
        corpus.with_name("away").rename(corpus)
        await wait_for(pilot, lambda: "searchable now" in plain(chat(pilot).query_one(StatusBar)))
        assert not chat(pilot).query_one(Banner).display


async def test_saved_question_is_answered_by_a_new_article(library: Library, corpus: Path, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        for question in ("When does the ferry to Orla run?", HONEY_QUESTION):
            await focus_first(pilot, await ask(pilot, question))
            await pilot.press("s", "escape")
        await wait_for(pilot, lambda: len(journal.saved()) == 2)
        news = chat(pilot).query_one(News)
        assert not news.display
        (corpus / "new.txt").write_text("Ferries\n\nThe ferry to Orla runs at noon.\n", encoding="utf-8")
        await wait_for(pilot, lambda: news.display)
        assert plain(news) == "★ New articles answer 1 saved question: When does the ferry to Orla run?"
        assert "talk.news" in offered(pilot, footer_only=True)
        await pilot.press("f4")
        await wait_for(pilot, lambda: len(turns(pilot)) == 3 and turns(pilot)[-1].cited)
        assert [cited.citation.article.path for cited in turns(pilot)[-1].cited] == ["new.txt"]
        assert not news.display
        assert "talk.news" not in offered(pilot)
        assert len({saved.generation for saved in journal.saved()}) == 1


async def test_question_that_is_answered_again_is_told_once(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        news = chat(pilot).query_one(News)
        older, newer = answer(citation()), answer(citation(), took_s=0.5)
        news.add([Exchange(HONEY_QUESTION, older, AT), Exchange(BRIDGE_QUESTION, older, AT)])
        news.add([Exchange(HONEY_QUESTION, newer, AT)])
        assert plain(news) == f"★ New articles answer 2 saved questions: {HONEY_QUESTION}; {BRIDGE_QUESTION}"
        await pilot.press("f4")
        await wait_for(pilot, lambda: len(turns(pilot)) == 2)
        assert [turn.answer for turn in turns(pilot)] == [newer, older]


async def test_articles_that_came_meanwhile_are_asked_when_the_chat_opens(
    library: Library, again: Library, corpus: Path, journal: Journal
) -> None:
    library.sync()
    journal.save("When does the ferry to Orla run?", library.counts().generation)
    library.close()
    (corpus / "new.txt").write_text("Ferries\n\nThe ferry to Orla runs at noon.\n", encoding="utf-8")
    async with running(again) as pilot:
        await wait_for(pilot, lambda: chat(pilot).query_one(News).display)


@pytest.mark.usefixtures("unwatched")
async def test_saved_questions_are_asked_once_however_often_articles_come_while_the_model_loads(
    corpus: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load, told, add = threading.Event(), list[Exchange](), News.add
    journal.save("When does the ferry to Orla run?", 0)

    def tell(self: News, news: Sequence[Exchange]) -> None:
        told.extend(news)
        add(self, news)

    monkeypatch.setattr(News, "add", tell)
    ferry = corpus / "ferry.txt"
    ferry.write_text("Ferries\n\nThe ferry to Orla runs at noon.\n", encoding="utf-8")
    Library(corpus, load_encoder=lambda _: FakeEncoder()).sync()
    async with running(Library(corpus, load_encoder=lambda _: (may_load.wait(), FakeEncoder())[1])) as pilot:
        status = chat(pilot).query_one(StatusBar)
        await wait_for(pilot, lambda: asking_again(pilot) and not status.syncing)
        await pilot.press("f5")
        await wait_for(pilot, lambda: not status.syncing)
        may_load.set()
        await wait_for(pilot, lambda: chat(pilot).query_one(News).display and not asking_again(pilot))
        assert len(told) == 1


def asking_again(pilot: Pilot[Any]) -> bool:
    return any(worker.name == "ask_saved_again" and not worker.is_finished for worker in pilot.app.workers)


async def test_saved_questions_are_listed_asked_and_forgotten(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await focus_first(pilot, await ask(pilot, HONEY_QUESTION))
        await pilot.press("s")
        await wait_for(pilot, lambda: len(journal.saved()) == 1)
        options = await picker(pilot, "f3")
        assert entries(options) == [HONEY_QUESTION]
        await pilot.press("enter")
        await wait_for(pilot, lambda: len(turns(pilot)) == 2)
        await picker(pilot, "f3")
        await pilot.press("ctrl+d")
        await wait_for(pilot, lambda: journal.saved() == [])
        await pilot.press("escape")


async def test_saved_question_that_leans_on_another_is_said_to_be_asked_alone(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await focus_first(pilot, await ask(pilot, "And when did its tolls end?"))
        await pilot.press("s")
        await wait_for(pilot, lambda: pilot.app._notifications)
        (toast,) = pilot.app._notifications
        assert toast.message.endswith("of new articles, alone, without the question before it")


async def test_saved_question_saved_again_is_no_longer_saved(library: Library, journal: Journal) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await focus_first(pilot, await ask(pilot, HONEY_QUESTION))
        await pilot.press("s")
        await wait_for(pilot, lambda: len(journal.saved()) == 1)
        await pilot.press("s")
        await wait_for(pilot, lambda: not journal.saved())
