"""How question sets are written, whatever they are made of."""

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index.errors import QaError

_LONGEST_NAME = 60
"""Characters, since a file name has at most 255 bytes."""


@contextmanager
def new_set(target: Path) -> Iterator[Path]:
    """A folder to write a question set into, which becomes `target` at the end: all of it or nothing.

    Raises QaError unless `target` is new or empty, and can be written.
    """
    _check_empty(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as beside:
            made = Path(beside) / target.name
            yield made
            if target.exists():
                target.rmdir()
            made.replace(target)
    except OSError as error:
        raise QaError(f"{target} cannot be written: {error.strerror}") from None


def _check_empty(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise QaError(f"{target} is a file: name a folder that is new or empty")
    if target.exists() and any(target.iterdir()):
        raise QaError(f"{target} is not empty: name a folder that is new or empty")


def question_line(
    identity: str,
    text: str,
    gold: Sequence[tuple[str, int]],
    history: Sequence[str] = (),
    answers: Sequence[str] = (),
) -> str:
    """A line of questions.jsonl; a question without gold is one that nothing answers."""
    fields = {
        "id": identity,
        "question": text,
        "history": history,
        "gold": gold,
        "answers": answers,
        "answerable": bool(gold),
    }
    return f"{json.dumps(fields)}\n"


def file_name(identity: str, taken: set[str]) -> str:
    """The id as a name for a file on any system, unlike those taken, to which it is added."""
    plain = re.sub(r"[^\w.-]", "_", unicodedata.normalize("NFC", identity))
    plain = plain.strip(".")[:_LONGEST_NAME] or "_"  # a leading dot would hide the file
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name.casefold())
    return name
