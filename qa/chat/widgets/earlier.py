"""The line that stands for the turns that are not on the screen any more."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from qa.wording import counted


class Earlier(Static, can_focus=True):
    """Brings some of them back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "show", "Show", id="earlier.show", tooltip="Show earlier questions"),
        Binding("escape", "screen.back", "Back", id="earlier.back", tooltip="Back to the prompt"),
    ]
    number = reactive(0, layout=True)
    """How many turns it stands for."""

    class Wanted(Message):
        """The person wants to see them."""

    def on_mount(self) -> None:
        self.display = False

    def watch_number(self, number: int) -> None:
        self.display = number > 0

    def render(self) -> Content:
        return Content(f"▴ {counted(self.number, 'earlier answer')}")

    def on_click(self) -> None:
        self.action_show()

    def action_show(self) -> None:
        self.post_message(self.Wanted())
