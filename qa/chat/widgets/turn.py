"""A question and what came of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from qa.answer import Answer
from qa.chat.desk import Finding, Waiting
from qa.chat.text import label
from qa.chat.widgets.answer import AnswerView
from qa.chat.widgets.chips import Chips
from qa.chat.widgets.cited import Cited
from qa.chat.wording import told
from qa.filters import Query, typed
from qa.journal.records import Exchange
from qa.wording import counted

_SEARCHING = "Searching…"
_CANCELLED = "Cancelled."
_NOT_REFINED = "Found by words; not refined."


class Turn(Vertical):
    """Shows each finding as it comes, until the last one, an error or the person ends it."""

    @dataclass
    class Answered(Message):
        """There is something new to see."""

        turn: "Turn"
        answer: Answer

    @dataclass
    class Failed(Message):
        """The question came to nothing."""

        question: str

    def __init__(
        self, query: Query, findings: AsyncIterator[Finding] | None, history: Sequence[str] = (), asked: str = ""
    ) -> None:
        """`history` is what it is read after, `asked` is the question as it was typed, with its filters.

        Without findings, all that there is to show is known: see `restored`.
        """
        super().__init__()
        self.query_asked = query
        self.question = query.question
        self.history = history
        self.asked = asked or typed(query)
        self.asked_at = datetime.now(UTC)
        self.is_kept = False
        """Whether it was in the journal before it was shown."""
        self._findings = findings
        self._shown: Finding | None = None
        self._worker: Worker[None] | None = None

    @classmethod
    def restored(cls, exchange: Exchange, *, is_kept: bool = True) -> "Turn":
        """A turn that was answered before; `is_kept` says whether it is kept already."""
        query = Query(exchange.answer.question, exchange.answer.filters)
        turn = cls(query, None, (), exchange.asked)
        turn.asked_at, turn.is_kept = exchange.asked_at, is_kept
        turn._shown = Finding(exchange.answer, None)
        return turn

    @property
    def exchange(self) -> Exchange | None:
        """The turn in short; None while there is no answer."""
        return Exchange(self.asked, self.answer, self.asked_at) if self.answer else None

    @property
    def answer(self) -> Answer | None:
        """What is shown; None while there is nothing."""
        return self._shown.answer if self._shown else None

    @property
    def reply(self) -> str:
        """The passage that answers; empty while none does."""
        answer = self.answer
        return answer.citations[0].passage.text if answer and answer.answered else ""

    @property
    def follows(self) -> str | None:
        """The question asked before, where it had a share in what is shown."""
        return self.answer.follows if self.answer else None

    @property
    def cited(self) -> list[Cited]:
        """The citations that are shown, by number."""
        return list(self.query(Cited))

    @property
    def is_restored(self) -> bool:
        """Whether it was answered earlier, by the articles of that time."""
        return self._findings is None

    @property
    def is_open(self) -> bool:
        """Whether something better is still to come."""
        return self._worker is not None and not self._worker.is_finished

    def compose(self) -> ComposeResult:
        yield Static(Content.assemble(("❯ ", "$text-primary"), label(self.question)), classes="question")  # noqa: RUF001
        if self.query_asked.filters:
            yield Chips(self.query_asked.filters)
        yield Static(classes="follows")
        yield Static(Content(_SEARCHING), classes="note")
        if self._shown and self._shown.answer:
            yield AnswerView(self._shown.answer, judged=_is_judged(self._shown))

    def on_mount(self) -> None:
        self._show_follows()
        if self._findings:
            self._worker = self.run_worker(self._follow(self._findings), group="asking", exit_on_error=False)
        elif self._shown and self._shown.answer:
            self._note(_note(self._shown))
            self.post_message(self.Answered(self, self._shown.answer))

    def cancel(self) -> None:
        """Gives up waiting; what is shown stays."""
        if self._worker:
            self._worker.cancel()
        self._note(_NOT_REFINED if self._has_answer else _CANCELLED)
        if not self._has_answer:
            self.post_message(self.Failed(self.asked))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where an error of any kind comes out."""
        if event.state is WorkerState.ERROR and event.worker.error:
            self._note(told(event.worker.error), error=True)
            self.post_message(self.Failed(self.asked))

    @property
    def _has_answer(self) -> bool:
        return self._shown is not None and self._shown.answer is not None

    async def _follow(self, findings: AsyncIterator[Finding]) -> None:
        async for finding in findings:
            await self._show(finding)

    async def _show(self, finding: Finding) -> None:
        self._note(_note(finding))
        answer = finding.answer
        if answer and finding.waits_for is not Waiting.ARTICLES and _differs(finding, self._shown):
            await self.query(AnswerView).remove()
            await self.mount(AnswerView(answer, judged=_is_judged(finding)))
            self._shown = finding
            self._show_follows()
            self.post_message(self.Answered(self, answer))

    def _show_follows(self) -> None:
        above = self.query_one(".follows", Static)
        above.update(Content(f"Read after: “{label(self.follows or '')}”"))
        above.display = self.follows is not None

    def _note(self, text: str, *, error: bool = False) -> None:
        note = self.query_one(".note", Static)
        note.update(Content(text))
        note.set_class(error, "error")
        note.display = bool(text)


def _is_judged(finding: Finding) -> bool:
    """Whether it is known if the passages answer: not by words alone, nor if one not yet compared might do so."""
    answer = finding.answer
    return answer is not None and not answer.words_only and (answer.answered or not answer.index.pending)


def _differs(finding: Finding, shown: Finding | None) -> bool:
    """Whether it looks different: an answer that did not change stays as it is, with all that was opened in it."""
    if shown is None or shown.answer is None or finding.answer is None:
        return True
    return (
        shown.answer.citations != finding.answer.citations
        or shown.answer.follows != finding.answer.follows
        or _is_judged(shown) != _is_judged(finding)
    )


def _note(finding: Finding) -> str:
    """What is still to come, or may be missing."""
    answer = finding.answer
    if answer is None or (finding.waits_for is Waiting.ARTICLES and not answer.index.articles):
        return "Waiting for the first articles to be read…"
    if finding.waits_for is Waiting.ARTICLES:
        return "Nothing found so far; articles are still being read…"
    if finding.waits_for is Waiting.MODEL:
        return "Found by words; refining once the model is loaded."
    if answer.words_only:
        return "Found by words only, as the model could not be loaded."
    return _missing(answer, is_final=finding.waits_for is None)


def _missing(answer: Answer, *, is_final: bool) -> str:
    """What the answer could not take into account."""
    pending = f"{answer.index.pending:,} of {counted(answer.index.passages, 'passage')}"
    if not answer.index.pending:
        return "" if is_final else "Articles are still being read; this may change."
    if is_final:
        return f"{pending} are still to be compared by meaning."
    return f"Refining: {pending} are still to be compared by meaning."
