"""The whole text of an article, however long, with a passage and its sentence marked."""

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from index.cleaning import clean
from qa.answer import Citation
from qa.chat.rows import Row, row_of, rows
from qa.chat.text import unsteered

_WIDEST = 100
"""Cells of running text; longer rows are hard to follow."""
_ABOVE = 4
"""The marked sentence comes to stand at a quarter of the height."""
_EDGE = 2
"""Cells of the edge beside the passage."""


class ArticleText(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws only the rows in sight."""

    HELP = """
## The article

Its passage that was found is set off, the sentence that answers is marked. Scroll with the **arrows**, **Page up** and
**Page down**; **n** and **p** go to the next and previous citation, **o** opens the file, **Escape** goes back.
"""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--text",
        "article--passage",
        "article--sentence",
        "article--line",
        "article--edge",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "rows(-1)", "Up", show=False, id="article.up", tooltip="Scroll up"),
        Binding("down,j", "rows(1)", "Down", show=False, id="article.down", tooltip="Scroll down"),
        Binding("pageup,b", "pages(-1)", "Page up", show=False, id="article.page_up", tooltip="Scroll up a page"),
        Binding(
            "pagedown,space", "pages(1)", "Page down", show=False, id="article.page_down", tooltip="Scroll down a page"
        ),
        Binding("home,g", "first", "Beginning", show=False, id="article.home", tooltip="To the beginning"),
        Binding("end,G", "last", "End", show=False, id="article.end", tooltip="To the end"),
        Binding(
            "c", "to_sentence", "To the sentence", show=False, id="article.sentence", tooltip="Back to what is cited"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._rows: list[Row] = []
        self._width = 0
        """Cells of the column that `_rows` were cut for; 0 if that is still to be done."""
        self._gutter = _EDGE
        """Cells at the left: the numbers of the lines, where they mean something, and the edge of the passage."""
        self._citation: Citation | None = None
        self._at: int | None = None
        """Offset that is to come into sight once there are rows."""

    def show(self, text: str, citation: Citation) -> None:
        """Shows the text at what the citation quotes of it."""
        self._text = clean(text).replace("\t", " ")  # keeps every offset true
        self._citation = citation
        self._gutter = _EDGE if citation.line is None else len(str(self._text.count("\n") + 1)) + 2 + _EDGE
        self._at = citation.sentence.start
        self._width = 0
        self._lay_out()

    def clear(self) -> None:
        """Shows nothing."""
        self._text, self._citation, self._rows, self._width = "", None, [], 0
        self._lay_out()

    def on_resize(self) -> None:
        self._lay_out()

    # Without animation, which would lag behind a key that is held down.

    def action_rows(self, number: int) -> None:
        self.scroll_relative(y=number, animate=False)

    def action_pages(self, number: int) -> None:
        self.scroll_relative(y=number * (self.scrollable_content_region.height - 1), animate=False)

    def action_first(self) -> None:
        self.scroll_home(animate=False)

    def action_last(self) -> None:
        self.scroll_end(animate=False)

    def action_to_sentence(self) -> None:
        if self._citation:
            self._at = self._citation.sentence.start
            self._lay_out()

    def _lay_out(self) -> None:
        """Cuts the text into rows for the width that there is, and stays where it is in the text."""
        room = self.scrollable_content_region.width
        width = min(room - self._gutter - 1, _WIDEST)
        if room <= 0:
            return
        if width != self._width:
            at = self._at if self._at is not None else self._offset_on_top()
            self._rows, self._width = rows(self._text, width), width
            self.virtual_size = Size(room, len(self._rows))
            self._scroll_to_row(row_of(self._rows, at), self._at is not None)
        elif self._at is not None:
            self._scroll_to_row(row_of(self._rows, self._at), True)
        self._at = None
        self.refresh()

    def _offset_on_top(self) -> int:
        row = self.scroll_offset.y
        return self._rows[row].start if row < len(self._rows) else 0

    def _scroll_to_row(self, row: int, with_room: bool) -> None:
        above = self.scrollable_content_region.height // _ABOVE if with_room else 0
        self.scroll_to(y=row - above, animate=False, immediate=True, force=True)

    def render_line(self, y: int) -> Strip:
        row, ground = y + self.scroll_offset.y, self.get_component_rich_style("article--text")
        segments = self._segments(self._rows[row]) if row < len(self._rows) else ()
        return Strip(list(segments)).adjust_cell_length(self.size.width, ground)

    def _segments(self, row: Row) -> Iterator[Segment]:
        in_passage = self._is_in_passage(row)
        if self._gutter > _EDGE:
            number = f"{row.line or '':>{self._gutter - _EDGE - 1}} "
            yield Segment(number, self.get_component_rich_style("article--line"))
        yield Segment("▌ " if in_passage else "  ", self.get_component_rich_style("article--edge"))
        cells = 0
        for start, end, style in self._pieces(row):
            segment = Segment(unsteered(self._text[start:end]), style)
            cells += segment.cell_length
            yield segment
        if in_passage:
            yield Segment(" " * max(self._width + 1 - cells, 0), self.get_component_rich_style("article--passage"))

    def _is_in_passage(self, row: Row) -> bool:
        passage = self._citation.passage if self._citation else None
        return passage is not None and row.start < passage.end and max(row.end, row.start + 1) > passage.start

    def _pieces(self, row: Row) -> Iterator[tuple[int, int, Style]]:
        """[start, end) and style of the stretches of a row that look the same."""
        marks = [(self._citation.passage, "passage"), (self._citation.sentence, "sentence")] if self._citation else []
        bounds = {row.start, row.end}
        bounds.update(edge for quote, _ in marks for edge in (quote.start, quote.end) if row.start < edge < row.end)
        edges = sorted(bounds)
        for start, end in pairwise(edges):
            names = [
                "article--text",
                *(f"article--{name}" for quote, name in marks if quote.start <= start < quote.end),
            ]
            yield start, end, self.get_component_rich_style(names[-1])
