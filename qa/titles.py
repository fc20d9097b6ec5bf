"""The articles by their titles, as people name them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import QaError

if TYPE_CHECKING:
    from index.store import Store


def titles(store: "Store") -> list[tuple[str, str]]:
    """(path, title) of each article, and of each file that gave none, whose title is empty; by path."""
    found = {path: "" for path, state in store.files().items() if state.problem}
    found |= {article.path: article.title for article in store.article_facts()}
    return sorted(found.items())


def named_article(name: str, articles: Sequence[tuple[str, str]]) -> str:
    """The path of the one article that a person means by a title, a path or a part of either.

    `articles` are (path, title). Raises QaError if none is meant, or several are.
    """
    wanted = " ".join(name.split()).casefold()
    exact = [path for path, title in articles if wanted in (path.casefold(), title.casefold())]
    found = exact or [path for path, title in articles if wanted and wanted in f"{path}\n{title}".casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise QaError(f"no article is called {name}: give its path or a part of its title")
    raise QaError(f"{len(found):,} articles may be meant by {name}, such as {found[0]} and {found[1]}: give the path")
