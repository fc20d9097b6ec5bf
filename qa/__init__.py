"""Ask a folder of articles: `from qa import Library`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.library import Library

__all__ = ["Library"]


def __getattr__(name: str) -> Any:
    # Importing the library takes a moment that `qa --help` should not spend.
    if name == "Library":
        from qa.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
