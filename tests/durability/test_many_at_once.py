"""Two indexers and three askers on one folder that changes all the time. QA_CROWD_S=60 lets them go on for so long."""

import multiprocessing
import os
import random
import time
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from index.errors import IndexBusy, NotIndexed
from tests.durability.world import (
    QUESTIONS,
    WAIT_S,
    change_at_random,
    from_scratch,
    held,
    library_of,
    write_article,
)

CROWD_S = float(os.environ.get("QA_CROWD_S", "3"))
_FORKED = multiprocessing.get_context("forkserver")


def _index(corpus: Path, index: Path, model: Path, until: float, outcome: Connection) -> None:
    runs = 0
    try:
        with closing(library_of(corpus, index, model)) as library:
            while time.monotonic() < until:
                with suppress(IndexBusy):
                    runs += library.sync(wait_s=0.5).did_something
        outcome.send(runs)
    except BaseException as error:
        outcome.send(repr(error))


def _ask(corpus: Path, index: Path, model: Path, until: float, outcome: Connection) -> None:
    """Every passage is of the article it is said to be of, and stands where it is said to stand."""
    asked = 0
    try:
        with closing(library_of(corpus, index, model)) as library:
            while time.monotonic() < until:
                with suppress(NotIndexed):
                    answer = library.ask(QUESTIONS[asked % len(QUESTIONS)], limit=10)
                    for citation in answer.citations:
                        assert citation.passage.text.rstrip(".").endswith(citation.article.title.split()[-1])
                        text = library.article_text(citation.article.id)
                        start, end = citation.passage.start, citation.passage.end
                        assert text is None or text[start:end] == citation.passage.text
                    asked += 1
        outcome.send(asked)
    except BaseException as error:
        outcome.send(repr(error))


def test_many_at_once_lose_and_mix_nothing(tmp_path: Path, light_model: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    for number in range(8):
        write_article(corpus / f"{number}.txt", number)
    until = time.monotonic() + CROWD_S
    crowd = []
    for work in (_index, _index, _ask, _ask, _ask):
        ours, its = _FORKED.Pipe(duplex=False)
        process = _FORKED.Process(target=work, args=(corpus, index, light_model, until, its), daemon=True)
        process.start()
        crowd.append((process, ours))
    chance = random.Random(0)
    while time.monotonic() < until:
        change_at_random(corpus, chance)
        time.sleep(0.05)  # the pace of a person, or rather of a few dozen
    outcomes = []
    for process, ours in crowd:
        assert ours.poll(WAIT_S)
        outcomes.append(ours.recv())
        process.join(WAIT_S)
    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    indexed, asked = sum(outcomes[:2]), outcomes[2:]
    assert indexed
    assert all(asked)
    with closing(library_of(corpus, index, light_model)) as library:
        library.sync()
        assert held(library, index) == from_scratch(corpus, tmp_path / "scratch", light_model)
