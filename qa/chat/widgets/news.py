"""What new articles say to questions that were saved."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qa.chat.text import line
from qa.journal.records import Exchange
from qa.wording import counted


class News(Static, can_focus=True):
    """One line, until it is opened or dismissed; it takes no room while there is nothing new."""

    HELP = """
## New articles answer a saved question

**Enter** shows what they say, **Delete** takes this line away.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Show", id="news.open", tooltip="Show what the new articles say"),
        Binding("delete,backspace", "dismiss", "Dismiss", id="news.dismiss", tooltip="Take this line away"),
        Binding("escape", "screen.back", "Back", id="news.back", tooltip="Back to the prompt"),
    ]

    class Opened(Message):
        """The person wants to see the answers."""

        def __init__(self, exchanges: Sequence[Exchange]) -> None:
            super().__init__()
            self.exchanges = exchanges

    def __init__(self) -> None:
        super().__init__()
        self._exchanges: dict[str, Exchange] = {}
        """By what was asked: a question that is answered again shows its newest answer only."""

    def on_mount(self) -> None:
        self.display = False

    def add(self, exchanges: Sequence[Exchange]) -> None:
        """Answers that are new, besides those that are waiting to be seen."""
        self._exchanges |= {exchange.asked: exchange for exchange in exchanges}
        self.display = bool(self._exchanges)
        questions = "; ".join(line(asked) for asked in self._exchanges)
        number = counted(len(self._exchanges), "saved question")
        self.update(Content.assemble((f"★ New articles answer {number}: ", "$text-accent"), questions))

    def on_click(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        self.post_message(self.Opened(list(self._exchanges.values())))
        self.action_dismiss()

    def action_dismiss(self) -> None:
        self._exchanges.clear()
        self.display = False
        self.refresh_bindings()
