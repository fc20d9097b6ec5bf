"""Chooses one of what was kept: typed words narrow the list down."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from index.errors import QaError
from qa.chat.dialogs.dialog import Dialog
from qa.chat.text import MUTED, label, line
from qa.chat.wording import told


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen."""

    key: str
    name: str
    detail: str
    words: str
    """What is searched, besides the name."""


class Picker(Dialog[str | None]):
    """Gives the key of what was chosen; None if nothing was."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", id="picker.close", tooltip="Back to the conversation"),
        Binding("down", "move(1)", "Next", show=False, id="picker.next", tooltip="The one below", priority=True),
        Binding("up", "move(-1)", "Previous", show=False, id="picker.previous", tooltip="The one above", priority=True),
        Binding("ctrl+d", "forget", "Forget", id="picker.forget", tooltip="Forget this one for good", priority=True),
    ]

    def __init__(
        self, title: str, nothing: str, choices: Sequence[Choice], forget: Callable[[str], Awaitable[None]]
    ) -> None:
        """`nothing` is said where there is nothing to choose; `forget` forgets what has the key it is given."""
        super().__init__()
        self._title = title
        self._nothing = nothing
        self._choices = list(choices)
        self._forget = forget

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="picker"):
            yield Static(self._title, classes="heading")
            yield Input(placeholder="Type words to look for")
            yield OptionList()
            yield Static(Content(self._nothing), id="nothing")
        yield Footer()

    def on_mount(self) -> None:
        self._show()

    def on_input_changed(self) -> None:
        self._show()

    def on_input_submitted(self) -> None:
        self.dismiss(self._highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        options.action_cursor_down() if step > 0 else options.action_cursor_up()

    async def action_forget(self) -> None:
        if key := self._highlighted:
            try:
                await self._forget(key)
            except QaError as error:
                self.app.notify(told(error), severity="error", markup=False)
                return
            self._choices = [choice for choice in self._choices if choice.key != key]
            self._show()

    @property
    def _highlighted(self) -> str | None:
        options = self.query_one(OptionList)
        return None if options.highlighted is None else options.get_option_at_index(options.highlighted).id

    def _show(self) -> None:
        """Those that hold all the words that are typed."""
        wanted = self.query_one(Input).value.casefold().split()
        found = [
            each for each in self._choices if all(word in f"{each.name} {each.words}".casefold() for word in wanted)
        ]
        options = self.query_one(OptionList)
        options.set_options(Option(_shown(choice), id=choice.key) for choice in found)
        options.highlighted = 0 if found else None
        options.display = bool(found)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not found
        nothing.update(Content("Nothing like that was kept." if self._choices else self._nothing))


def _shown(choice: Choice) -> Content:
    detail = Content.styled(f"\n  {line(choice.detail)}", MUTED) if choice.detail else ""
    return Content.assemble(label(choice.name), detail)
