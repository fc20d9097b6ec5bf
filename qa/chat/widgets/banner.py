"""What stands in the way of the whole library."""

from textual.content import Content
from textual.widgets import Static


class Banner(Static):
    """One error above the prompt, until it is over: a notification would be gone before it is read."""

    def on_mount(self) -> None:
        self.display = False

    def show(self, text: str) -> None:
        """Shows the error; an empty text takes it away."""
        self.update(Content(text))
        self.display = bool(text)
