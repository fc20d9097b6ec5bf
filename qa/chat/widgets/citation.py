"""A citation in one line that opens to its passage."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from qa.answer import Citation
from qa.chat.text import MUTED, label, passage
from qa.confidence import in_words

_STRENGTH_STYLES = {"strong": "$text-success", "possible": "$text-warning"}


def source(citation: Citation, *, judged: bool) -> Content:
    """Place, date and, where it was judged, strength of a citation; what isn't known is left out."""
    strength = in_words(citation.confidence) if judged else ""
    parts = [
        Content.styled(text, style)
        for text, style in (
            (citation.place, MUTED),
            (label(citation.article.published or ""), MUTED),
            (strength, _STRENGTH_STYLES.get(strength, MUTED)),
        )
        if text
    ]
    return Content.styled(" · ", MUTED).join(parts)


class CitationHeader(Static):
    """Number, title, place, date and strength, always in one line: a long title gives way."""

    opened = reactive(False)

    def __init__(self, citation: Citation, *, judged: bool) -> None:
        super().__init__()
        self._number = f" {citation.number}  "
        self._title = label(citation.article.title)
        self._source = source(citation, judged=judged)

    def render(self) -> Content:
        start = Content.styled(f"{'▾' if self.opened else '▸'}{self._number}", MUTED)
        room = max(self.size.width - start.cell_length - self._source.cell_length - 2, 8)
        title = Content(self._title).truncate(room, ellipsis=True).truncate(room, pad=True)
        return Content.assemble(start, title, "  ", self._source)


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
        Binding("escape", "screen.back", "Back", id="citation.back", tooltip="Back to the prompt"),
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
            await self.mount(*self._body())
        else:
            await self.query(".passage, .also").remove()

    def _body(self) -> Iterator[Static]:
        yield Static(passage(self._citation), classes="passage")
        if self._citation.also:
            yield Static(Content(label(self._citation.also_in)), classes="also")

    def on_resize(self) -> None:
        """Comes once the passage has been laid out."""
        if self.opened and self.has_focus:
            self.scroll_visible(animate=False)

    def on_click(self) -> None:
        self.action_open_or_close()

    def action_open_or_close(self) -> None:
        self.opened = not self.opened
