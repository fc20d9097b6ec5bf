"""The citation that answers."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from qa.answer import Citation
from qa.chat.text import MUTED, label, passage, sentence
from qa.chat.widgets.cited import Cited, source
from qa.confidence import in_words


class Lead(Cited):
    """The best citation: its sentence first, then where it stands, then the passage around it."""

    def __init__(self, citation: Citation, *, judged: bool) -> None:
        super().__init__(citation, judged=judged, classes=in_words(citation.confidence) if judged else "unjudged")

    def compose(self) -> ComposeResult:
        best = sentence(self.citation)
        whole = passage(self.citation)
        yield Static(best, classes="sentence")
        yield Static(self._where(), classes="source")
        if self.citation.also:
            yield Static(Content(label(self.citation.also_in)), classes="also")
        if " ".join(whole.plain.split()) != best.plain:
            yield Static(whole, classes="passage")

    def watch_marked(self) -> None:
        self.watch_verdict()

    def watch_verdict(self) -> None:
        for where in self.query(".source").results(Static):
            where.update(self._where())

    def _where(self) -> Content:
        number = f"{self.citation.number}  "
        title = Content.styled(label(self.citation.article.title), "bold")
        where = source(self.citation, judged=self._judged, verdict=self.verdict, marked=self.marked)
        return Content.assemble((number, MUTED), title, "\n", " " * len(number), where)
