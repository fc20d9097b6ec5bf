"""Whatever happened to a folder of articles, its index is the one that would be made of it now.

QA_HISTORIES=200 tries so many, other ones each time.
"""

import os
import random
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from index.report import Progress
from tests.durability.world import from_scratch, held, library_of, write_article
from tests.fakes import FakeEncoder

NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "sub/d.txt"])
TEXTS = st.integers(0, 5)


class CrashError(Exception):
    """A process that dies, as far as it can be had without one."""


class History(RuleBasedStateMachine):
    """A person with a folder, and an indexer that is started, cut off and started again."""

    model: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir()
        self.library = library_of(self.corpus, self.folder / "index", self.model)

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: int) -> None:
        write_article(self.corpus / name, text)

    @rule(name=NAMES, words=st.sampled_from(["", "bees of the sea", "\0\1\2\3" * 9]))
    def write_something_short(self, name: str, words: str) -> None:
        (self.corpus / name).parent.mkdir(exist_ok=True)
        (self.corpus / name).write_text(words)

    @rule(name=NAMES, old=st.sampled_from(["bees", "ship", "stone"]), new=st.sampled_from(["otters", "bees"]))
    def edit(self, name: str, old: str, new: str) -> None:
        if (self.corpus / name).exists():
            text = (self.corpus / name).read_text()
            (self.corpus / name).write_text(text.replace(old, new, 1))

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if (self.corpus / name).exists():
            (self.corpus / other).parent.mkdir(exist_ok=True)
            (self.corpus / name).replace(self.corpus / other)

    @rule(name=NAMES, other=NAMES)
    def copy(self, name: str, other: str) -> None:
        if (self.corpus / name).exists() and name != other:
            (self.corpus / other).parent.mkdir(exist_ok=True)
            shutil.copy2(self.corpus / name, self.corpus / other)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        (self.corpus / name).unlink(missing_ok=True)

    @rule(stage=st.sampled_from(["reading", "embedding"]), steps=st.integers(1, 3))
    def crash(self, stage: str, steps: int) -> None:
        def stop(progress: Progress) -> None:
            if progress.stage == stage and progress.done >= steps:
                raise CrashError

        try:
            self.library.sync(stop)
        except CrashError:
            self.reopen()

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = library_of(self.corpus, self.folder / "index", self.model)

    @rule(part=st.sampled_from(["vectors.faiss", "words/meta.json", "words"]))
    def lose(self, part: str) -> None:
        lost = self.folder / "index" / part
        self.library.close()
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink(missing_ok=True)

    @precondition(lambda self: self.library.is_indexed)
    @rule()
    def ask(self) -> None:
        self.library.ask("bees honey wax")

    @rule()
    def sync(self) -> None:
        self.library.sync()
        self.check()

    def check(self) -> None:
        scratch = self.folder / f"scratch{random.getrandbits(64)}"
        assert held(self.library, self.folder / "index") == from_scratch(self.corpus, scratch, self.model)

    def teardown(self) -> None:
        if hasattr(self, "library"):
            with closing(self.library):
                self.sync()
            shutil.rmtree(self.folder)


def test_index_after_any_history_is_the_one_made_from_scratch(
    light_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEncoder, "at_once", 2)
    monkeypatch.setattr(History, "model", light_model, raising=False)
    wanted = os.environ.get("QA_HISTORIES")
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=int(wanted or 10),
            stateful_step_count=12,
            derandomize=not wanted,
            phases=list(Phase) if wanted else [Phase.generate],  # shrinking takes minutes
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
