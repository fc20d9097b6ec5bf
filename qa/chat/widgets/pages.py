"""Conversation and reader, side by side or, where there is no room for both, one covering the other."""

from typing import ClassVar

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import Worker, WorkerState

from index.errors import QaError
from qa.answer import Citation
from qa.chat.dialogs.why import WhyDialog
from qa.chat.shelf import Shelf
from qa.chat.widgets.article import ArticleText
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.conversation import Conversation
from qa.chat.widgets.reader import Reader
from qa.chat.widgets.turn import Turn
from qa.chat.wording import told
from qa.opening import run

_DIGITS = "123456789"


class Pages(Horizontal):
    """Goes from citation to citation, reads them in the reader, and opens their files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open_source", "Open", id="pages.open", tooltip="Open the file where it is quoted"),
        Binding("w", "explain", "Why", id="pages.why", tooltip="Say why this was found, and why not another article"),
        Binding("tab", "other_page", "Other pane", show=False, id="pages.other", tooltip="From citation to reader"),
        *(
            # Not listed with the other keys, which nine of these would hide; the help of a citation tells of them.
            Binding(digit, f"cite({digit})", f"Citation {digit}", show=False, system=True, id=f"pages.cite{digit}",
                    tooltip=f"To citation {digit} of this answer")
            for digit in _DIGITS
        ),
    ]  # fmt: skip

    class Left(Message):
        """The person has nothing more to do here."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf

    @property
    def conversation(self) -> Conversation:
        return self.query_one(Conversation)

    @property
    def reader(self) -> Reader:
        return self.query_one(Reader)

    @property
    def is_reading(self) -> bool:
        """Whether the reader is open."""
        return self.has_class("reading")

    @property
    def at(self) -> Cited | None:
        """The citation that the person is at, in the conversation or in the reader."""
        focused = self.screen.focused
        return focused if isinstance(focused, Cited) else self.conversation.cited(self.reader.citation)

    # The reader

    def toggle(self) -> None:
        """Opens the reader at the citation that the person is at, else at the newest answer; or closes it."""
        if self.is_reading:
            self.close()
        elif cited := self.at or self.conversation.newest_cited:
            self._read(cited)

    def close(self) -> None:
        """Closes the reader; whoever is in it goes back to the citation."""
        was_inside, citation = self.reader.has_focus_within, self.reader.citation
        self.remove_class("reading")
        if was_inside:
            self._go_back_to(citation)
        self.reader.clear()
        self._mark(None)

    def uncover(self) -> None:
        """Closes the reader where it covers the conversation."""
        if self.is_reading and self.screen.has_class("-narrow"):
            self.close()

    def give_way(self) -> None:
        """Closes the reader, which is about to cover the conversation, unless somebody is reading there."""
        if self.is_reading and not self.reader.has_focus_within:
            self.close()

    def follow(self, turn: Turn) -> None:
        """Shows a new answer in the reader too, unless somebody is reading there."""
        if self.is_reading and not self.reader.has_focus_within and turn.cited:
            self._show(turn.cited[0])

    def on_cited_opened(self, message: Cited.Opened) -> None:
        self._read(message.cited)

    def on_cited_chosen(self, message: Cited.Chosen) -> None:
        if self.is_reading:
            self._show(message.cited)

    def on_reader_turned(self, message: Reader.Turned) -> None:
        self._mark(message.citation)

    def on_reader_left(self) -> None:
        if self.screen.has_class("-narrow"):
            self.close()
        else:
            self._go_back_to(self.reader.citation)

    def _read(self, cited: Cited) -> None:
        self.add_class("reading")
        self.conversation.show(self.conversation.turn_of(cited))
        self._show(cited)
        self.screen.set_focus(self.query_one(ArticleText))

    def _show(self, cited: Cited) -> None:
        if cited.citation is not self.reader.citation:
            citations = [other.citation for other in self.conversation.turn_of(cited).cited]
            self.reader.show(citations, citations.index(cited.citation))

    def _go_back_to(self, citation: Citation | None) -> None:
        """To where it stands in the conversation, or out of here if it is there no more."""
        cited = self.conversation.cited(citation)
        self.screen.set_focus(cited) if cited else self.post_message(self.Left())

    def _mark(self, citation: Citation | None) -> None:
        """Marks in the conversation what is being read."""
        for cited in self.query(Cited):
            cited.set_class(cited.citation is citation, "-shown")

    # From citation to citation

    def action_cite(self, number: int) -> None:
        """To the citation of that number, of the answer that the person is at."""
        cited = self.conversation.turn_of(self.at).cited if self.at else []
        if number <= len(cited):
            self._go_to(cited[number - 1])

    def action_other_page(self) -> None:
        """From the citations to the reader if it is open, from there out."""
        if self.is_reading and not self.reader.has_focus_within:
            self.screen.set_focus(self.query_one(ArticleText))
        else:
            self.post_message(self.Left())

    def on_cited_left(self, message: Cited.Left) -> None:
        if following := self.conversation.neighbour(message.cited, message.step):
            self.screen.set_focus(following)
        elif message.step > 0:
            self.post_message(self.Left())

    def _go_to(self, cited: Cited) -> None:
        if self.reader.has_focus_within:
            self._show(cited)
        else:
            self.screen.set_focus(cited)

    # Reasons

    def action_explain(self) -> None:
        """Says why the answer that the person is at is what it is."""
        if self.at and (answer := (turn := self.conversation.turn_of(self.at)).answer):
            self.app.push_screen(WhyDialog(self._shelf, answer, self.conversation.history_of(turn)))

    # Files

    async def check(self, turn: Turn) -> None:
        """Looks how the citations of a turn stand to their files, and shows it."""
        for cited in turn.cited:
            cited.verdict = await self._shelf.verdict(cited.citation)

    def action_open_source(self) -> None:
        focused = self.screen.focused
        if citation := focused.citation if isinstance(focused, Cited) else self.reader.citation:
            self.run_worker(self._open_source(citation), group="opening", exit_on_error=False)

    async def _open_source(self, citation: Citation) -> None:
        opening = await self._shelf.opening(citation)
        if not opening.in_terminal:
            await self._shelf.start(opening)
            return
        try:
            with self.app.suspend():
                run(opening)
        except SuspendNotSupported:
            raise QaError(f"this terminal can't be handed to {opening.program}: open {opening.file}") from None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be opened is told for a moment: nothing else depends on it."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.notify(told(event.worker.error), severity="error", markup=False)
