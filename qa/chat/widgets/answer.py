"""An answer: the sentence that gives it, where that stands, and what else was found."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from qa.answer import Answer
from qa.chat.widgets.citation import CitationView
from qa.chat.widgets.lead import Lead
from qa.wording import counted, nothing_answers


class AnswerView(Vertical):
    """All that is shown of an answer."""

    def __init__(self, answer: Answer, *, judged: bool) -> None:
        """`judged` says whether it is known if the citations answer; found by words alone, it isn't."""
        super().__init__()
        self._answer = answer
        self._judged = judged

    def compose(self) -> ComposeResult:
        leads = self._answer.answered or not self._judged
        yield from self._with_lead() if leads and self._answer.citations else self._without()
        yield Static(Content(found(self._answer)), classes="found")

    def _with_lead(self) -> ComposeResult:
        first, *others = self._answer.citations
        yield Lead(first, judged=self._judged)
        yield from (CitationView(citation, judged=self._judged) for citation in others)

    def _without(self) -> ComposeResult:
        yield Static(Content(nothing_answers(self._answer)), classes="nothing")
        if self._answer.citations:
            yield Static("Nearest passages", classes="nearest")
        # That none of them is strong has just been said.
        yield from (CitationView(citation, judged=False) for citation in self._answer.citations)


def found(answer: Answer) -> str:
    """How much was found in how much, and how long it took."""
    index = answer.index
    return (
        f"{len(answer.citations):,} of {counted(index.passages, 'passage')} in {counted(index.articles, 'article')}, "
        f"{answer.took_s * 1000:,.0f} ms{f', {answer.left_out}' if answer.left_out else ''}"
    )
