"""What narrows a question down, each condition to be taken away by itself."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from qa.chat.text import label
from qa.filters import Filters


class Chip(Static, can_focus=True):
    """One condition."""

    HELP = """
## A filter

**Enter** asks the question again without it, **Escape** goes back to your question.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,delete,backspace", "remove", "Without this", id="chip.remove", tooltip="Ask without this filter"
        ),
        Binding("escape", "screen.back", "Back", id="chip.back", tooltip="Back to the prompt"),
    ]

    @dataclass
    class Removed(Message):
        """The person does without this condition."""

        chip: "Chip"
        words: str

    def __init__(self, words: str) -> None:
        super().__init__(Content(f"{label(words)} ✕"))
        self._words = words

    def on_click(self) -> None:
        self.action_remove()

    def action_remove(self) -> None:
        self.post_message(self.Removed(self, self._words))


class Chips(ItemGrid):
    """All conditions of a question, in as many lines as they need."""

    def __init__(self, filters: Filters) -> None:
        super().__init__(min_column_width=24, stretch_height=False)
        self._filters = filters

    def compose(self) -> ComposeResult:
        yield from (Chip(words) for words in self._filters.in_words())
