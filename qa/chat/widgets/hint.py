"""The line below the prompt: how what is typed will be read, or why it can't be."""

from textual.content import Content
from textual.widgets import Static


class Hint(Static):
    """Takes no room while there is nothing to say."""

    def on_mount(self) -> None:
        self.display = False

    def show(self, text: str, *, error: bool = False) -> None:
        """An empty text takes the line away."""
        self.update(Content(text))
        self.set_class(error, "error")
        self.display = bool(text)
