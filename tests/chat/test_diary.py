"""What is kept of a conversation while another begins."""

import asyncio
import threading
from pathlib import Path

import pytest

from qa.chat.diary import Diary, Entry
from qa.journal.journal import Journal, journal_of
from tests.journal.makers import AT, answer


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return journal_of(tmp_path)


async def test_what_begins_while_a_turn_is_being_kept_is_another_conversation(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, may_begin, begin = asyncio.Event(), threading.Event(), journal.begin
    loop = asyncio.get_running_loop()

    def slow() -> int:
        loop.call_soon_threadsafe(begins.set)
        may_begin.wait()
        return begin()

    monkeypatch.setattr(journal, "begin", slow)
    diary = Diary(journal)
    keeping = asyncio.create_task(diary.keep(Entry("before", AT), answer()))
    await begins.wait()
    diary.begin_anew()
    may_begin.set()
    await keeping
    await diary.keep(Entry("after", AT), answer())
    assert sorted(each.questions for each in journal.conversations()) == [("after",), ("before",)]
