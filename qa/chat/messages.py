"""What threads tell the screen."""

from textual.message import Message

from index.report import Progress


class SyncProgressed(Message):
    """The index has come a step further."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts, when several wait to be handled."""
        return isinstance(message, SyncProgressed)
