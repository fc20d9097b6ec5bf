"""What the dialogs have in common."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

_Result = TypeVar("_Result")


class Dialog(ModalScreen[_Result]):
    """A screen before the chat."""

    def dismiss(self, result: _Result | None = None) -> AwaitComplete:
        """Once: of two keys or clicks that come at a time, the second finds the dialog gone."""
        return super().dismiss(result) if self.is_current else AwaitComplete()
