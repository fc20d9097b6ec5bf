"""The application around the screen."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Key

from qa.chat import preferences
from qa.chat.screen import ChatScreen
from qa.chat.widgets.prompt import Prompt
from qa.settings import DEFAULTS, Settings

if TYPE_CHECKING:
    from qa.library import Library

_LEAVE_WITHIN_S = 0.5


class ChatApp(App[None]):
    """The chat with one library."""

    TITLE = "qa"
    CSS_PATH = Path(__file__).with_name("chat.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="Explain what has the focus, and show all keys"),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Leave; what is indexed stays", priority=True),
    ]

    def __init__(self, library: "Library", settings: Settings = DEFAULTS) -> None:
        """`library` as it was constructed: the chat brings it up to date and loads its model.

        Raises SettingsWrong for a theme, an action or a key that there isn't.
        """
        super().__init__()
        preferences.apply(settings, self)
        self._chat = ChatScreen(library, settings)

    def get_default_screen(self) -> ChatScreen:
        return self._chat

    async def on_key(self, event: Key) -> None:
        """What was typed before there was a prompt comes here, and is meant for it; Enter then still was Ctrl+J."""
        prompt = self._chat.query_one(Prompt)
        if self.focused in (None, prompt) and self.screen is self._chat:
            if event.character and event.is_printable:
                prompt.insert_text_at_cursor(event.character)
            elif event.key == "ctrl+j":
                await prompt.action_submit()

    def action_help(self) -> None:
        from textual.widgets import HelpPanel  # and with it a parser of Markdown, for which nobody shall wait

        if self.screen.query(HelpPanel):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def leave(self) -> bool:
        """Whether all that ran in the background has ended; it is given a moment."""
        return self._chat.leave(_LEAVE_WITHIN_S)


def run_chat(library: "Library", settings: Settings = DEFAULTS) -> int:
    """Runs the chat until the person leaves it; gives the exit status. Raises SettingsWrong."""
    app = ChatApp(library, settings)
    app.run()
    status = app.return_code or 0
    if not app.leave():
        # A model that is being loaded can't be interrupted, and Python may crash when it ends around one. Leaving at
        # once loses nothing: what was indexed is committed.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status
