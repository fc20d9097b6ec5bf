"""The commands that keep an index, in processes of their own, on a fake encoder."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.errors import QaError
from qa.cli import main
from qa.commands import options, upkeep
from qa.library import Library
from tests.conftest import MakeLibrary

ROOT = Path(__file__).parents[2]
QA = """
import sys
from index import engine
from qa.cli import main
from tests.fakes import FakeEncoder
engine.load_encoder = lambda model, engine: FakeEncoder()
main(sys.argv[1:])
"""
WAIT_S = 60


class Running:
    """A command that runs in the background, its lines read as they come."""

    def __init__(self, *arguments: str | Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-c", QA, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._seen: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line.rstrip())

    def line_with(self, words: str) -> str:
        """The next line with these words."""
        while True:
            try:
                self._seen.append(self._lines.get(timeout=WAIT_S))
            except queue.Empty:
                raise AssertionError(f"no line with {words!r} in {self._seen}") from None
            if words in self._seen[-1]:
                return self._seen[-1]

    def end(self, by: signal.Signals) -> int:
        self._process.send_signal(by)
        status = self._process.wait(WAIT_S)
        self._reader.join(WAIT_S)
        assert self._process.stdout
        self._process.stdout.close()
        return status


@pytest.fixture
def watching(articles: Path, light_model: Path) -> Iterator[Running]:
    running = Running("index", articles, "--watch", "--model", light_model)
    running.line_with("watching")
    yield running
    if running._process.poll() is None:
        running.end(signal.SIGKILL)


def test_watch_takes_in_each_change_and_ends_with_ctrl_c(articles: Path, watching: Running, library: Library) -> None:
    (articles / "new.txt").write_text("Otters\n\nOtters sleep holding hands.", encoding="utf-8")
    assert "4 articles" in watching.line_with("1 new in ")
    assert library.ask("How do otters sleep?").citations[0].article.path == "new.txt"
    (articles / "new.txt").rename(articles / "otters.txt")
    watching.line_with("1 renamed in ")
    (articles / "empty.txt").write_text("")
    watching.line_with("1 unreadable in ")
    watching.line_with("empty.txt: the file is empty")
    (articles / "otters.txt").unlink()
    watching.line_with("1 removed in ")
    assert "otters.txt" not in {each.article.path for each in library.ask("How do otters sleep?").citations}
    assert watching.end(signal.SIGINT) == 128 + signal.SIGINT
    assert watching.line_with("interrupted")


def test_watch_goes_on_after_an_error(articles: Path, watching: Running) -> None:
    articles.rename(articles.with_name("away"))
    watching.line_with("does not exist")
    articles.with_name("away").rename(articles)
    (articles / "new.txt").write_text("Otters\n\nOtters sleep holding hands.", encoding="utf-8")
    watching.line_with("1 new in ")
    assert watching.end(signal.SIGINT) == 128 + signal.SIGINT


@pytest.mark.parametrize(
    ("error", "told"), [(QaError("offline"), "qa: offline"), (ValueError("odd"), "qa: unexpected ValueError('odd')")]
)
def test_watch_goes_on_following_feeds(
    library: Library, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    library.sync()
    followed: list[Path] = []
    enough = threading.Event()

    def follow(corpus: Path) -> None:
        followed.append(corpus)
        if len(followed) == 3:
            enough.set()
        raise error

    def changes(_: Library, stop: threading.Event) -> Iterator[None]:
        assert enough.wait(WAIT_S)
        yield from ()

    monkeypatch.setattr(upkeep, "_FEEDS_EVERY_S", 0.0)
    monkeypatch.setattr(upkeep, "follow_feeds", follow)
    monkeypatch.setattr(Library, "changes", changes)
    done = invoke("index", library.corpus, "--watch", "--model", library.model.name)
    assert done.exit_code == 0, done.stderr
    assert set(followed) == {library.corpus}
    assert done.stderr.splitlines().count(told) >= 2  # once before the run, once while watching


HOLD = """
import sys, time
from pathlib import Path
from index.folder import IndexFolder
with IndexFolder(Path(sys.argv[1])).writing():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(library: Library) -> Iterator["subprocess.Popen[str]"]:
    """Another process, that holds the lock of the index."""
    library.sync()
    command = [sys.executable, "-c", HOLD, str(library.corpus / ".qa")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_second_indexer_is_told_who_holds_the_index(holder: "subprocess.Popen[str]", library: Library) -> None:
    done = invoke("index", library.corpus, "--model", library.model.name)
    assert done.exit_code == options.ERROR
    assert f"being written by another qa (process {holder.pid}, since " in done.stderr
    assert done.stderr.endswith(": qa index --wait waits for it to end\n")


def test_lock_of_a_killed_process_is_free(holder: "subprocess.Popen[str]", library: Library) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(WAIT_S)
    assert not library.sync(wait_s=0).did_something


def test_waiting_indexer_goes_on_when_the_other_has_ended(
    holder: "subprocess.Popen[str]", library: Library, articles: Path, light_model: Path
) -> None:
    (articles / "new.txt").write_text("Otters\n\nOtters sleep holding hands.", encoding="utf-8")
    running = Running("index", articles, "--wait", "--model", light_model)
    running.line_with("waiting for it to end")
    holder.kill()
    running.line_with("1 new, ")
    assert running._process.wait(WAIT_S) == 0
    running.end(signal.SIGTERM)


def test_links_are_followed_from_then_on(articles: Path, make_library: MakeLibrary, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(articles / "sub", outside)
    (articles / "linked").symlink_to(outside)
    assert make_library().sync().added == ["bees.txt", "smog.txt", "sub/canal.md"]
    assert make_library().sync(follow_links=True).added == ["linked/canal.md"]
    assert not make_library().sync().did_something
    assert "linked/canal.md" in make_library().sync(rebuild=True).added
    assert make_library().sync(follow_links=False).removed == ["linked/canal.md"]


def test_file_that_goes_away_while_it_is_about_to_be_read_is_no_problem(
    articles: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.sync()
    original = Path.read_bytes

    def vanish(path: Path) -> bytes:
        if path.name == "bees.txt":
            raise FileNotFoundError(2, "No such file or directory")
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    report = library.sync()
    assert (report.problems, report.removed) == ([], [])
    assert library.ask("How do bees dance?").citations[0].article.path == "bees.txt"
