"""When it is time to sync. What changes is awaited with a limit, since a watch that missed it would wait for ever."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import watching
from index.watching import changes

WAIT_S = 20


class Rounds:
    """The rounds of a watch in a thread of its own."""

    def __init__(self, corpus: Path) -> None:
        self._stop = threading.Event()
        self._rounds: queue.Queue[int] = queue.Queue()
        self._thread = threading.Thread(target=self._listen, args=(corpus,))
        self._thread.start()
        self.next()
        self.next()  # the second comes once the folder is watched

    def _listen(self, corpus: Path) -> None:
        for number, _ in enumerate(changes(corpus, corpus / "index", self._stop)):
            self._rounds.put(number)

    def next(self) -> None:
        self._rounds.get(timeout=WAIT_S)

    @property
    def waiting(self) -> int:
        return self._rounds.qsize()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "sub").mkdir(parents=True)
    (tmp_path / "corpus" / "sub" / "a.txt").write_text("one")
    return tmp_path / "corpus"


@pytest.fixture
def rounds(corpus: Path) -> Iterator[Rounds]:
    rounds = Rounds(corpus)
    yield rounds
    rounds.stop()


def test_every_kind_of_change_makes_a_round(corpus: Path, rounds: Rounds) -> None:
    (corpus / "b.txt").write_text("new")
    rounds.next()
    (corpus / "sub" / "a.txt").write_text("changed")
    rounds.next()
    (corpus / "b.txt").rename(corpus / "c.txt")
    rounds.next()
    (corpus / "sub" / "a.txt").unlink()
    rounds.next()
    (corpus / "sub").rename(corpus / "other")
    rounds.next()
    (corpus / "new" / "deep").mkdir(parents=True)
    (corpus / "new" / "deep" / "d.txt").write_text("new")
    rounds.next()
    (corpus / ".qaignore").write_text("c.txt")
    rounds.next()


def test_burst_of_changes_makes_few_rounds(corpus: Path, rounds: Rounds) -> None:
    for number in range(500):
        (corpus / f"{number}.txt").write_text("new")
    (corpus / "last.txt").write_text("new")
    rounds.next()
    assert rounds.waiting < 20


def test_what_does_not_matter_makes_no_round(corpus: Path, rounds: Rounds) -> None:
    for path in (".a.txt.swp", ".hidden/a.txt", "sub/.b.txt", "index/words.json"):
        (corpus / path).parent.mkdir(exist_ok=True)
        (corpus / path).write_text("text")
    (corpus / "b.txt").write_text("text")
    rounds.next()
    assert rounds.waiting == 0


def test_change_that_nobody_tells_of_is_noticed_in_the_end(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_ANYWAY_S", 0.1)
    monkeypatch.setattr(watching, "_TICK_MS", 20)
    rounds = Rounds(corpus)
    rounds.next()
    rounds.next()
    rounds.stop()


def test_corpus_that_went_away_is_watched_again_when_it_is_back(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_TICK_MS", 50)
    rounds = Rounds(corpus)
    corpus.rename(corpus.with_name("away"))
    rounds.next()
    corpus.mkdir()
    rounds.next()
    while rounds.waiting:
        rounds.next()
    (corpus / "b.txt").write_text("new")
    rounds.next()
    rounds.stop()


def test_folders_that_the_system_cannot_watch_are_looked_at(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    original = watchfiles.watch

    def refuse(*args: object, force_polling: bool | None, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return original(*args, force_polling=True, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", refuse)
    monkeypatch.setattr(watching, "_TICK_MS", 50)
    rounds = Rounds(corpus)
    (corpus / "b.txt").write_text("new")
    rounds.next()
    corpus.rename(corpus.with_name("away"))
    rounds.next()
    corpus.mkdir()
    rounds.next()
    rounds.stop()
