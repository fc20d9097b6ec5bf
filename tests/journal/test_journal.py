"""The journal forgets nothing, and gives way to nothing but what it can't read."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import platformdirs
import pytest

from qa.journal import answers
from qa.journal.database import JournalNotWritable
from qa.journal.journal import Journal, journal_of
from qa.journal.records import Exchange, Mark
from tests.journal.makers import AT, FULL, answer

MARK = Mark("When?", ("Which?", "A reply."), "sub/bridge.txt", 10, 90, "It was opened.", is_right=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journals" / "corpus.sqlite"


@pytest.fixture
def journal(path: Path) -> Journal:
    return Journal(path)


def test_answer_comes_back_as_it_was() -> None:
    assert answers.read(answers.written(FULL)) == FULL


@pytest.mark.parametrize("stored", ["", "{", "[]", "{}", '{"question": 1}', "null", "3"])
def test_what_is_no_answer_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match=r"^no answer: "):
        answers.read(stored)


def test_conversations_come_back_the_latest_first(journal: Journal, path: Path) -> None:
    one, other = journal.begin(), journal.begin()
    journal.add(one, "first after:2024", FULL, AT)
    journal.add(other, "second", answer(), AT)
    journal.add(one, "third", answer(), AT + timedelta(hours=1))
    found = Journal(path).conversations()
    assert [(each.id, each.questions) for each in found] == [(one, ("first after:2024", "third")), (other, ("second",))]
    assert found[0].last_asked_at == AT + timedelta(hours=1)
    assert Journal(path).exchanges(one) == [
        Exchange("first after:2024", FULL, AT),
        Exchange("third", answer(), AT + timedelta(hours=1)),
    ]
    assert journal.questions() == ["first after:2024", "second", "third"]
    assert journal.questions(most=2) == ["second", "third"]


def test_better_answer_takes_the_place_of_the_first(journal: Journal) -> None:
    conversation = journal.begin()
    turn = journal.add(conversation, "first", answer(words_only=True), AT)
    journal.better(turn, FULL)
    assert journal.exchanges(conversation) == [Exchange("first", FULL, AT)]


def test_forgotten_conversation_takes_its_turns_along(journal: Journal) -> None:
    conversation = journal.begin()
    journal.add(conversation, "first", answer(), AT)
    journal.forget(conversation)
    assert (journal.conversations(), journal.questions(), journal.exchanges(conversation)) == ([], [], [])


def test_nothing_is_written_before_anything_is_kept(journal: Journal, path: Path) -> None:
    assert (journal.conversations(), journal.exchanges(1), journal.questions()) == ([], [], [])
    assert (journal.marks(), journal.saved()) == ([], [])
    assert not path.parent.exists()


def test_only_the_owner_may_read_it(journal: Journal, path: Path) -> None:
    journal.add(journal.begin(), "first", answer(), AT)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_at_once_lose_nothing(path: Path) -> None:
    def talk(name: str) -> None:
        journal = Journal(path)
        conversation = journal.begin()
        for number in range(10):
            journal.add(conversation, f"{name} {number}", answer(), AT)

    threads = [threading.Thread(target=talk, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {each.questions for each in Journal(path).conversations()}
    assert found == {tuple(f"{name} {number}" for number in range(10)) for name in ("a", "b", "c")}


def test_damaged_journal_is_set_aside(journal: Journal, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all, but something somebody may want to look at" * 100)
    assert journal.conversations() == []
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes().startswith(b"no database")
    conversation = journal.begin()
    journal.add(conversation, "first", answer(), AT)
    assert journal.questions() == ["first"]


def test_journal_of_another_version_is_set_aside(journal: Journal, path: Path) -> None:
    journal.add(journal.begin(), "first", answer(), AT)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    later = Journal(path)
    assert later.questions() == []
    assert later.set_aside is not None
    assert not path.exists()


def test_turn_that_cannot_be_read_is_left_out(journal: Journal, path: Path) -> None:
    conversation = journal.begin()
    journal.add(conversation, "first", answer(), AT)
    journal.add(conversation, "second", answer(), AT)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET answer = '{}' WHERE asked = 'first'")
    assert [exchange.asked for exchange in journal.exchanges(conversation)] == ["second"]


def test_journal_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalNotWritable, match=r"can't be kept in .*file.*keep = false"):
        Journal(tmp_path / "file" / "corpus.sqlite").begin()


def test_each_folder_has_a_journal_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name: tmp_path / "data" / name)
    (tmp_path / "a" / "corpus").mkdir(parents=True)
    (tmp_path / "b" / "corpus").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a")
    journal_of(Path("corpus")).begin()
    journal_of(tmp_path / "a" / "corpus").begin()
    assert len(list((tmp_path / "data" / "qa" / "journals").glob("corpus-*.sqlite"))) == 1
    journal_of(tmp_path / "b" / "corpus").begin()
    assert len(list((tmp_path / "data" / "qa" / "journals").glob("corpus-*.sqlite"))) == 2


def test_marks_are_kept_and_changed(journal: Journal) -> None:
    wrong = replace(MARK, start=100, end=120, is_right=False)
    journal.mark(MARK)
    journal.mark(wrong)
    assert journal.marks() == [MARK, wrong]
    journal.mark(replace(wrong, is_right=True))
    journal.unmark(MARK)
    assert journal.marks() == [replace(wrong, is_right=True)]


def test_saved_questions_remember_what_they_know(journal: Journal) -> None:
    journal.save("first -x", 5)
    journal.save("second", 6)
    journal.save("first -x", 9)  # is saved already
    journal.caught_up(journal.saved()[:1], 12)
    assert [(each.asked, each.generation) for each in journal.saved()] == [("first -x", 12), ("second", 6)]
    journal.unsave("first -x")
    assert [each.asked for each in journal.saved()] == ["second"]
