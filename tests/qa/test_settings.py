from pathlib import Path

import pytest

from index.limits import Limits
from qa.settings import DEFAULTS, Settings, SettingsWrong, in_force, load_settings, settings_path

ALL = """
corpus = "~/articles"
model = "../models/mini"
index = "/var/index"
reranker = "cross-encoder/ms-marco"
limit = 8
theme = "nord"

[conversations]
keep = false

[keys]
chat.clear = "ctrl+k"
"prompt.ask" = "enter,ctrl+j"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_file_says_everything(file: Path) -> None:
    file.write_text(ALL, encoding="utf-8")
    assert load_settings(file) == Settings(
        corpus=Path.home() / "articles",
        model=str(file.parent / "../models/mini"),
        index=Path("/var/index"),
        reranker="cross-encoder/ms-marco",
        limit=8,
        theme="nord",
        keep_conversations=False,
        keys={"chat.clear": "ctrl+k", "prompt.ask": "enter,ctrl+j"},
    )


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    assert load_settings(file) == DEFAULTS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('\ncorpuss = "a"', ':2: "corpuss" is no setting: did you mean "corpus"?'),
        ("colour = 1", ':1: "colour" is no setting: there are conversations, corpus, index'),
        ('limit = "5"', ':1: "limit" must be a whole number'),
        ("limit = true", ':1: "limit" must be a whole number'),
        ("limit = 0", ':1: "limit" is 0: write a number from 1 to 100'),
        ("theme = 3", ':1: "theme" must be a text in quotes'),
        ('model = ""', ':1: "model" is empty'),
        ("conversations = true", ':1: "conversations" must be a table'),
        ("[conversations]\nkep = true", ':2: "kep" is no setting of [conversations]: did you mean "keep"?'),
        ('[conversations]\nkeep = "no"', ':2: "keep" must be true or false'),
        ("[keys]\n'chat.clear' = 3", ':2: "chat.clear" must be a text in quotes'),
        ("keys = 3", ':1: "keys" must be a table'),
        ("limit = ", "cannot be read: Invalid value"),
        ("limit = 1\nlimit = 2", "cannot be read: Cannot overwrite a value"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong) as error:
        load_settings(file)
    assert str(file) in str(error.value)
    assert told in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_file_that_is_no_text_is_told(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsWrong, match="cannot be read"):
        load_settings(file)


def test_environment_names_another_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_path().parts[-2:] == ("qa", "config.toml")
    monkeypatch.setenv("QA_CONFIG", str(file))
    assert settings_path() == file


def test_settings_in_force_say_where_they_are_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_MODEL", "other")
    monkeypatch.delenv("QA_CORPUS", raising=False)
    said = {name: (value, origin) for name, value, origin in in_force(Settings(limit=9, keep_conversations=False))}
    assert said["corpus"] == ("corpus", "default")
    assert said["model"] == ("other", "$QA_MODEL")
    assert said["limit"] == ("9", "file")
    assert said["conversations.keep"] == ("false", "file")
    assert said["theme"] == ("textual-dark", "default")
    assert said["max_file_mib"] == (str(Limits().file_mib), "default")
    assert said["max_article_chars"] == (str(Limits().article_chars), "default")
