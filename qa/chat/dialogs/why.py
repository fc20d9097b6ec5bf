"""Why an answer is what it is, and why another article is not in it."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from qa.answer import Answer
from qa.chat.dialogs.dialog import Dialog
from qa.chat.shelf import Shelf
from qa.chat.text import MUTED, label, line
from qa.chat.widgets.cited import STRENGTH_STYLES
from qa.chat.wording import told
from qa.confidence import in_words
from qa.explanation import Absence, Explanation, Reason
from qa.titles import meant

_BAR_CELLS = 6
_MOST_SUGGESTED = 6
_SURE = 0.99
"""As sure as is ever said."""
_BEFORE_RERANKING = "As found before the cross-encoder, which chose what is shown from the best of these and more."


class WhyDialog(Dialog[None]):
    """The signals of each hit; below, any article that was expected can be named."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", id="why.close", tooltip="Back to the conversation"),
        Binding("down", "down", "Down", show=False, id="why.down", tooltip="To what is suggested, or scroll"),
        Binding("up", "scroll(-1)", "Up", show=False, id="why.up", tooltip="Scroll up"),
        Binding("pagedown", "scroll(10)", "Page down", show=False, id="why.page_down", tooltip="Scroll down"),
        Binding("pageup", "scroll(-10)", "Page up", show=False, id="why.page_up", tooltip="Scroll up"),
    ]

    def __init__(self, shelf: Shelf, answer: Answer, history: Sequence[str]) -> None:
        """`history` is what the answer was read after."""
        super().__init__()
        self._shelf = shelf
        self._answer = answer
        self._explain = partial(shelf.explanation, answer, history)
        self._titles: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static("Why this answer", classes="heading")
            with VerticalScroll(can_focus=False):
                yield Static("…", id="reasons")
            yield Input(placeholder="Why not this one? Type a part of an article's title or path")
            yield OptionList()
            yield Static(id="absence")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).display = False
        self.query_one("#absence").display = False
        self.run_worker(self._show_reasons(), group="reasons", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one place where an error of any kind comes out."""
        if event.state is WorkerState.ERROR and event.worker.error:
            error = Content.styled(told(event.worker.error), "$text-error")
            self.query_one(f"#{event.worker.group}", Static).update(error)

    async def _show_reasons(self) -> None:
        explanation, reranked = await self._explain(), await self._shelf.is_reranked(self._answer)
        self.query_one("#reasons", Static).update(in_full(explanation, reranked=reranked))
        self._titles = await self._shelf.titles()

    # Another article

    def action_down(self) -> None:
        options = self.query_one(OptionList)
        if options.display:
            self.set_focus(options)
            options.highlighted = 0
        else:
            self.action_scroll(1)

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        found = meant(event.value, self._titles)[:_MOST_SUGGESTED]
        options = self.query_one(OptionList)
        options.set_options(Option(_named(path, title), id=path) for path, title in found)
        options.display = bool(found)

    def on_input_submitted(self) -> None:
        """The first suggestion is as good as chosen; a path of no article is asked about as it is."""
        options, wanted = self.query_one(OptionList), self.query_one(Input).value.strip()
        path = options.get_option_at_index(0).id if options.option_count else wanted
        if path:
            self._ask_about(path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self._ask_about(event.option.id)

    def _ask_about(self, path: str) -> None:
        self.query_one(OptionList).display = False
        self.run_worker(self._show_absence(path), group="absence", exclusive=True, exit_on_error=False)

    async def _show_absence(self, path: str) -> None:
        absence = self.query_one("#absence", Static)
        absence.display = True
        absence.update(Content("…"))
        found = (await self._explain(article=path)).absence
        absence.update(_absent(found) if found else Content())


def in_full(explanation: Explanation, *, reranked: bool) -> Content:
    """What speaks for each hit; `reranked` says that a cross-encoder put them in another order afterwards."""
    if not explanation.reasons:
        return Content("Nothing was found.")
    return Content("\n\n").join(
        [
            *([Content.styled(_BEFORE_RERANKING, "$text-warning")] if reranked else []),
            *(_reason(reason) for reason in explanation.reasons),
            Content.styled(
                f"Of {explanation.passages:,} passages. Meaning is a cosine, at most 1. Words are BM25: the more words "
                "of the question, and the rarer, the more. The confidence is judged from meaning and from the share "
                "of the question\u2019s words, never from the rank.",
                MUTED,
            ),
        ]
    )


def _reason(reason: Reason) -> Content:
    citation = reason.citation
    return Content("\n").join(
        [
            Content.assemble(
                (f"{citation.number}  {label(citation.place)}  ", MUTED), (label(citation.article.title), "bold")
            ),
            *(Content.assemble("   ", row) for row in _evidence(reason)),
        ]
    )


def _evidence(reason: Reason) -> list[Content]:
    signals, confidence = reason.signals, reason.citation.confidence
    if signals.by_meaning:
        meaning = Content.assemble("meaning  passage ", _bar(signals.passage), "  sentence ", _bar(signals.sentence))
    else:
        meaning = Content.styled("meaning  not compared yet", MUTED)
    strength = in_words(confidence)
    return [
        meaning,
        Content.assemble(f"words    {signals.words:.1f}  ", _words(reason)),
        Content.assemble(
            "together ", (f"{min(confidence, _SURE):.0%} {strength}", STRENGTH_STYLES.get(strength, MUTED))
        ),
    ]


def _words(reason: Reason) -> Content:
    said, unsaid = (line(", ".join(words)) for words in (reason.said, reason.unsaid))
    return Content.assemble(
        ("says ", MUTED) if said else "", (said, "$text-success"), "  " if said and unsaid else "",
        ("not ", MUTED) if unsaid else "", (unsaid, "$text-warning"),
    )  # fmt: skip


def _bar(share: float) -> Content:
    full = round(min(max(share, 0.0), 1.0) * _BAR_CELLS)
    return Content.assemble(("━" * full, "$text-primary"), ("─" * (_BAR_CELLS - full), MUTED), f" {share:.2f}")


def _absent(absence: Absence) -> Content:
    said = Content.assemble((label(absence.path), "bold"), f": {line(absence.why)}")
    return Content("\n").join([said, _reason(absence.best)]) if absence.best else said


def _named(path: str, title: str) -> Content:
    return Content.assemble(label(title), "  " if title else "", (label(path), MUTED))
