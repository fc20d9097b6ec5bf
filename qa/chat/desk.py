"""The library as the chat uses it: nothing here blocks, and a question may be asked at any time.

A question is answered with what there is: by words as soon as the first articles are read, by meaning once the model
is loaded. So an answer may come in several findings, each better than the one before.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from index.records import Counts
from index.report import Progress, ProgressCallback, Report
from qa.answer import Answer
from qa.chat.background import Background
from qa.selection import EVERYTHING, Scope

if TYPE_CHECKING:
    from qa.library import Library

_TOLD_EVERY_S = 0.1
"""Progress is passed on no more often."""
_NEWS_EVERY_S = 1.0
"""Open questions are asked again no more often because of progress."""
_WORDS_AFTER_S = 0.3
"""A question without anything to ask is tried so often: no progress tells that what was read can be found."""


class Waiting(Enum):
    """What a finding waits for to become better."""

    ARTICLES = "articles to be read"
    MODEL = "the model to be loaded"
    SYNC = "the index to be brought up to date"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known about a question by now."""

    answer: Answer | None
    """None while there is nothing that could be asked."""
    waits_for: Waiting | None
    """None once it will not change any more."""


class _AbandonedError(Exception):
    """Ends a run that nobody waits for any more."""


class Desk:
    """Brings the library up to date, loads its model and answers, all in the background."""

    def __init__(self, library: "Library", limit: int = 5) -> None:
        """`limit` is how many passages are found for a question."""
        self._library = library
        self._limit = limit
        self._background = Background()
        self._can_be_asked = library.is_indexed
        self._model_failed = False
        self._news = asyncio.Event()
        self._news_at = 0.0
        self._synced = asyncio.Event()
        self._syncing = False
        self._sync_turn = asyncio.Lock()
        self._left = threading.Event()

    async def find_model(self) -> str:
        """The model's name. To come before the rest, whose threads would race for it. Raises QaError."""
        try:
            return await self._background.run(lambda: self._library.model.name)
        except Exception:
            self._model_failed = True
            self._can_be_asked = True  # for the error to be told to those who wait
            self._ring()
            raise

    async def load_model(self) -> None:
        """Returns once questions can be answered by meaning. Raises QaError."""
        self._model_failed = False
        try:
            await self._background.run(self._library.load_model)
            await self._background.run(self._library.load_reranker)
        except Exception:
            self._model_failed = True
            raise
        finally:
            self._ring()

    async def sync(self, progress: ProgressCallback) -> Report:
        """Brings the index up to date; `progress` is called in another thread. Raises QaError.

        Cancelled, the run ends at its next step; what is done by then stays.
        """
        async with self._sync_turn:
            return await self._sync(progress)

    async def _sync(self, progress: ProgressCallback) -> Report:
        self._syncing = True
        self._synced.clear()
        watch = _Watch(progress, partial(asyncio.get_running_loop().call_soon_threadsafe, self._progressed))
        try:
            return await self._background.run(partial(self._library.sync, watch))
        finally:
            watch.abandoned.set()
            self._syncing = False
            self._can_be_asked = True
            self._synced.set()
            self._ring()

    async def changes(self) -> AsyncIterator[None]:
        """Comes round whenever it is time to sync again; never, where the system can't tell."""
        changed = asyncio.Event()
        self._background.start(
            partial(self._listen, partial(asyncio.get_running_loop().call_soon_threadsafe, changed.set))
        )
        while True:
            await changed.wait()
            changed.clear()
            yield

    def _listen(self, ring: Callable[[], object]) -> None:
        with suppress(RuntimeError, OSError):  # the loop is closed; the folder can't be watched
            for _ in self._library.changes(self._left):
                ring()

    async def counts(self) -> Counts | None:
        """How much there is; None where nothing is indexed yet. Raises QaError."""
        return await self._background.run(self._library.counts) if self._can_be_asked else None

    async def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """The one answer by meaning, once the model is there. Raises QaError."""
        return await self._background.run(partial(self._library.ask, question, limit=self._limit, scope=scope))

    async def answers(
        self, question: str, history: Sequence[str] = (), scope: Scope = EVERYTHING
    ) -> AsyncIterator[Finding]:
        """Ever better findings; the last one waits for nothing. Raises QaError."""
        while True:
            news = self._news
            finding = await self._find(question, history, scope)
            yield finding
            if finding.waits_for is None:
                return
            await self._better(finding, news)

    @property
    def is_syncing(self) -> bool:
        """Whether the index is being brought up to date."""
        return self._syncing

    def leave(self, timeout_s: float) -> bool:
        """Whether everything has come to an end, after at most that long."""
        self._left.set()
        return self._background.wait(timeout_s)

    async def _find(self, question: str, history: Sequence[str], scope: Scope) -> Finding:
        if not self._can_be_asked:
            return Finding(None, Waiting.ARTICLES)
        words_only = not self._library.model_is_loaded
        ask = partial(self._library.ask, question, history, self._limit, scope=scope, words_only=words_only)
        answer = await self._background.run(ask)
        return Finding(answer, self._waits_for(answer))

    def _waits_for(self, answer: Answer) -> Waiting | None:
        if self._syncing and not answer.citations:
            return Waiting.ARTICLES
        if answer.words_only:
            return None if self._model_failed else Waiting.MODEL
        return Waiting.SYNC if self._syncing and (answer.index.pending or not answer.answered) else None

    async def _better(self, finding: Finding, news: asyncio.Event) -> None:
        """Returns once it is worth asking again."""
        if finding.waits_for is Waiting.ARTICLES:
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), _WORDS_AFTER_S)
        elif finding.waits_for is Waiting.SYNC and finding.answer and finding.answer.answered:
            await self._synced.wait()  # what answers already shall not change all the time
        else:
            await news.wait()

    def _progressed(self) -> None:
        first, self._can_be_asked = not self._can_be_asked, True
        if first or time.monotonic() - self._news_at >= _NEWS_EVERY_S:
            self._ring()

    def _ring(self) -> None:
        """Lets those who wait for something better ask again."""
        self._news_at = time.monotonic()
        self._news.set()
        self._news = asyncio.Event()


class _Watch:
    """Passes progress on now and then, and ends the run once it is abandoned."""

    def __init__(self, tell: ProgressCallback, notice: Callable[[], object]) -> None:
        self.abandoned = threading.Event()
        self._tell = tell
        self._notice = notice
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if self.abandoned.is_set():
            raise _AbandonedError
        now = time.monotonic()
        if progress.done == progress.total or now - self._told_at >= _TOLD_EVERY_S:
            self._told_at = now
            with suppress(RuntimeError):  # the loop is closed
                self._notice()
            self._tell(progress)
