"""The journal as the chat uses it: nothing here blocks, and turns are kept in the order they were answered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from qa.answer import Answer
from qa.chat.background import Background
from qa.clipboard import copy
from qa.export import write_export
from qa.journal.journal import Journal
from qa.journal.records import ConversationRecord, Exchange, Mark, SavedQuestion

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Entry:
    """A turn of the conversation, kept as soon as there is an answer."""

    asked: str
    """As it was typed."""
    asked_at: datetime
    id: int | None = None
    """In the journal; None while it isn't kept."""


@dataclass(slots=True)
class _Conversation:
    id: int | None = None
    """In the journal; None until its first turn is kept."""


class Diary:
    """Keeps the conversation that is going on, and what people mark and save."""

    def __init__(self, journal: Journal, *, keeps_conversations: bool = True) -> None:
        self._journal = journal
        self._keeps = keeps_conversations
        self._conversation = _Conversation()
        self._background = Background()
        self._turn = asyncio.Lock()

    @property
    def set_aside(self) -> Path | None:
        """Where an earlier journal is that could not be read."""
        return self._journal.set_aside

    def leave(self, timeout_s: float) -> bool:
        """Whether everything has come to an end, after at most that long."""
        return self._background.wait(timeout_s)

    # Conversations

    async def keep(self, entry: Entry, answer: Answer) -> None:
        """Keeps the answer in the place of what was answered before. Raises JournalNotWritable."""
        if not self._keeps:
            return
        conversation = self._conversation  # before anything is waited for: meanwhile another may begin
        async with self._turn:
            if entry.id is not None:
                await self._do(partial(self._journal.better, entry.id, answer))
                return
            if conversation.id is None:
                conversation.id = await self._do(self._journal.begin)
            add = partial(self._journal.add, conversation.id, entry.asked, answer, entry.asked_at)
            entry.id = await self._do(add)

    def begin_anew(self) -> None:
        """What is asked from now on is another conversation."""
        self._conversation = _Conversation()

    async def resume(self, conversation_id: int) -> list[Exchange]:
        """The turns of an earlier conversation, which goes on from now. Raises JournalNotWritable."""
        exchanges = await self._do(partial(self._journal.exchanges, conversation_id))
        self._conversation = _Conversation(conversation_id)
        return exchanges

    async def conversations(self) -> list[ConversationRecord]:
        """The latest first. Raises JournalNotWritable."""
        return await self._do(self._journal.conversations)

    async def forget(self, conversation_id: int) -> None:
        """Raises JournalNotWritable."""
        if conversation_id == self._conversation.id:
            self.begin_anew()
        await self._do(partial(self._journal.forget, conversation_id))

    async def questions(self) -> list[str]:
        """Those of earlier chats too, oldest first. Raises JournalNotWritable."""
        return await self._do(self._journal.questions)

    async def copy(self, text: str) -> None:
        """Puts the text on the system's clipboard, if there is one."""
        await self._do(partial(copy, text))

    async def export(self, exchanges: Sequence[Exchange], suffix: str) -> Path:
        """The new file in the current folder that they were written to. Raises QaError."""
        return await self._do(partial(write_export, exchanges, Path.cwd(), suffix))

    # Marks

    async def mark(self, mark: Mark) -> None:
        """Raises JournalNotWritable."""
        await self._do(partial(self._journal.mark, mark))

    async def unmark(self, mark: Mark) -> None:
        """Raises JournalNotWritable."""
        await self._do(partial(self._journal.unmark, mark))

    async def marks(self) -> list[Mark]:
        """Raises JournalNotWritable."""
        return await self._do(self._journal.marks)

    # Saved questions

    async def save(self, asked: str, generation: int) -> None:
        """Raises JournalNotWritable."""
        await self._do(partial(self._journal.save, asked, generation))

    async def unsave(self, asked: str) -> None:
        """Raises JournalNotWritable."""
        await self._do(partial(self._journal.unsave, asked))

    async def saved(self) -> list[SavedQuestion]:
        """Raises JournalNotWritable."""
        return await self._do(self._journal.saved)

    async def caught_up(self, saved: list[SavedQuestion], generation: int) -> None:
        """Raises JournalNotWritable."""
        await self._do(partial(self._journal.caught_up, saved, generation))

    async def _do(self, call: Callable[[], _Result]) -> _Result:
        return await self._background.run(call)
