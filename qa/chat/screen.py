"""The one screen: a conversation, a prompt, and what is going on."""

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.containers import Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Input
from textual.worker import Worker, WorkerState

from index.errors import IndexBusy, QaError
from index.records import Counts
from index.report import Progress, Report
from qa.chat.commands import Commands
from qa.chat.desk import Desk
from qa.chat.dialogs.jump import Jump
from qa.chat.diary import Diary
from qa.chat.messages import SyncProgressed
from qa.chat.shelf import Shelf
from qa.chat.text import line
from qa.chat.widgets.banner import Banner
from qa.chat.widgets.chips import Chip
from qa.chat.widgets.conversation import Conversation
from qa.chat.widgets.hint import Hint
from qa.chat.widgets.news import News
from qa.chat.widgets.pages import Pages
from qa.chat.widgets.prompt import Prompt
from qa.chat.widgets.reader import Reader
from qa.chat.widgets.status import StatusBar
from qa.chat.widgets.talk import Talk
from qa.chat.widgets.turn import Turn
from qa.chat.widgets.welcome import Welcome
from qa.chat.wording import problems, summary, told
from qa.filters import Query, parse
from qa.journal.journal import journal_of
from qa.selection import Scope
from qa.settings import DEFAULTS, Settings
from qa.wording import counted

if TYPE_CHECKING:
    from qa.library import Library


_WIDE = 100
"""Cells from which on there is room for conversation and reader side by side."""


