"""The reader: an article at the passage that is cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from qa.answer import Citation, Quote
from qa.chat.shelf import Shelf
from qa.chat.text import MUTED, label, line
from qa.chat.widgets.article import ArticleText
from qa.chat.widgets.cited import source, standing
from qa.chat.wording import told
from qa.verification import Verdict

_NOT_KEPT = "read again since this answer: only the passage is left"


class ReaderHead(Static):
    """Whose words these are, where they stand, and whether they still do."""

    verdict: reactive[Verdict | None] = reactive(None, layout=True)

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self._citation: Citation | None = None
        self._number = ""
        self._note = ""

    def show(self, citation: Citation, number: str) -> None:
        """Shows it as not yet checked; `number` tells which of how many it is."""
        self._citation, self._number, self._note, self.verdict = citation, number, "", None
        self.refresh(layout=True)

    def note(self, note: str) -> None:
        """Says what is wrong with the text below."""
        self._note = note
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content("\n").join([self._title(), self._where(), self._standing()]) if self._citation else Content()

    def _title(self) -> Content:
        assert self._citation
        link, _ = self._shelf.links(self._citation)
        room = max(self.size.width - len(self._number) - 2, 1)
        title = Content(label(self._citation.article.title)).truncate(room, ellipsis=True)
        gap = " " * max(self.size.width - title.cell_length - len(self._number), 2)
        return Content.assemble(title.stylize("bold").stylize(Style(link=link)), gap, (self._number, MUTED))

    def _where(self) -> Content:
        assert self._citation
        author = label(self._citation.article.author or "")
        where = source(self._citation, judged=False)
        return Content.styled(" · ", MUTED).join([Content.styled(author, MUTED), where] if author else [where])

    def _standing(self) -> Content:
        assert self._citation
        _, link = self._shelf.links(self._citation)
        path = line(self._citation.article.path)
        from_where = (
            Content(line(self._citation.article.source_url or "")).stylize(Style(link=link)) if link else Content(path)
        )
        said = standing(self.verdict, always_in_words=True) if self.verdict else Content.styled("… checking", MUTED)
        note = Content.styled(f" · {self._note}", "$text-warning") if self._note else Content()
        return Content.assemble(said, note, (" · ", MUTED), from_where.stylize(MUTED))


class Reader(Vertical):
    """Shows the citations of one answer, one at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "step(1)", "Next", id="reader.next", tooltip="Next citation of this answer"),
        Binding("p,left", "step(-1)", "Previous", id="reader.previous", tooltip="Citation before of this answer"),
        Binding("escape", "leave", "Back", id="reader.back", tooltip="Back to the conversation"),
    ]

    @dataclass
    class Turned(Message):
        """Another citation is shown."""

        citation: Citation

    class Left(Message):
        """The person goes back to the conversation."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self._citations: tuple[Citation, ...] = ()
        self._at = 0

    @property
    def citation(self) -> Citation | None:
        """What is shown; None while that is nothing."""
        return self._citations[self._at] if self._citations else None

    def compose(self) -> ComposeResult:
        yield ReaderHead(self._shelf)
        yield ArticleText()

    def show(self, citations: Sequence[Citation], at: int) -> None:
        """Shows the citation at that place, from 0, of those of an answer."""
        self._citations, self._at = tuple(citations), at
        number = f"{at + 1} of {len(self._citations)}"
        self.query_one(ReaderHead).show(self._citations[at], number)
        self.run_worker(self._load(self._citations[at]), group="reading", exclusive=True, exit_on_error=False)
        self.post_message(self.Turned(self._citations[at]))

    def clear(self) -> None:
        """Shows nothing."""
        self._citations = ()
        self.query_one(ArticleText).clear()

    def action_step(self, step: int) -> None:
        at = self._at + step
        if 0 <= at < len(self._citations):
            self.show(self._citations, at)

    def action_leave(self) -> None:
        self.post_message(self.Left())

    async def _load(self, citation: Citation) -> None:
        text = await self._shelf.text(citation)
        if text is None:
            self.query_one(ReaderHead).note(_NOT_KEPT)
            self.query_one(ArticleText).show(citation.passage.text, _alone(citation))
        else:
            self.query_one(ArticleText).show(text, citation)
        self.query_one(ReaderHead).verdict = await self._shelf.verdict(citation)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where an error of any kind comes out."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.query_one(ReaderHead).note(told(event.worker.error))


def _alone(citation: Citation) -> Citation:
    """The citation with its offsets counted from its passage's beginning, and no line numbers."""
    start = citation.passage.start

    def moved(quote: Quote) -> Quote:
        return replace(quote, start=quote.start - start, end=quote.end - start)

    return replace(citation, passage=moved(citation.passage), sentence=moved(citation.sentence), line=None)
