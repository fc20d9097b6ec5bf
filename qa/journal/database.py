"""The file behind the journal: made by the first thing that is kept, private, and set aside when it can't be read."""

import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path

from index.errors import QaError

_VERSION = 1
_BUSY_TIMEOUT_S = 5


class JournalNotWritable(QaError):
    """The journal cannot be written."""


class Database:
    """The journal's file; threads and processes may share it. Nothing is opened before it is used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """Where a file is now that could not be read; None if all is well."""
        self._checked = False
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """The connection; None while nothing is kept yet."""
        with self._told_errors(), self._lock:
            if not self._is_sound():
                yield None
                return
            with closing(self._connected()) as connection:
                yield connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what fails within leaves no trace. Raises JournalNotWritable."""
        with self._told_errors(), self._lock:
            if not self._is_sound():
                self._create()
            with closing(self._connected()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _is_sound(self) -> bool:
        """Whether there is a file to go on with; one that can't be read, or of another version, makes way."""
        if not self.path.exists():
            return False
        if not self._checked and not self._check():
            self._set_aside()
            return False
        self._checked = True
        return True

    def _check(self) -> bool:
        try:
            with closing(self._connected()) as connection:
                version, state = (
                    connection.execute(f"PRAGMA {of}").fetchone()[0] for of in ("user_version", "quick_check(1)")
                )
                return bool(version == _VERSION and state == "ok")
        except sqlite3.OperationalError:  # busy, or not to be opened: no reason to take it away
            raise
        except sqlite3.DatabaseError:
            return False

    def _set_aside(self) -> None:
        self.set_aside = self.path.with_name(f"{self.path.name}.{time.time_ns()}.set-aside")
        self.path.replace(self.set_aside)
        for suffix in ("-wal", "-shm", "-journal"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _create(self) -> None:
        """Makes it whole beside its place: another chat may be making it at the same time."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.parent.chmod(0o700)
        schema = resources.files("qa.journal").joinpath("schema.sql").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(dir=self.path.parent) as beside:
            made = Path(beside) / self.path.name
            made.touch(mode=0o600)
            with closing(sqlite3.connect(made, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.executescript(f"BEGIN; {schema} PRAGMA user_version = {_VERSION}; COMMIT;")
            with suppress(FileExistsError):  # the other chat was as quick
                self.path.hardlink_to(made)

    @contextmanager
    def _told_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self._checked = False
            raise JournalNotWritable(
                f"what is asked can't be kept in {self.path} ({error}): make room or give the right to write there, "
                "or set keep = false under [conversations] in the configuration"
            ) from error
