"""What the configuration file says about the chat: checked, since only the chat knows its themes and keys."""

from collections.abc import Iterable, Iterator
from typing import NoReturn

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys
from textual.theme import BUILTIN_THEMES

from qa.settings import Settings, did_you_mean, refuse

_MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}
_KEYS = {key.value.rpartition("+")[2] for key in Keys}


def apply(settings: Settings, app: App[None]) -> None:
    """Gives the application its theme and keys. Raises SettingsWrong."""
    check(settings)
    app.theme = settings.theme or app.theme
    app.set_keymap(dict(settings.keys))


def check(settings: Settings) -> None:
    """Raises SettingsWrong for a theme, an action or a key that is none. The chat has to be imported."""
    if settings.theme and settings.theme not in BUILTIN_THEMES:
        _refuse_value("theme", settings.theme, "theme", BUILTIN_THEMES)
    bindings = own_keys()
    for name, keys in settings.keys.items():
        if name not in bindings:
            refuse(name, f"is nothing that a key does: {did_you_mean(name, bindings)}")
        for key in keys.split(","):
            if not _is_key(key.strip()):
                _refuse_value(name, key.strip(), "key", _KEYS)
    _refuse_taken(settings, bindings)


def own_keys() -> dict[str, set[str]]:
    """The keys of all that keys do in the chat unless the file says otherwise, by its name."""
    return {str(binding.id): _split(binding.key) for binding in named_bindings()}


def named_bindings() -> Iterator[Binding]:
    """Of all that keys do in the chat, as far as its modules are imported."""
    for kind in _kinds(DOMNode):
        if kind.__module__.startswith("qa.chat."):
            bindings = kind.__dict__.get("BINDINGS", ())
            yield from (binding for binding in bindings if isinstance(binding, Binding) and binding.id)


def _refuse_taken(settings: Settings, own: dict[str, set[str]]) -> None:
    """Two things may have the same key only if they share one from the start: they are never both meant."""
    keys = own | {name: _split(given) for name, given in settings.keys.items()}
    for name in settings.keys:
        others = [other for other in keys if other != name and not own[other] & own[name]]
        for key in keys[name] - own[name]:
            if taken := [other for other in others if key in keys[other]]:
                refuse(
                    name, f"can't have it: {key} is taken by {taken[0]}; choose another key, or give that one another"
                )


def _split(keys: str) -> set[str]:
    return {key.strip() for key in keys.split(",")}


def _kinds(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    yield kind
    for other in kind.__subclasses__():
        yield from _kinds(other)


def _is_key(key: str) -> bool:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return set(modifiers) <= _MODIFIERS and (name in _KEYS or len(name) == 1)


def _refuse_value(name: str, value: str, what: str, known: Iterable[str]) -> NoReturn:
    refuse(name, f'is "{value}", which is no {what}: {did_you_mean(value, known)}')
