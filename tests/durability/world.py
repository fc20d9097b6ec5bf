"""A corpus that changes, runs of the indexer that come to grief, and what an index must hold all the same."""

import multiprocessing
import random
import resource
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from index import sync
from index.errors import QaError
from qa.library import Library
from tests.fakes import FakeEncoder

QUESTIONS = ("bees honey wax", "ship storm harbour", "snow mountain", "stone tower")
_WORDS = (
    *("bees", "honey", "wax", "ship", "storm", "harbour", "snow", "mountain"),
    *("stone", "tower", "river", "bridge", "year", "people", "city", "water"),
)
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload([__name__, "index.readers.text", "index.language"])
WAIT_S = 60


def library_of(corpus: Path, index: Path, model: Path) -> Library:
    return Library(corpus, index, str(model), load_encoder=lambda _: FakeEncoder())


def write_article(file: Path, seed: int) -> None:
    """An article of some passages, the same for the same seed."""
    chosen = random.Random(seed)
    paragraphs = [
        " ".join(f"{' '.join(chosen.choices(_WORDS, k=12)).capitalize()} {seed}." for _ in range(12))
        for _ in range(chosen.randint(1, 3))
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join([f"Article {seed}", *paragraphs]), encoding="utf-8")


def change_at_random(corpus: Path, chance: random.Random) -> None:
    """Adds, edits, renames and deletes a few articles."""
    for _ in range(4):
        files = sorted(corpus.glob("*.txt"))
        what = chance.choice(["add", "edit", "rename", "delete", "copy"]) if files else "add"
        target = corpus / f"{chance.randrange(12)}.txt"
        if what in ("add", "edit"):
            write_article(target, chance.randrange(1000))
        elif what == "rename":
            chance.choice(files).replace(target)
        elif what == "copy":
            target.write_bytes(chance.choice(files).read_bytes())
        else:
            chance.choice(files).unlink()


# What an index holds


@dataclass(frozen=True)
class Held:
    """All that an index holds and gives, without its ids and generations."""

    articles: dict[str, list[tuple[Any, ...]]]
    """By path: the article, then its passages with their vectors."""
    found: list[set[tuple[str, str]]]
    """(path, passage) of all that answers each of the questions."""


def articles_of(index: Path) -> dict[str, list[tuple[Any, ...]]]:
    if not (index / "store.sqlite").exists():
        return {}
    with closing(sqlite3.connect(index / "store.sqlite")) as store:
        if not store.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return {}
        held = {row[0]: [row] for row in store.execute("SELECT path, title, text, language, notes FROM articles")}
        for path, *passage in store.execute(
            'SELECT a.path, p."start", p."end", p.text, p.sentences, p.context, p.line, v.passage, v.sentences '
            "FROM passages AS p JOIN articles AS a ON a.id = p.article_id LEFT JOIN vectors AS v USING (key) "
            'ORDER BY p."start"'
        ):
            held[path].append(tuple(passage))
    return held


def held(library: Library, index: Path) -> Held:
    answers = [library.ask(question, limit=100, fold_copies=False) for question in QUESTIONS]
    found = [{(each.article.path, each.passage.text) for each in answer.citations} for answer in answers]
    return Held(articles_of(index), found)


def from_scratch(corpus: Path, index: Path, model: Path) -> Held:
    with closing(library_of(corpus, index, model)) as library:
        library.sync()
        return held(library, index)


# Runs that come to grief


def run(corpus: Path, index: Path, model: Path, most_bytes: int = 0) -> tuple[BaseProcess, Connection]:
    """A sync in a process of its own, begun; the connection gives "begun", then what came of it."""
    ours, its = _FORKED.Pipe(duplex=False)
    process = _FORKED.Process(target=_sync, args=(corpus, index, model, most_bytes, its), daemon=True)
    process.start()
    its.close()
    return process, ours


def _sync(corpus: Path, index: Path, model: Path, most_bytes: int, outcome: Connection) -> None:
    FakeEncoder.at_once = 4  # so that there are more moments to be stopped at
    sync._WORDS_EVERY_S = 0.0
    if most_bytes:  # a file that grows longer fails as on a full disk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    library = library_of(corpus, index, model)
    outcome.send("begun")
    try:
        library.sync()
        outcome.send("done")
    except QaError as error:
        outcome.send(str(error))
    except BaseException as error:
        outcome.send(f"unexpected {error!r}")


def killed(corpus: Path, index: Path, model: Path, after_s: float) -> bool:
    """Runs a sync and kills it then; whether it had not ended by itself."""
    process, outcome = run(corpus, index, model)
    assert outcome.recv() == "begun"
    time.sleep(after_s)
    process.kill()
    process.join(WAIT_S)
    return process.exitcode == -signal.SIGKILL


def outcome_of(corpus: Path, index: Path, model: Path, most_bytes: int = 0) -> str:
    """What comes of a sync in a process of its own: "done", or its error."""
    process, outcome = run(corpus, index, model, most_bytes)
    assert outcome.recv() == "begun"
    told = str(outcome.recv())
    process.join(WAIT_S)
    return told


def seconds_of(corpus: Path, index: Path, model: Path) -> float:
    """How long a sync takes, the start of its process aside."""
    process, outcome = run(corpus, index, model)
    assert outcome.recv() == "begun"
    start = time.monotonic()
    assert outcome.recv() == "done"
    process.join(WAIT_S)
    return time.monotonic() - start
