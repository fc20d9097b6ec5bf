"""The one screen: a conversation, a prompt, and what is going on."""

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from index.records import Counts
from index.sync import Progress, Report
from qa.chat.commands import Commands
from qa.chat.desk import Desk
from qa.chat.messages import SyncProgressed
from qa.chat.shelf import Shelf
from qa.chat.widgets.banner import Banner
from qa.chat.widgets.conversation import Conversation
from qa.chat.widgets.pages import Pages
from qa.chat.widgets.prompt import Prompt
from qa.chat.widgets.reader import Reader
from qa.chat.widgets.status import StatusBar
from qa.chat.widgets.turn import Turn
from qa.chat.widgets.welcome import Welcome
from qa.chat.wording import counted, problems, summary, told

if TYPE_CHECKING:
    from qa.library import Library


class ChatScreen(Screen[None]):
    """Asks the desk what its widgets want to know, and shows them what it says."""

    AUTO_FOCUS = "Prompt"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (an instance's to Textual's types)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "back", "Back", show=False, id="chat.back", tooltip="Back to the prompt; there, stop searching"
        ),
        Binding(
            "ctrl+r",
            "ask_alone",
            "Ask alone",
            id="chat.alone",
            tooltip="Ask the last question again, without what was asked before",
        ),
        Binding("ctrl+o", "reader", "Reader", id="chat.reader", tooltip="Open or close the article that is cited"),
        Binding("ctrl+l", "clear", "Clear", show=False, id="chat.clear", tooltip="Clear the conversation"),
        Binding("f5", "update", "Update", show=False, id="chat.update", tooltip="Read new and changed articles"),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False, id="chat.up", tooltip="Scroll the conversation"),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False, id="chat.down", tooltip="Scroll the conversation"),
    ]

    def __init__(self, library: "Library") -> None:
        super().__init__()
        self.desk = Desk(library)
        self._shelf = Shelf(library)
        self._corpus = library.corpus

    def compose(self) -> ComposeResult:
        with Pages(self._shelf):
            with Vertical(id="talk"):
                yield Conversation()
                with Vertical(id="below"):
                    yield Banner()
                    yield Prompt()
                    yield StatusBar()
            yield Reader(self._shelf)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Welcome).corpus = self._corpus
        self.query_one(StatusBar).syncing = True
        # Not before the first paint, which importing the model's libraries would hold up.
        self.call_after_refresh(self._start_update)

    # Keeping up with the articles

    def action_update(self) -> None:
        """Brings everything up to date, unless that is going on already."""
        if not self.query_one(StatusBar).syncing:
            self._start_update()

    def _start_update(self) -> None:
        self.query_one(Banner).show("")
        self._work(self._update())

    async def _update(self) -> None:
        status, welcome = self.query_one(StatusBar), self.query_one(Welcome)
        status.failed, status.syncing, status.progress, welcome.is_complete = False, True, None, False
        try:
            status.model = await self.desk.find_model()
            self._work(self._load_model())
            self._show_counts(await self.desk.counts())
            self._show_report(await self.desk.sync(self._tell))
            self._show_counts(await self.desk.counts())
            welcome.is_complete = True
            for turn in self.query_one(Conversation).turns:
                self._work(self.query_one(Pages).check(turn))
        finally:
            status.syncing = False

    async def _load_model(self) -> None:
        status = self.query_one(StatusBar)
        status.model_is_loading = True
        try:
            await self.desk.load_model()
        finally:
            status.model_is_loading = False

    def _work(self, work: Coroutine[None, None, None]) -> None:
        self.run_worker(work, group="library", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where what went wrong with the library comes out, expected or not."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.query_one(Banner).show(told(event.worker.error))
            self.query_one(StatusBar).failed = True

    def _tell(self, progress: Progress) -> None:
        self.post_message(SyncProgressed(progress))  # from another thread

    def on_sync_progressed(self, message: SyncProgressed) -> None:
        self.query_one(StatusBar).progress = message.progress

    def _show_counts(self, counts: Counts | None) -> None:
        self.query_one(StatusBar).counts = counts
        self.query_one(Welcome).counts = counts

    def _show_report(self, report: Report) -> None:
        self.query_one(StatusBar).outcome = summary(report)
        if report.problems:
            title = f"{counted(len(report.problems), 'file')} could not be read"
            self.notify(problems(report), title=title, severity="warning", markup=False)

    # Asking

    async def on_prompt_asked(self, message: Prompt.Asked) -> None:
        turns = self.query_one(Conversation).turns
        await self._ask(message.question, [text for turn in turns for text in (turn.question, turn.reply)])

    async def action_ask_alone(self) -> None:
        """Asks the last question again, as if it were the first."""
        await self._ask(self.query_one(Conversation).turns[-1].question)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Asking alone is offered where the last answer was read after another question."""
        if action != "ask_alone":
            return super().check_action(action, parameters)
        turns = self.query_one(Conversation).turns
        return bool(turns) and turns[-1].follows is not None

    async def _ask(self, question: str, history: Sequence[str] = ()) -> None:
        self.query_one(Pages).uncover()
        await self.query_one(Conversation).add(Turn(question, self.desk.answers(question, history)))
        self.refresh_bindings()

    def on_turn_answered(self, message: Turn.Answered) -> None:
        if message.turn is self.query_one(Conversation).turns[-1]:
            self._show_counts(message.answer.index)
            self.query_one(Conversation).show(message.turn)
            self.query_one(Pages).follow(message.turn)
        self._work(self.query_one(Pages).check(message.turn))
        self.refresh_bindings()

    def on_turn_failed(self, message: Turn.Failed) -> None:
        self.query_one(Prompt).give_back(message.question)

    def action_back(self) -> None:
        """To the prompt; from there, gives up the last question that is still open."""
        prompt = self.query_one(Prompt)
        if self.focused is not prompt:
            self.set_focus(prompt)
        elif waiting := [turn for turn in self.query_one(Conversation).turns if turn.is_open]:
            waiting[-1].cancel()

    def on_pages_left(self) -> None:
        self.set_focus(self.query_one(Prompt))

    def action_reader(self) -> None:
        self.query_one(Pages).toggle()

    def leave(self, timeout_s: float) -> bool:
        """Whether all that runs in the background has come to an end, after at most that long for each part."""
        return all([self.desk.leave(timeout_s), self._shelf.leave(timeout_s)])

    def action_clear(self) -> None:
        self.query_one(Pages).close()
        self.query_one(Conversation).clear()
        self.set_focus(self.query_one(Prompt))

    def action_to_citations(self) -> None:
        self.query_one(Conversation).focus_citations()

    def action_scroll(self, pages: int) -> None:
        conversation = self.query_one(Conversation)
        conversation.scroll_relative(y=pages * conversation.size.height, animate=False)
