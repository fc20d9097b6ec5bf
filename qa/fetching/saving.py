"""Files written whole or not at all."""

import os
from pathlib import Path

from index.errors import QaError


def write_beside(file: Path, content: bytes) -> None:
    """Writes beside the file, hidden from the index, and swaps it in. Raises QaError."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        raise unwritable(file, error) from None
    finally:
        beside.unlink(missing_ok=True)


def unwritable(file: Path, error: OSError) -> QaError:
    """What is told of a file that cannot be written."""
    return QaError(f"{file} cannot be written ({error.strerror}): make room, or allow it")
