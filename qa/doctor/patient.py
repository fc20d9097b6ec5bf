"""What the doctor looks at."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.folder import IndexFolder
from index.view import StoreView

if TYPE_CHECKING:
    from qa.library import Library


@dataclass(frozen=True, slots=True)
class Patient:
    """A library and its store, opened for reading."""

    library: "Library"
    store: StoreView
    folder: IndexFolder

    @property
    def fingerprint(self) -> str:
        """Of the model that the index was made with."""
        return self.store.meta("fingerprint", "")

    @property
    def index_command(self) -> str:
        return self.library.home.index_command
