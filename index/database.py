"""The SQLite file under the store: its connection, its version, and its numbered changes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TypeVar, cast

from index.errors import NotIndexed, OtherVersion

FILE_NAME = "store.sqlite"
_VERSION = 4
"""Of the schema and of the way passages are cut; an index of another version is made anew."""
_BUSY_TIMEOUT_S = 30
_CACHE_KIB = 16_384
"""Of pages that are kept: a question reads more of them than fit into the 2 MiB that are usual."""
_Value = TypeVar("_Value", int, str)


class Database:
    """One connection to the file; threads take turns or open one each."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Opens the store in `folder`; with `create`, makes it if there is none.

        Raises NotIndexed when there is none, OtherVersion, and sqlite3.DatabaseError when it is broken.
        """
        path = folder / FILE_NAME
        if not create and not path.exists():
            raise NotIndexed(f"{folder} holds no index")
        self._path = path
        self._connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(create)
        except BaseException:
            self._connection.close()
            raise
        self._file = path.stat().st_ino

    @property
    def is_current(self) -> bool:
        """Whether the file is still the one that was opened, and not another in its place."""
        return self._path.exists() and self._path.stat().st_ino == self._file

    def close(self) -> None:
        self._connection.close()

    def _prepare(self, create: bool) -> None:
        self._connection.execute("PRAGMA foreign_keys = ON")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and create:
            self._connection.execute("PRAGMA journal_mode = WAL")
            schema = resources.files("index").joinpath("schema.sql").read_text(encoding="utf-8")
            self._connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version == 0:
            raise NotIndexed("the index is just being made")
        elif version != _VERSION:
            raise OtherVersion(f"made by another version of qa (layout {version}, this one makes {_VERSION})")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        # With WAL a crash of the machine may cost the last transactions, never the database: they are made again.
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def check(self) -> None:
        """Raises sqlite3.DatabaseError if any page is damaged; reads all of them."""
        (found, *_), *_ = self._connection.execute("PRAGMA integrity_check(1)")
        if found != "ok":
            raise sqlite3.DatabaseError(found)

    @contextmanager
    def _change(self) -> Iterator[int]:
        """One transaction under a generation of its own."""
        with self._transaction():
            generation = self.generation + 1
            self.put_meta("generation", generation)
            yield generation

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """What fails within leaves no trace."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # some failures, such as that of a full disk, end it by themselves
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read within is of one state of the store."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    @property
    def generation(self) -> int:
        """The number of the last change; 0 if there was none."""
        return self.meta("generation", 0)

    def meta(self, key: str, default: _Value) -> _Value:
        """What is kept under the key; `default`, which is of the same type, where nothing is."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return cast(_Value, row[0]) if row else default

    def put_meta(self, key: str, value: int | str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def is_damage(error: Exception) -> bool:
    """Whether it is about what the file says, rather than about reading or writing it just now."""
    told_by_sqlite = isinstance(error, sqlite3.OperationalError) and hasattr(error, "sqlite_errorcode")
    return isinstance(error, sqlite3.DatabaseError) and not told_by_sqlite
