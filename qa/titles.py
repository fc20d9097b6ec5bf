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


def meant(name: str, articles: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that a person may mean by a title, a path or a part of either; where any is called just so, no others.

    `articles` are (path, title), and so is what is given back, in the same order.
    """
    wanted = _folded(name)
    folded = [(both, (_folded(both[0]), _folded(both[1]))) for both in articles] if wanted else []
    exact = [both for both, names in folded if wanted in names]
    return exact or [both for both, (path, title) in folded if wanted in path or wanted in title]


def named_article(name: str, articles: Sequence[tuple[str, str]]) -> str:
    """The path of the one article that a person means by a title, a path or a part of either.

    `articles` are (path, title). Raises QaError if none is meant, or several are.
    """
    found = [path for path, _ in meant(name, articles)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise QaError(f"no article is called {name}: give its path or a part of its title")
    raise QaError(f"{len(found):,} articles may be meant by {name}, such as {found[0]} and {found[1]}: give the path")


def _folded(name: str) -> str:
    """As it is compared: white space collapsed, capitals or not."""
    return " ".join(name.split()).casefold()
