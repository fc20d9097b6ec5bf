"""What goes wrong with an index, told to people."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.database import is_damage
from index.errors import IndexDamaged, IndexNotWritable, OtherVersion


@contextmanager
def told_errors(index: Path, corpus: Path) -> Iterator[None]:
    """The errors of the index as one line that says what to do."""
    anew = f"run  qa index {corpus} --rebuild  to make it anew from the articles"
    try:
        yield
    except OtherVersion as error:
        raise OtherVersion(f"the index {index} was {error}: {anew}") from None
    except (sqlite3.DatabaseError, OSError) as error:
        if is_damage(error):
            raise IndexDamaged(f"the index {index} is damaged ({error}): {anew}") from error
        reason = error.strerror if isinstance(error, OSError) else error
        raise IndexNotWritable(
            f"the index {index} cannot be used ({reason}): what was done by then is kept; "
            "make room, or put the index elsewhere with --index DIR"
        ) from error
