"""Bringing the index up to date behind the conversation, and what can go wrong with it."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from textual.pilot import Pilot
from textual.widgets import HelpPanel

from index.encoder import Encoder
from index.model import Model
from index.report import Report
from qa.chat.app import ChatApp
from qa.library import Library
from tests.chat.helpers import (
    BRIDGE,
    BRIDGE_QUESTION,
    ask,
    fake_encoder,
    is_ready,
    prompt,
    ready,
    running,
    shown,
    wait_for,
    write_articles,
)

pytestmark = pytest.mark.usefixtures("unwatched")


async def test_the_status_line_says_what_there_is_and_what_is_new(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        passages = library.counts().passages
        line = shown(pilot, "StatusBar")
        assert line.startswith("● ready · 3 new articles  ")
        assert line.endswith(f"  3 articles · {passages} passages · all-MiniLM-L6-v2")


async def test_a_narrow_status_line_leaves_out_the_model_first(library: Library) -> None:
    async with running(library, (60, 20)) as pilot:
        await ready(pilot)
        assert shown(pilot, "StatusBar").endswith("3 articles · 3 passages")


async def test_files_that_cannot_be_read_are_named(library: Library) -> None:
    (library.corpus / "empty[b].txt").write_text("")
    async with running(library) as pilot:
        await ready(pilot)
        assert "1 file not read" in shown(pilot, "StatusBar")
        (toast,) = pilot.app._notifications
        assert toast.title == "1 file could not be read"
        assert toast.message == "empty[b].txt: the file is empty"
        assert not toast.markup


async def test_a_missing_corpus_is_named_and_made_by_nobody(tmp_path: Path) -> None:
    missing = tmp_path / "no[such]"
    async with running(Library(missing, load_encoder=fake_encoder)) as pilot:
        await wait_for(pilot, lambda: shown(pilot, "Banner"))
        assert shown(pilot, "Banner").startswith(f"The corpus {missing} does not exist: ")
        assert "not up to date" in shown(pilot, "StatusBar")
        await ask(pilot, BRIDGE_QUESTION)
        assert "does not exist" in shown(pilot, ".note.error")
        assert prompt(pilot).value == BRIDGE_QUESTION
        assert not missing.exists()


async def test_an_empty_corpus_says_where_to_put_what_and_f5_takes_it_in(tmp_path: Path) -> None:
    corpus = write_articles(tmp_path / "articles", {})
    async with running(Library(corpus, load_encoder=fake_encoder)) as pilot:
        await ready(pilot)
        assert f"Put them into {corpus} as .docx, " in shown(pilot, "Welcome")
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".nothing") == "There are no articles here yet, so nothing can answer this."
        write_articles(corpus)
        await pilot.press("ctrl+l", "f5")
        await wait_for(pilot, lambda: "3 new articles" in shown(pilot, "StatusBar"))
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, ".sentence") == BRIDGE


async def test_what_is_indexed_can_be_asked_while_another_process_writes(library: Library) -> None:
    library.sync()
    with FileLock(library.corpus / ".qa" / "lock"):
        async with running(library) as pilot:
            await wait_for(pilot, lambda: "is being written by another qa" in shown(pilot, "Banner"))
            await ask(pilot, BRIDGE_QUESTION)
            assert shown(pilot, ".sentence") == BRIDGE


async def test_the_error_goes_once_it_is_over(library: Library) -> None:
    library.sync()
    async with running(library) as pilot:
        with FileLock(library.corpus / ".qa" / "lock"):
            await wait_for(pilot, lambda: shown(pilot, "Banner"))
        await pilot.press("f5")
        await wait_for(pilot, lambda: "ready" in shown(pilot, "StatusBar"))
        assert not shown(pilot, "Banner")


async def test_a_damaged_index_says_how_to_mend_it(library: Library) -> None:
    library.sync()
    store = library.corpus / ".qa" / "store.sqlite"
    for file in store.parent.glob("store.sqlite-*"):
        file.unlink()
    store.write_bytes(b"not a database" * 1000)
    async with running(Library(library.corpus, load_encoder=fake_encoder)) as pilot:
        await wait_for(pilot, lambda: "--rebuild" in shown(pilot, "Banner"))
        await ask(pilot, BRIDGE_QUESTION)
        assert "--rebuild" in shown(pilot, ".note.error")


async def test_a_crash_while_reading_is_shown(corpus: Path) -> None:
    class Crashing(Library):
        def sync(self, *_: Any, **__: Any) -> Report:
            raise RuntimeError("\x1b]0;oops\x07 [/]")

    async with running(Crashing(corpus, load_encoder=fake_encoder)) as pilot:
        await wait_for(pilot, lambda: shown(pilot, "Banner") == "Unexpected RuntimeError: ]0;oops [/]")
        assert prompt(pilot).has_focus


async def test_leaving_ends_a_run_at_its_next_step(tmp_path: Path) -> None:
    articles = {f"{number}.txt": f"Number {number}\n\nNothing but the number {number}.\n" for number in range(2000)}
    library = Library(write_articles(tmp_path / "articles", articles), load_encoder=fake_encoder)
    app = ChatApp(library)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: "reading" in shown(pilot, "StatusBar"))
        await pilot.press("ctrl+q")
    assert app.leave()
    assert 0 < library.counts().articles < 2000
    library.close()


async def test_leaving_does_not_wait_for_a_model_that_is_loading(corpus: Path) -> None:
    may_load, loaded = threading.Event(), list[Model]()

    def load(model: Model) -> Encoder:
        may_load.wait(30)  # at the most, so that whoever waits for it fails instead of waiting forever
        loaded.append(model)
        return fake_encoder(model)

    app = ChatApp(Library(corpus, load_encoder=load))
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: "loading the model…" in shown(pilot, "StatusBar"))
        await pilot.press("ctrl+q")
    assert not loaded
    may_load.set()
    assert app.leave()


async def test_f1_explains_the_keys(library: Library) -> None:
    async with running(library) as pilot:
        await pilot.press("f1")
        await wait_for(pilot, lambda: pilot.app.screen.query(HelpPanel))
        await pilot.press("f1")
        await wait_for(pilot, lambda: not pilot.app.screen.query(HelpPanel))


async def test_a_model_that_is_not_there_is_named_to_those_who_wait(corpus: Path) -> None:
    missing = corpus / "model"
    async with running(Library(corpus, model=str(missing))) as pilot:
        await ask(pilot, BRIDGE_QUESTION)
        assert "is not indexed yet" in shown(pilot, ".note.error")
        assert f"No model folder {missing}" in shown(pilot, "Banner")


async def test_what_is_shown_follows_the_size_of_the_terminal(library: Library) -> None:
    async with running(library, (60, 20)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.resize_terminal(100, 30)
        await wait_for(pilot, lambda: "all-MiniLM-L6-v2" in _on_screen(pilot, "StatusBar"))
        assert len(_on_screen(pilot, "CitationHeader").rstrip()) > 60


def _on_screen(pilot: Pilot[Any], selector: str) -> str:
    widget = pilot.app.screen.query(selector).first()
    return "".join(segment.text for segment in widget.render_line(0))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_everything_fits_the_screen(library: Library, size: tuple[int, int], theme: str) -> None:
    async with running(library, size) as pilot:
        pilot.app.theme = theme
        await wait_for(pilot, lambda: is_ready(pilot))
        await ask(pilot, BRIDGE_QUESTION)
        width, height = size
        for widget in pilot.app.screen.query("Prompt, StatusBar, Turn Static"):
            assert widget.region.x >= 0, widget
            assert widget.region.right <= width, widget
        assert prompt(pilot).region.bottom < height
        assert pilot.app.screen.query_one("Turn").region.width <= 100


_RUN = """
import sys, time
from pathlib import Path
from qa.chat.app import run_chat
from qa.library import Library
sys.exit(run_chat(Library(Path(sys.argv[1]), load_encoder=lambda model: time.sleep(60))))
"""


def test_the_command_ends_at_once_though_a_model_is_loading(corpus: Path) -> None:
    without_terminal = {
        **os.environ,
        "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver",
        "TEXTUAL_PRESS": "wait:1000,ctrl+q",
    }
    command = [sys.executable, "-c", _RUN, str(corpus)]
    ended = subprocess.run(command, env=without_terminal, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
