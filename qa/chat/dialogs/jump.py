"""A letter on everything that can have the focus; the letter that is pressed gets there."""

from collections.abc import Iterator
from string import ascii_lowercase
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click, Key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Label

from qa.chat.dialogs.dialog import Dialog


class Jump(Dialog[Widget | None]):
    """Gives the widget whose letter was pressed; None for any other key, and for a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Stay", id="jump.stay", tooltip="Leave the focus where it is"),
    ]

    def __init__(self, screen: Screen[None]) -> None:
        """`screen` is the one to jump about in."""
        super().__init__()
        self._targets = dict(zip(ascii_lowercase, _in_sight(screen), strict=False))

    def compose(self) -> ComposeResult:
        for letter, target in self._targets.items():
            hint = Label(letter, classes="letter")
            hint.styles.offset = target.region.offset
            yield hint

    def on_key(self, event: Key) -> None:
        if event.key != "escape":
            event.stop()
            self.dismiss(self._targets.get(event.key))

    def on_click(self, _: Click) -> None:
        self.dismiss(None)


def _in_sight(screen: Screen[None]) -> Iterator[Widget]:
    """What can have the focus and is on the screen, at least in part, in the order of the Tab key."""
    return (widget for widget in screen.focus_chain if widget.region.overlaps(screen.region))
