"""The configuration file as the chat follows it."""

from pathlib import Path

import pytest

from qa.chat.app import ChatApp
from qa.chat.dialogs.picker import Picker
from qa.chat.preferences import named_bindings
from qa.library import Library
from qa.settings import Settings, SettingsWrong
from tests.chat.helpers import BRIDGE_QUESTION, ask, ready, running, turns, wait_for


async def test_theme_keys_and_number_of_passages_are_the_files(library: Library) -> None:
    settings = Settings(theme="nord", limit=1, keys={"chat.clear": "ctrl+k"})
    async with running(library, settings=settings) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        assert pilot.app.theme == "nord"
        assert len(turn.cited) == 1
        await pilot.press("ctrl+l")
        assert turns(pilot) == [turn]
        await pilot.press("ctrl+k")
        await wait_for(pilot, lambda: not turns(pilot))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(theme="nrod"), ':1: "theme" is "nrod", which is no theme: did you mean "nord"?'),
        (
            Settings(keys={"chat.clera": "f9"}),
            ':3: "chat.clera" is nothing that a key does: did you mean "chat.clear"?',
        ),
        (Settings(keys={"chat.clear": "f9,ctrl+entr"}), ':4: "chat.clear" is "ctrl+entr", which is no key'),
    ],
)
def test_what_the_chat_does_not_have_is_refused_with_its_line(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, told: str
) -> None:
    (tmp_path / "config.toml").write_text('theme = "nrod"\n[keys]\nchat.clera = "f9"\nchat.clear = "f9,ctrl+entr"\n')
    monkeypatch.setenv("QA_CONFIG", str(tmp_path / "config.toml"))
    with pytest.raises(SettingsWrong) as error:
        ChatApp(library, settings)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"chat.clear": "f2"}, '"chat.clear" can\'t have it: f2 is taken by talk.conversations'),
        ({"chat.clear": "f9", "chat.update": "f9"}, "f9 is taken by chat.update"),
        ({"talk.save": "f9,1"}, "1 is taken by pages.cite1"),
    ],
)
def test_key_that_does_something_else_is_refused(library: Library, keys: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsWrong) as error:
        ChatApp(library, Settings(keys=keys))
    assert told in str(error.value)


async def test_key_is_free_once_what_had_it_has_another(library: Library) -> None:
    settings = Settings(keys={"chat.clear": "f2", "talk.conversations": "f9", "citation.next": "down,l,ctrl+j"})
    async with running(library, settings=settings) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("f2")
        await wait_for(pilot, lambda: not turns(pilot))
        await pilot.press("f9")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker))


async def test_keys_that_are_never_both_meant_may_be_the_same(library: Library) -> None:
    settings = Settings(keys={"citation.next": "down,ctrl+j", "article.down": "down,ctrl+j", "prompt.ask": "enter"})
    async with running(library, settings=settings) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "ctrl+j")
        assert turn.cited[1].has_focus


def test_everything_that_keys_do_has_a_name_of_its_own() -> None:
    ids = [binding.id for binding in named_bindings()]
    assert len(ids) == len(set(ids)) > 10
