"""The parts of the chat that need no screen."""

import asyncio
import subprocess
import sys
import threading

import pytest

from index.report import Progress, Report
from qa.chat.background import Background
from qa.chat.pace import Pace
from qa.chat.wording import about, problems, summary
from qa.wording import counted


def test_the_time_left_follows_from_the_pace() -> None:
    now = 100.0
    pace = Pace(lambda: now)
    assert pace.time_left_s(Progress("reading", 10, 110)) is None
    now += 1
    assert pace.time_left_s(Progress("reading", 20, 110)) is None, "too early to tell"
    now += 4
    assert pace.time_left_s(Progress("reading", 60, 110)) == pytest.approx(5.0)
    assert pace.time_left_s(Progress("embedding", 60, 110)) is None, "another stage has another pace"


def test_durations_are_told_in_the_unit_that_fits() -> None:
    assert [about(seconds) for seconds in (0.2, 59, 61, 5399, 5401)] == ["1 s", "59 s", "1 min", "90 min", "2 h"]


def test_numbers_agree_with_their_nouns() -> None:
    assert [counted(number, "passage") for number in (0, 1, 2120)] == ["0 passages", "1 passage", "2,120 passages"]


def test_a_run_is_summed_up_in_what_it_did() -> None:
    assert summary(Report(unchanged=5)) == ""
    assert summary(Report(added=["a"], removed=["b", "c"])) == "1 new article · 2 removed"


def test_of_many_problems_the_first_are_named() -> None:
    report = Report(problems=[(f"{number}.txt", "the file is empty") for number in range(5)])
    assert problems(report).splitlines()[0] == "0.txt: the file is empty"
    assert problems(report).splitlines()[3] == "and 2 more: run  qa status"


async def test_an_exception_of_a_call_comes_out_where_it_is_awaited() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await Background().run(lambda: int("x"))


class _Panic(BaseException):
    """As libraries written in Rust raise it."""


async def test_a_panic_comes_out_as_an_exception() -> None:
    def panic() -> None:
        raise _Panic("the writer died")

    with pytest.raises(RuntimeError, match="_Panic: the writer died"):
        await Background().run(panic)


async def test_a_cancelled_call_goes_on_unheard() -> None:
    background, may_end = Background(), threading.Event()
    call = asyncio.create_task(background.run(may_end.wait))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert not background.wait(0.01)
    may_end.set()
    assert background.wait(5)


def test_the_chat_is_imported_without_the_libraries_of_the_model() -> None:
    """They take seconds, which nobody shall spend before the first paint."""
    code = "import sys, qa.chat.app; print(*{'torch', 'sentence_transformers', 'transformers'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
