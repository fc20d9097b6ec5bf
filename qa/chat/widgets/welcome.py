"""What is seen before the first question."""

from pathlib import Path

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from index.readers import SUFFIXES
from index.records import Counts
from qa.chat.text import MUTED, line
from qa.wording import counted

_WHAT = "Ask a question and get the passage of your articles that answers it, with the sentence marked."
_HONEST = "Nothing is made up: every answer is quoted from a file that you can check."
_HINTS = (
    ("Ask in plain words", "whole questions find more"),
    ("Name what you mean", "names and years narrow it down"),
    ("Ask right away", "articles are read as you type"),
)


class Welcome(Static):
    """Says what this is, how much there is to ask, and how."""

    counts: reactive[Counts | None] = reactive(None, layout=True)
    is_complete = reactive(False, layout=True)
    """Whether all articles are read, so that none means none."""

    def __init__(self) -> None:
        super().__init__()
        self.corpus = Path()

    def render(self) -> Content:
        parts = [Content.styled("Ask your articles", "bold $text-primary"), Content(f"{_WHAT}\n{_HONEST}")]
        is_empty = self.is_complete and self.counts is not None and not self.counts.articles
        parts += [_empty(self.corpus)] if is_empty else [_how_many(self.counts), _hints()]
        return Content("\n\n").join(part for part in parts if part)


def _how_many(counts: Counts | None) -> Content:
    if not counts or not counts.articles:
        return Content()
    return Content.styled(
        f"{counted(counts.articles, 'article')} · {counted(counts.passages, 'passage')}", "$text-success"
    )


def _hints() -> Content:
    width = max(len(what) for what, _ in _HINTS)
    return Content("\n").join(
        Content.assemble(("• ", "$text-accent"), (f"{what:{width}}  ", "bold"), (why, MUTED)) for what, why in _HINTS
    )


def _empty(corpus: Path) -> Content:
    kinds = ", ".join(sorted(SUFFIXES))
    return Content.assemble(
        ("There are no articles yet. ", "bold $text-warning"),
        "Put them into ",
        (line(str(corpus)), "bold"),
        f" as {kinds}, then press F5.",
    )
