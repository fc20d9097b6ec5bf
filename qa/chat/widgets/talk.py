"""The conversation with what can be done to it: kept and resumed, exported, copied, marked, asked again later."""

from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.worker import Worker, WorkerState

from index.cleaning import clean
from qa.answer import Answer
from qa.chat.desk import Desk
from qa.chat.dialogs.picker import Choice, Picker
from qa.chat.diary import Diary, Entry
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.conversation import Conversation
from qa.chat.widgets.news import News
from qa.chat.widgets.prompt import Prompt
from qa.chat.widgets.turn import Turn
from qa.chat.wording import told
from qa.export import as_markdown, as_reference
from qa.filters import parse
from qa.journal.records import ConversationRecord, Exchange, Mark
from qa.selection import Scope
from qa.wording import counted

_NOTHING_KEPT = "No conversation has been kept yet: each one is, from its first answer on."
_NOTHING_SAVED = "No question is saved yet: go to an answer and press s."


class Talk(Vertical):
    """Children are the conversation and the prompt; keys work wherever in them the person is, as far as they apply."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "open_news", "What's new", id="talk.news",
                tooltip="Show what new articles say to saved questions"),
        Binding("y", "copy_citation", "Copy", id="talk.copy", tooltip="Copy the citation with its source"),
        Binding("Y", "copy_answer", "Copy answer", show=False, id="talk.copy_answer",
                tooltip="Copy the whole answer as Markdown"),
        Binding("plus", "mark(True)", "Right", key_display="+", show=False, id="talk.right",
                tooltip="Mark the citation as right, or take the mark away; see  qa marks"),
        Binding("minus", "mark(False)", "Wrong", key_display="-", show=False, id="talk.wrong",
                tooltip="Mark the citation as wrong, or take the mark away; see  qa marks"),
        Binding("s", "save", "Save", show=False, id="talk.save",
                tooltip="Ask this question again of new articles, or no longer"),
        Binding("e", "export('.md')", "Export", show=False, id="talk.export",
                tooltip="Write the conversation as Markdown"),
        Binding("E", "export('.json')", "Export as JSON", show=False, id="talk.export_json",
                tooltip="Write the conversation as JSON"),
        Binding("f2", "conversations", "Earlier", id="talk.conversations", tooltip="Go on with what was asked earlier"),
        Binding("f3", "saved", "Saved", show=False, id="talk.saved", tooltip="List the saved questions, and ask one"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, diary: Diary) -> None:
        super().__init__(id="talk")
        self._desk = desk
        self._diary = diary
        self._entries: dict[Turn, Entry | None] = {}
        """None for turns of an earlier conversation, which are kept already."""

    @property
    def conversation(self) -> Conversation:
        return self.query_one(Conversation)

    @property
    def turn(self) -> Turn | None:
        """The turn in which the focus is."""
        focused = self.screen.focused
        return next((each for each in focused.ancestors if isinstance(each, Turn)), None) if focused else None

    @property
    def cited(self) -> Cited | None:
        """The citation that has the focus."""
        focused = self.screen.focused
        return focused if isinstance(focused, Cited) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where there is something for them to work on."""
        if action in ("copy_citation", "mark"):
            return self.cited is not None
        if action in ("copy_answer", "save"):
            return self.turn is not None and self.turn.answer is not None
        if action == "open_news":
            return self.query_one(News).display
        if action == "export":
            return bool(self.conversation.exchanges)
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        self._work(self._recall())

    def _work(self, work: Coroutine[None, None, None]) -> None:
        self.run_worker(work, group="diary", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where it comes out that something could not be kept or written: the talk itself goes on."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self.app.notify(told(event.worker.error), severity="error", markup=False)

    # Typing

    def on_key(self, event: Key) -> None:
        """What is typed beside the prompt, and is no key there, goes on with the question in it."""
        prompt = self.query_one(Prompt)
        if event.character and event.is_printable and self._belongs_to(prompt, event.key):
            event.stop()
            self.screen.set_focus(prompt)
            prompt.insert_text_at_cursor(event.character)

    def _belongs_to(self, prompt: Prompt, key: str) -> bool:
        if self.screen.focused is prompt:  # by now: it was typed right behind a letter that led there
            return True
        return key != "space" and key not in self.screen.active_bindings

    # Keeping

    async def _recall(self) -> None:
        self.query_one(Prompt).recall(await self._diary.questions())
        if aside := self._diary.set_aside:
            self.app.notify(
                f"What was kept before could not be read; it is now in {clean(str(aside))}",
                severity="warning",
                markup=False,
            )

    def on_turn_answered(self, message: Turn.Answered) -> None:
        self._work(self._keep(message.turn, message.answer))

    async def _keep(self, turn: Turn, answer: Answer) -> None:
        entry = self._entries.setdefault(turn, None if turn.is_kept else Entry(turn.asked, turn.asked_at))
        if entry:
            await self._diary.keep(entry, answer)  # first: answers are kept in the order they came
        await self._show_marks(turn)

    def begin_anew(self) -> None:
        """Another conversation from now on; the one before is kept."""
        self._entries.clear()
        self._diary.begin_anew()
        self.conversation.clear()

    def action_conversations(self) -> None:
        self._work(self._list_conversations())

    async def _list_conversations(self) -> None:
        choices = [_conversation(record) for record in await self._diary.conversations()]
        picker = Picker("Earlier conversations", _NOTHING_KEPT, choices, lambda key: self._diary.forget(int(key)))
        self.app.push_screen(picker, lambda key: self._work(self._resume(int(key))) if key else None)

    async def _resume(self, conversation_id: int) -> None:
        exchanges = await self._diary.resume(conversation_id)
        self._entries.clear()
        await self.conversation.restore(exchanges)

    # Out of here

    def action_export(self, suffix: str) -> None:
        self._work(self._export(suffix))

    async def _export(self, suffix: str) -> None:
        path = await self._diary.export(self.conversation.exchanges, suffix)
        self.app.notify(f"Written to {clean(str(path))}", markup=False)

    def action_copy_citation(self) -> None:
        if self.cited:
            self._copy(as_reference(self.cited.citation), "citation")

    def action_copy_answer(self) -> None:
        if self.turn and (exchange := self.turn.exchange):
            self._copy(as_markdown([exchange]), "answer")

    def _copy(self, text: str, what: str) -> None:
        self.app.copy_to_clipboard(text)  # to the terminal, which may be far away from where this runs
        self._work(self._diary.copy(text))
        self.app.notify(f"The {what} is copied", markup=False)

    # Marks

    async def action_mark(self, is_right: bool) -> None:
        cited, turn = self.cited, self.turn
        if cited and turn:
            self._work(self._mark(cited, turn, is_right))

    async def _mark(self, cited: Cited, turn: Turn, is_right: bool) -> None:
        """The same mark again takes it away."""
        mark = self._mark_of(cited, turn, is_right)
        if cited.marked is is_right:
            await self._diary.unmark(mark)
            cited.marked = None
        else:
            await self._diary.mark(mark)
            cited.marked = is_right

    def _mark_of(self, cited: Cited, turn: Turn, is_right: bool) -> Mark:
        citation, history = cited.citation, self.conversation.history_of(turn)
        passage = citation.passage
        return Mark(
            turn.question,
            tuple(history),
            citation.article.path,
            passage.start,
            passage.end,
            citation.sentence.text,
            is_right,
        )

    async def _show_marks(self, turn: Turn) -> None:
        marks = {_place(mark): mark.is_right for mark in await self._diary.marks()}
        for cited in turn.cited if turn.is_attached else []:
            cited.marked = marks.get(_place(self._mark_of(cited, turn, True)))

    # Saved questions

    def action_save(self) -> None:
        if (turn := self.turn) and turn.answer:
            self._work(self._save(turn.asked, turn.answer))

    async def _save(self, asked: str, answer: Answer) -> None:
        if any(saved.asked == asked for saved in await self._diary.saved()):
            await self._diary.unsave(asked)
            self.app.notify("No longer saved")
        else:
            await self._diary.save(asked, answer.index.generation)
            alone = ", alone, without the question before it" if answer.follows else ""
            self.app.notify(f"Saved: it is asked again of new articles{alone}")

    def action_saved(self) -> None:
        self._work(self._list_saved())

    async def _list_saved(self) -> None:
        saved = await self._diary.saved()
        choices = [Choice(each.asked, each.asked, "", "") for each in saved]
        self.app.push_screen(Picker("Saved questions", _NOTHING_SAVED, choices, self._diary.unsave), self._ask_saved)

    def _ask_saved(self, asked: str | None) -> None:
        if asked:
            self.post_message(Prompt.Asked(asked, parse(asked)))

    async def ask_saved_again(self) -> None:
        """Asks the saved questions of the articles that they don't know yet, and tells what those say."""
        saved = await self._diary.saved()
        counts = await self._desk.counts()
        if not saved or not counts:
            return
        news = []
        for each in saved:
            query = parse(each.asked)
            if each.generation < counts.generation:
                answer = await self._desk.answer(query.question, Scope(query.filters, newer_than=each.generation))
                news += [Exchange(each.asked, answer, datetime.now(UTC))] if answer.answered else []
        self.query_one(News).add(news)
        self.refresh_bindings()
        await self._diary.caught_up(saved, counts.generation)  # last: what is cut short is asked again, not lost

    def action_open_news(self) -> None:
        self.query_one(News).action_open()

    async def on_news_opened(self, message: News.Opened) -> None:
        for exchange in message.exchanges:
            await self.conversation.add(Turn.restored(exchange, is_kept=False))
        self.conversation.focus_citations()


def _place(mark: Mark) -> tuple[object, ...]:
    return mark.question, mark.history, mark.path, mark.start, mark.end


def _conversation(record: ConversationRecord) -> Choice:
    first, *others = record.questions
    more = f" · {counted(len(record.questions), 'question')}" if others else ""
    return Choice(str(record.id), first, f"{record.last_asked_at.astimezone():%Y-%m-%d %H:%M}{more}", " ".join(others))
