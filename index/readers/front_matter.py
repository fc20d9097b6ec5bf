"""What a Markdown file says about itself at its top, between two lines of dashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from frontmatter.default_handlers import YAMLHandler
from yaml import SafeLoader, YAMLError

from index.cleaning import flat
from index.readers.dates import iso_date

_BROKEN = "the front matter is not valid YAML and was left out"


class _Loader(SafeLoader):
    """Leaves dates as they are written, so that an impossible one costs the date and not all the rest."""

    yaml_implicit_resolvers: ClassVar = {  # type: ignore[misc]
        first: [(tag, form) for tag, form in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Facts by lower-case key; none where there is no front matter."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: int = 0
    """Lines of the file that the front matter takes up."""
    notes: tuple[str, ...] = ()

    def names(self, *keys: str) -> str | None:
        """Values under the first of the keys that has any, joined by commas."""
        return ", ".join(filter(None, (flat(str(value)) for value in self._values(*keys)))) or None

    def published(self) -> str | None:
        """ISO date, or as much of it as is known."""
        return next(filter(None, map(iso_date, self._values("date", "published"))), None)

    def _values(self, *keys: str) -> list[Any]:
        for key in keys:
            value = self.facts.get(key)
            values = value if isinstance(value, list) else [value]
            # Scalars only: nested values can be made to grow without end when they are written out.
            if scalars := [one for one in values if isinstance(one, str | int | float)]:
                return scalars
        return []


def split(text: str) -> tuple[FrontMatter, str]:
    """The front matter and the text after it. Never fails: broken YAML becomes a note."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return FrontMatter(), text
    try:
        source, body = handler.split(text)
    except ValueError:  # never closed: the dashes are a thematic break
        return FrontMatter(), text
    lines = text[: len(text) - len(body)].count("\n")
    try:
        facts = handler.load(source, Loader=_Loader)
    except (YAMLError, ValueError, RecursionError):  # ValueError: numbers that can't be
        return FrontMatter(lines=lines, notes=(_BROKEN,)), body
    if not isinstance(facts, dict | None):
        return FrontMatter(), text
    return FrontMatter({str(key).lower(): value for key, value in (facts or {}).items()}, lines), body
