"""The journal of one folder of articles."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from qa.answer import Answer
from qa.journal import answers
from qa.journal.database import Database
from qa.journal.records import ConversationRecord, Exchange, Mark, SavedQuestion


def journal_of(corpus: Path) -> "Journal":
    """The journal of that folder, in the platform's folder for data."""
    whole = str(corpus.expanduser().resolve())
    digest = hashlib.blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    name = re.sub(r"[^\w-]+", "-", Path(whole).name).strip("-")[:40]
    return Journal(platformdirs.user_data_path("qa") / "journals" / f"{name or 'corpus'}-{digest}.sqlite")


class Journal:
    """Keeps what was said. Each method is one transaction and raises JournalNotWritable."""

    def __init__(self, path: Path) -> None:
        """Opens and makes nothing yet."""
        self._database = Database(path)

    @property
    def set_aside(self) -> Path | None:
        """Where a journal is now that was damaged or of another version; None if there was none."""
        return self._database.set_aside

    # Conversations

    def begin(self) -> int:
        """Id of a new conversation."""
        with self._database.changing() as connection:
            return int(connection.execute("INSERT INTO conversations DEFAULT VALUES").lastrowid or 0)

    def add(self, conversation_id: int, asked: str, answer: Answer, asked_at: datetime) -> int:
        """Id of the turn that is kept now."""
        with self._database.changing() as connection:
            cursor = connection.execute(
                "INSERT INTO turns (conversation_id, asked_at, asked, answer) VALUES (?, ?, ?, ?)",
                (conversation_id, asked_at.astimezone(UTC).isoformat(), asked, answers.written(answer)),
            )
            return int(cursor.lastrowid or 0)

    def better(self, turn_id: int, answer: Answer) -> None:
        """Puts a better answer in the place of the turn's."""
        with self._database.changing() as connection:
            connection.execute("UPDATE turns SET answer = ? WHERE id = ?", (answers.written(answer), turn_id))

    def conversations(self) -> list[ConversationRecord]:
        """Those with a turn, the one that was last gone on with first."""
        with self._database.reading() as connection:
            rows = (
                connection.execute("SELECT conversation_id, asked, asked_at FROM turns ORDER BY id")
                if connection
                else ()
            )
            found: dict[int, tuple[list[str], str]] = {}
            for conversation_id, asked, asked_at in rows:
                questions, _ = found.pop(conversation_id, ([], ""))
                questions.append(asked)
                found[conversation_id] = (questions, asked_at)  # at the end, as the latest
        records = [ConversationRecord(key, tuple(questions), _time(at)) for key, (questions, at) in found.items()]
        return records[::-1]

    def exchanges(self, conversation_id: int) -> list[Exchange]:
        """The conversation's turns, oldest first; what can't be read of it is left out."""
        with self._database.reading() as connection:
            rows = _rows(
                connection,
                "SELECT asked, answer, asked_at FROM turns WHERE conversation_id = ? ORDER BY id",
                conversation_id,
            )
        found = []
        for asked, answer, asked_at in rows:
            with suppress(ValueError):
                found.append(Exchange(asked, answers.read(answer), _time(asked_at)))
        return found

    def forget(self, conversation_id: int) -> None:
        with self._database.changing() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def questions(self, most: int = 1000) -> list[str]:
        """The last questions of all conversations as they were typed, oldest first."""
        with self._database.reading() as connection:
            rows = _rows(connection, "SELECT asked FROM turns ORDER BY id DESC LIMIT ?", most)
        return [asked for (asked,) in reversed(rows)]

    # Marks

    def mark(self, mark: Mark) -> None:
        """Keeps the mark, in the place of one given to the same citation before."""
        with self._database.changing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)", (*_key(mark), mark.sentence, mark.is_right)
            )

    def unmark(self, mark: Mark) -> None:
        """Takes the mark of that citation away."""
        with self._database.changing() as connection:
            connection.execute(
                'DELETE FROM marks WHERE (question, history, path, "start", "end") = (?, ?, ?, ?, ?)', _key(mark)
            )

    def marks(self) -> list[Mark]:
        """All marks, in the order they were given."""
        with self._database.reading() as connection:
            rows = _rows(connection, "SELECT * FROM marks ORDER BY rowid")
        return [
            Mark(question, tuple(json.loads(history)), path, start, end, sentence, bool(is_right))
            for question, history, path, start, end, sentence, is_right in rows
        ]

    # Saved questions

    def save(self, asked: str, generation: int) -> None:
        """Keeps the question; it knows the index up to that generation."""
        with self._database.changing() as connection:
            connection.execute("INSERT OR IGNORE INTO saved (asked, generation) VALUES (?, ?)", (asked, generation))

    def saved(self) -> list[SavedQuestion]:
        """In the order they were saved."""
        with self._database.reading() as connection:
            rows = _rows(connection, "SELECT id, asked, generation FROM saved ORDER BY id")
        return [SavedQuestion(*row) for row in rows]

    def unsave(self, asked: str) -> None:
        with self._database.changing() as connection:
            connection.execute("DELETE FROM saved WHERE asked = ?", (asked,))

    def caught_up(self, saved: Iterable[SavedQuestion], generation: int) -> None:
        """Notes that those questions know the index up to that generation."""
        with self._database.changing() as connection:
            connection.executemany(
                "UPDATE saved SET generation = ? WHERE id = ?", [(generation, each.id) for each in saved]
            )


def _rows(connection: sqlite3.Connection | None, query: str, *values: int) -> list[tuple[Any, ...]]:
    """What the query finds; nothing where nothing is kept yet."""
    return connection.execute(query, values).fetchall() if connection else []


def _key(mark: Mark) -> tuple[str, str, str, int, int]:
    return mark.question, json.dumps(mark.history), mark.path, mark.start, mark.end


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
