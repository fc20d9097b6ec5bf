"""A long text cut into rows of the screen, by offsets, so that only the rows in sight need to be drawn.

A text of a megabyte takes some 50 ms: most lines hold only characters one cell wide, and are cut by counting.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import get_character_cell_size


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the screen."""

    start: int
    end: int
    """[start, end) in the text, without the white space at which it was cut."""
    line: int
    """Number of the text's line that begins here, from 1; 0 where one goes on."""


def rows(text: str, width: int) -> list[Row]:
    """The text's rows in a column of so many cells, cut between words where that is possible."""
    found: list[Row] = []
    start = 0
    for number, content in enumerate(text.split("\n"), 1):
        end = start + len(content)
        if end - start <= width and content.isascii():
            found.append(Row(start, end, number))
        else:
            cuts = _cuts(text, start, end, max(width, 1))
            found += [Row(first, last, 0 if first > start else number) for first, last in cuts]
        start = end + 1
    return found


def row_of(rows: list[Row], offset: int) -> int:
    """Which row shows the character at that offset of the text, from 0."""
    return max(bisect_right(rows, offset, key=lambda row: row.start) - 1, 0)


def _cuts(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    widths = {character: get_character_cell_size(character) for character in set(text[start:end])}
    if set(widths.values()) <= {1}:
        yield from _narrow_cuts(text, start, end, width)
    else:
        yield from _wide_cuts(text, start, list(accumulate(widths[character] for character in text[start:end])), width)


def _narrow_cuts(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    while end - start > width:
        space = text.rfind(" ", start + 1, start + width + 1)
        cut = space if space > 0 else start + width
        yield start, cut
        start = cut + (space > 0)
    yield start, end


def _wide_cuts(text: str, start: int, ends: list[int], width: int) -> Iterator[tuple[int, int]]:
    """`ends` tells for each character, the first of them at `start`, how many cells the line has up to its end."""
    at, stop = 0, len(ends)
    while at < stop:
        before = ends[at - 1] if at else 0
        fits = max(bisect_right(ends, before + width, at), at + 1)
        # Scripts that put no spaces between words may be cut anywhere: one far back would leave half a row empty.
        space = text.rfind(" ", start + (at + fits) // 2, start + fits + 1) - start if fits < stop else -1
        cut = space if space > at else fits
        yield start + at, start + cut
        at = cut + (space > at)
