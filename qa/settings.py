"""The configuration file: what people set once.

    corpus = "~/articles"        limit = 5
    model = "…"                  theme = "nord"
    index = "…"                  [conversations]
    reranker = "…"               keep = false
                                 [keys]
                                 chat.clear = "ctrl+k"

An option of the command goes before the environment, the environment before the file.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from index.errors import QaError
from qa.limits import MOST_PASSAGES

_KINDS: dict[str, type] = {
    "corpus": str, "model": str, "index": str, "reranker": str, "theme": str, "limit": int,
    "conversations": dict, "keys": dict,
}  # fmt: skip
_SAID = {str: "a text in quotes", int: "a whole number", bool: "true or false", dict: "a table"}


_ONLY_FROM_ENVIRONMENT = ("engine", "max_file_mib", "max_article_chars")
_FROM_ENVIRONMENT = ("corpus", "model", "index", "reranker", *_ONLY_FROM_ENVIRONMENT)
_DEFAULTS = {
    "corpus": "corpus", "model": "the index's own, or all-MiniLM-L6-v2", "index": ".qa in the corpus",
    "reranker": "none", "limit": "5", "theme": "textual-dark", "conversations.keep": "true",
    "engine": "auto", "max_file_mib": "64", "max_article_chars": "5000000",
}  # fmt: skip


class SettingsWrong(QaError):
    """The configuration file says something that can't be meant."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says; None where it says nothing."""

    corpus: Path | None = None
    model: str | None = None
    index: Path | None = None
    reranker: str | None = None
    limit: int = 5
    """How many passages are shown."""
    theme: str | None = None
    """Of the chat, by its name in Textual."""
    keep_conversations: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys of the chat, with commas between, by what they do."""

    @property
    def all_keys(self) -> list[str]:
        """Each of the keys by itself."""
        return [key.strip() for keys in self.keys.values() for key in keys.split(",")]


DEFAULTS = Settings()


def settings_path() -> Path:
    """$QA_CONFIG, or config.toml in the platform's folder for configuration."""
    import platformdirs

    return Path(os.environ.get("QA_CONFIG") or platformdirs.user_config_path("qa") / "config.toml")


def load_settings(path: Path | None = None) -> Settings:
    """What the file says; nothing, if there is none. Raises SettingsWrong with its name and the line."""
    path = path or settings_path()
    try:
        text = path.read_text(encoding="utf-8")
        return _File(path, text).settings(tomllib.loads(text))
    except FileNotFoundError:
        return DEFAULTS
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsWrong(f"the configuration {path} cannot be read: {error}") from None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question for the known name that is nearest; all of them, where none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, 1)
    return f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names)}"


def refuse(name: str, why: str) -> NoReturn:
    """Raises SettingsWrong for what only the chat can know to be wrong."""
    path = settings_path()
    _File(path, path.read_text(encoding="utf-8") if path.exists() else "").refuse(name, why)


def in_force(settings: Settings) -> list[tuple[str, str, str]]:
    """(setting, value, where that is from) of all settings, for a command without options."""
    given = {
        "corpus": settings.corpus,
        "model": settings.model,
        "index": settings.index,
        "reranker": settings.reranker,
        "limit": settings.limit if settings.limit != DEFAULTS.limit else None,
        "theme": settings.theme,
        "conversations.keep": None if settings.keep_conversations else "false",
        **{f"keys.{name}": key for name, key in settings.keys.items()},
        **dict.fromkeys(_ONLY_FROM_ENVIRONMENT),
    }
    return [_in_force(name, value) for name, value in given.items()]


def _in_force(name: str, value: object) -> tuple[str, str, str]:
    variable = f"QA_{name.upper()}"
    if name in _FROM_ENVIRONMENT and os.environ.get(variable):
        return name, os.environ[variable], f"${variable}"
    return (name, _DEFAULTS[name], "default") if value is None else (name, str(value), "file")


def _flat(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Names with a dot, which TOML takes for a table unless they stand in quotes."""
    flat: dict[str, Any] = {}
    for name, value in keys.items():
        flat |= {f"{name}.{rest}": key for rest, key in value.items()} if isinstance(value, dict) else {name: value}
    return flat


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str

    def settings(self, values: dict[str, Any]) -> Settings:
        self._check(values, _KINDS)
        conversations, keys = values.get("conversations", {}), _flat(values.get("keys", {}))
        self._check(conversations, {"keep": bool}, "conversations")
        self._check(keys, dict.fromkeys(keys, str), "keys")
        limit = values.get("limit", DEFAULTS.limit)
        if not 1 <= limit <= MOST_PASSAGES:
            self.refuse("limit", f"is {limit}: write a number from 1 to {MOST_PASSAGES}")
        return Settings(
            corpus=self._folder(values.get("corpus")),
            model=self._name(values.get("model")),
            index=self._folder(values.get("index")),
            reranker=self._name(values.get("reranker")),
            limit=limit,
            theme=values.get("theme"),
            keep_conversations=conversations.get("keep", True),
            keys=keys,
        )

    def _check(self, values: Mapping[str, Any], kinds: Mapping[str, type], table: str = "") -> None:
        for name, value in values.items():
            if name not in kinds:
                self.refuse(name, f"is no setting{f' of [{table}]' if table else ''}: {did_you_mean(name, kinds)}")
            if type(value) is not kinds[name]:
                self.refuse(name, f"must be {_SAID[kinds[name]]}")
            if value == "":
                self.refuse(name, "is empty: write a value, or leave it out")

    def refuse(self, name: str, why: str) -> NoReturn:
        """Raises SettingsWrong with the line."""
        raise SettingsWrong(f'{self.path}{self._line(name)}: "{name}" {why}')

    def _line(self, name: str) -> str:
        """Such as ":3"; empty where it isn't clear in which line the name stands."""
        stands = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[=\]]""")
        lines = [number for number, line in enumerate(self.text.splitlines(), 1) if stands.match(line)]
        return f":{lines[0]}" if len(lines) == 1 else ""

    def _folder(self, value: str | None) -> Path | None:
        """Relative to the file's own folder, as the file is read from anywhere."""
        return self.path.parent / Path(value).expanduser() if value else None

    def _name(self, value: str | None) -> str | None:
        """A model's name as it is, or the path of its folder."""
        return str(self._folder(value)) if value and value.startswith(("~", ".", "/")) else value