class ChatScreen(Screen[None]):
    """Asks the desk what its widgets want to know, and shows them what it says."""

    AUTO_FOCUS = "Prompt"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012  (an instance's to Textual's types)
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
        Binding("ctrl+n,ctrl+l", "clear", "New", id="chat.clear", tooltip="Begin a new conversation; this one is kept"),
        Binding("f5", "update", "Update", show=False, id="chat.update", tooltip="Read new and changed articles"),
        Binding("f6", "jump", "Jump", show=False, id="chat.jump", tooltip="Put a letter on everything, to go there"),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False, id="chat.up", tooltip="Scroll the conversation"),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False, id="chat.down", tooltip="Scroll the conversation"),
    ]

    def __init__(self, library: "Library", settings: Settings = DEFAULTS) -> None:
        super().__init__()
        self.desk = Desk(library, settings.limit)
        self._shelf = Shelf(library)
        self._corpus = library.corpus
        self._settings = settings
        self._diary = Diary(journal_of(library.corpus), keeps_conversations=settings.keep_conversations)
        self._watches = False

    def compose(self) -> ComposeResult:
        with Pages(self._shelf):
            with Talk(self.desk, self._diary):
                yield Conversation()
                with Vertical(id="below"):
                    yield News()
                    yield Banner()
                    yield Prompt()
                    yield Hint()
                    yield StatusBar()
            yield Reader(self._shelf)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Welcome).corpus = self._corpus
        self.query_one(Prompt).give_away(self._settings.all_keys)
        self.query_one(StatusBar).syncing = True
        # Not before the first paint, which importing the model's libraries would hold up.
        self.call_after_refresh(self._start_update)

    def on_resize(self, event: Resize) -> None:
        """Before the screen is laid out anew, which takes the focus from what is covered."""
        if event.size.width < _WIDE and self.is_mounted:
            self.query_one(Pages).give_way()

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
            self._show_counts(await self.desk.counts())
            self._work(self._load_model())  # after what an answer by words needs, which it would hold up
            self._show_report(await self.desk.sync(self._tell))
            welcome.is_complete = True
            await self._follow_articles()
        finally:
            status.syncing = False
        if not self._watches:
            self._watches = True
            self._work(self._watch())

    async def _watch(self) -> None:
        """Takes in what changes while the chat is open, without a word unless there is something new."""
        banner, status, trouble = self.query_one(Banner), self.query_one(StatusBar), False
        async for _ in self.desk.changes():
            try:
                await self._take_in_changes()
            except IndexBusy:  # whoever writes it takes the changes in as well
                continue
            except QaError as error:
                banner.show(told(error))
                status.failed = trouble = True
            else:
                if trouble:
                    banner.show("")
                    status.failed = trouble = False
            finally:
                status.syncing = False

    async def _take_in_changes(self) -> None:
        report = await self.desk.sync(self._tell)
        if report.did_something:
            self._show_report(report)
            self.query_one(StatusBar).outcome += ", searchable now" if report.added else ""
            await self._follow_articles()

    async def _follow_articles(self) -> None:
        """What depends on the articles, once they are up to date."""
        self._show_counts(await self.desk.counts())
        for turn in self.query_one(Conversation).turns:
            self._work(self.query_one(Pages).check(turn))
        again = self.query_one(Talk).ask_saved_again()
        # Instead of one that still waits for the model: both would ask, and tell, the same.
        self.run_worker(again, group="saved", exclusive=True, exit_on_error=False)

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
        status = self.query_one(StatusBar)
        status.syncing, status.progress = self.desk.is_syncing, message.progress  # it may come after the end

    def _show_counts(self, counts: Counts | None) -> None:
        self.query_one(StatusBar).counts = counts
        self.query_one(Welcome).counts = counts

    def _show_report(self, report: Report) -> None:
        if report.did_something:
            self.query_one(StatusBar).outcome = summary(report)
        if report.problems:
            title = f"{counted(len(report.problems), 'file')} could not be read"
            self.notify(problems(report), title=title, severity="warning", markup=False)

    # Asking

    async def on_prompt_asked(self, message: Prompt.Asked) -> None:
        turns = self.query_one(Conversation).turns
        history = [text for turn in turns for text in (turn.question, turn.reply)]
        await self._ask(message.query, history, message.question)

    def on_prompt_refused(self, message: Prompt.Refused) -> None:
        self.query_one(Hint).show(told(message.error), error=True)

    @on(Input.Changed, "Prompt")
    def show_filters(self, event: Input.Changed) -> None:
        """What is typed is read as it will be when it is asked; what is wrong in it is told then."""
        with suppress(QaError):
            self.query_one(Hint).show(line(", ".join(parse(event.value).filters.in_words())))
            return
        self.query_one(Hint).show("")

    async def on_chip_removed(self, message: Chip.Removed) -> None:
        """Asks again, without one of the filters."""
        turn = self.query_one(Conversation).turn_of(message.chip)
        query = replace(turn.query_asked, filters=turn.query_asked.filters.without_one(message.words))
        await self._ask(query, turn.history)

    async def action_ask_alone(self) -> None:
        """Asks the last question again, as if it were the first."""
        await self._ask(self.query_one(Conversation).turns[-1].query_asked)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Asking alone is offered where the last answer was read after another question."""
        if action != "ask_alone":
            return super().check_action(action, parameters)
        turns = self.query_one(Conversation).turns
        return bool(turns) and turns[-1].follows is not None

    async def _ask(self, query: Query, history: Sequence[str] = (), asked: str = "") -> None:
        self.query_one(Pages).uncover()
        findings = self.desk.answers(query.question, history, Scope(query.filters))
        await self.query_one(Conversation).add(Turn(query, findings, history, asked))
        self.refresh_bindings()

    def on_turn_answered(self, message: Turn.Answered) -> None:
        if self.query_one(Conversation).turns[-1:] == [message.turn]:  # none, if they were just cleared away
            if not message.turn.is_restored:
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
        ended = [part.leave(timeout_s) for part in (self.desk, self._shelf, self._diary)]
        return all(ended)

    def action_clear(self) -> None:
        self.query_one(Pages).close()
        self.query_one(Talk).begin_anew()
        self.set_focus(self.query_one(Prompt))

    def action_jump(self) -> None:
        self.app.push_screen(Jump(self), self._jumped)

    def _jumped(self, target: Widget | None) -> None:
        if target and target.is_attached:
            self.set_focus(target)

    def action_to_citations(self) -> None:
        self.query_one(Conversation).focus_citations()

    def action_scroll(self, pages: int) -> None:
        conversation = self.query_one(Conversation)
        conversation.scroll_relative(y=pages * conversation.size.height, animate=False)
