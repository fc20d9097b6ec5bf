"""A citation in one line that opens to its passage."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from qa.answer import Citation
from qa.chat.text import MUTED, label, passage
from qa.chat.widgets.cited import Cited, source
from qa.verification import Verdict

_LEAST_TITLE = 8
"""Cells that are left to the title, however narrow the screen."""


class CitationHeader(Static):
    """Number, title, place, date and strength, always in one line: a long title gives way, then a long place."""

    opened = reactive(False)
    verdict: reactive[Verdict | None] = reactive(None)
    marked: reactive[bool | None] = reactive(None)

    def __init__(self, citation: Citation, *, judged: bool) -> None:
        super().__init__()
        self._citation = citation
        self._judged = judged

    def render(self) -> Content:
        start = Content.styled(f"{'▾' if self.opened else '▸'} {self._citation.number}  ", MUTED)
        room = max(self.size.width - start.cell_length - 2, _LEAST_TITLE)
        where = self._where(room - _LEAST_TITLE)
        room = max(room - where.cell_length, _LEAST_TITLE)
        title = Content(label(self._citation.article.title))
        return Content.assemble(start, title.truncate(room, ellipsis=True).truncate(room, pad=True), "  ", where)

    def _where(self, room: int) -> Content:
        return source(self._citation, judged=self._judged, verdict=self.verdict, marked=self.marked, room=room)


class CitationView(Cited):
    """One of the further citations: closed it is a line, opened its passage with the best sentence marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "open_or_close", "Passage", id="citation.toggle", tooltip="Show or hide the passage here"),
    ]
    opened = reactive(False)

    def compose(self) -> ComposeResult:
        header = CitationHeader(self.citation, judged=self._judged)
        yield header.data_bind(CitationView.opened, CitationView.verdict, CitationView.marked)

    async def watch_opened(self, opened: bool) -> None:
        if opened:
            await self.mount(*self._body())
        else:
            await self.query(".passage, .also").remove()

    def _body(self) -> Iterator[Static]:
        yield Static(passage(self.citation), classes="passage")
        if self.citation.also:
            yield Static(Content(label(self.citation.also_in)), classes="also")

    def on_resize(self) -> None:
        """Comes once the passage has been laid out."""
        if self.opened and self.has_focus:
            self.scroll_visible(animate=False)

    def action_open_or_close(self) -> None:
        self.opened = not self.opened
