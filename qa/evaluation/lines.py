"""Files of one JSON object a line, whose mistakes are told with the file and line they stand in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from index.errors import QaError

_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """An object and where it stands. What asks for a field raises QaError where it is missing or of another type."""

    file: Path
    line: int
    """From 1."""
    fields: dict[str, Any]

    def refuse(self, what: str) -> NoReturn:
        raise QaError(f"{self.file}, line {self.line}: {what}")

    def string(self, key: str) -> str:
        """A string that is not blank."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse_value(key, value, "a string that is not empty")
        return value

    def text(self, key: str) -> str:
        """A string that may be blank or missing."""
        value = self.fields.get(key) or ""
        if not isinstance(value, str):
            self._refuse_value(key, value, "a string")
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            self._refuse_value(key, value, "true or false")
        return value

    def items(self, key: str) -> list[Any]:
        """A list of anything."""
        value = self._value(key)
        if not isinstance(value, list):
            self._refuse_value(key, value, "a list")
        return value

    def strings(self, key: str, *, blank: bool = False) -> tuple[str, ...]:
        """A list of strings, none of them blank unless they may be."""
        for value in self.items(key):
            if not isinstance(value, str) or not (blank or value.strip()):
                self._refuse_value(key, value, "a list of strings" if blank else "a list of strings that are not empty")
        return tuple(self.items(key))

    def _value(self, key: str) -> Any:
        if key not in self.fields:
            self.refuse(f'"{key}" is missing')
        return self.fields[key]

    def _refuse_value(self, key: str, value: Any, wanted: str) -> NoReturn:
        shown = json.dumps(value, ensure_ascii=False)
        shown = shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}…"
        self.refuse(f'"{key}" must be {wanted}, and this is {shown}')


def read_rows(file: Path, layout: str) -> Iterator[Row]:
    """The objects of the file; blank lines are passed over. `layout` says what belongs where, should it be missing.

    Raises QaError for a file that cannot be read, and for the first line that is no object.
    """
    for number, line in read_lines(file, layout):
        if line.strip():
            yield Row(file, number, _object(file, number, line))


def read_lines(file: Path, layout: str) -> Iterator[tuple[int, str]]:
    """(number from 1, line) of a UTF-8 file. Raises QaError as `read_rows` does."""
    number = 0
    try:
        with file.open(encoding="utf-8-sig", newline="\n") as opened:
            for number, line in enumerate(opened, 1):
                yield number, line
    except FileNotFoundError:
        raise QaError(f"there is no file {file}: {layout}") from None
    except OSError as error:
        raise QaError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise QaError(f"{file} is not UTF-8, somewhere after line {number}: save it as UTF-8") from None


def _object(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QaError(f"{file}, line {number}: no JSON ({error}): write one object a line") from None
    if not isinstance(fields, dict):
        raise QaError(f"{file}, line {number}: not an object: write {{…}}")
    return fields
