"""A citation in one line that opens to its passage."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from qa.answer import Citation
from qa.chat.text import label, passage
from qa.confidence import in_words


def source(citation: Citation, *, judged: bool) -> list[str]:
    """Place, date and, where it was judged, strength of a citation; what isn't known is left out."""
    strength = in_words(citation.confidence) if judged else ""
    return [part for part in (citation.place, label(citation.article.published or ""), strength) if part]


class CitationHeader(Static):
    """Number, title, place, date and strength, always in one line: a long title gives way."""

    opened = reactive(False)

    def __init__(self, citation: Citation, *, judged: bool) -> None:
        super().__init__()
        self._number = f" {citation.number}  "
        self._title = label(citation.article.title)
        self._source = " · ".join(source(citation, judged=judged))

    def render(self) -> Content:
        arrow = "▾" if self.opened else "▸"
        start = Content.assemble((arrow, "$text-muted"), (self._number, "$text-muted"))
        room = max(self.size.width - start.cell_length - Content(self._source).cell_length - 2, 8)
        title = Content(self._title).truncate(room, ellipsis=True).truncate(room, pad=True)
        return Content.assemble(start, title, "  ", (self._source, "$text-muted"))


class CitationView(Vertical, can_focus=True):
    """One of the further citations: closed it is a line, opened its passage with the best sentence marked."""

    HELP = """
## A citation

**Enter** opens and closes its passage, **↑** and **↓** go from one to the next, **Escape** back to your question.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "open_or_close", "Open or close", id="citation.toggle", tooltip="Show or hide the passage"
        ),
        Binding("up", "app.focus_previous", "Previous", show=False, id="citation.previous", tooltip="Citation before"),
        Binding("down", "app.focus_next", "Next", show=False, id="citation.next", tooltip="Citation after"),
    ]
    opened = reactive(False)

    def __init__(self, citation: Citation, *, judged: bool) -> None:
        super().__init__()
        self._citation = citation
        self._judged = judged

    def compose(self) -> ComposeResult:
        yield CitationHeader(self._citation, judged=self._judged).data_bind(CitationView.opened)

    async def watch_opened(self, opened: bool) -> None:
        if opened:
            await self.mount(Static(passage(self._citation), classes="passage"))
            self.scroll_visible()
        else:
            await self.query(".passage").remove()

    def on_click(self) -> None:
        self.action_open_or_close()

    def action_open_or_close(self) -> None:
        self.opened = not self.opened
