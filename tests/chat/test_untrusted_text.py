"""Nothing that stands in an article, title, path, question or error reaches the terminal as a command or as markup."""

import unicodedata
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot

from qa.answer import Citation
from qa.chat import text
from qa.chat.wording import told
from qa.library import Library
from tests.chat.helpers import ask, chat, fake_encoder, ready, running, shown, wait_for

_MARKUP = "[bold]loud[/] [/x] [@click=app.quit]quit[/] $primary"
_COMMANDS = "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\x1b[2J"
_STEERING = "\u202egnp.\u202c \u2066x\u2069 \u200b\u200e\u2028"


def _rendered(pilot: Pilot[object]) -> str:
    """Every character that goes to the terminal as text."""
    screen = chat(pilot)
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def _commands(shown: str) -> set[str]:
    return {
        character
        for character in shown
        if character != "\n"
        and (unicodedata.category(character) == "Cc" or character in "\u202a\u202e\u2066\u2069\u2028")
    }


@pytest.fixture
def hostile(tmp_path: Path) -> Library:
    folder = tmp_path / "ar[b]ticles"
    folder.mkdir()
    (folder / "plain[i].txt").write_text(
        f"{_MARKUP}\n\nThe moon {_COMMANDS} is made of {_MARKUP} and {_STEERING} rock.\n\nMore {_MARKUP} here.\n",
        "utf-8",
    )
    (folder / "front.md").write_text(
        f'---\ntitle: "{_MARKUP}"\ndate: "[red]2024[/]"\n---\n\nThe moon has {_MARKUP} craters.\n', "utf-8"
    )
    return Library(folder, load_encoder=fake_encoder)


async def test_a_hostile_article_is_shown_as_it_is_written(hostile: Library) -> None:
    async with running(hostile, (140, 40)) as pilot:
        await ready(pilot)
        turn = await ask(pilot, f"What is the moon made of, {_MARKUP} and rock? {_COMMANDS}")
        await pilot.press("tab", "2", "space")
        await wait_for(pilot, lambda: turn.query("CitationView .passage"))
        for selector in (".question", ".sentence, .passage", ".source, CitationHeader"):
            assert "[bold]loud[/] [/x] [@click=app.quit]quit[/]" in shown(pilot, selector), selector
        assert "[bold]loud[/] [/x] [@click=app.quit]quit[/]" in _rendered(pilot)
        assert _commands(_rendered(pilot)) == set()
        assert _commands(shown(pilot)) == set()


async def test_a_hostile_path_is_shown_as_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "no[bold]such\x1b[2J"
    async with running(Library(folder, load_encoder=fake_encoder), (140, 40)) as pilot:
        await wait_for(pilot, lambda: "no[bold]such" in shown(pilot, "Banner"))
        assert _commands(_rendered(pilot)) == set()


def test_what_steers_the_terminal_is_taken_out_again_before_it_is_shown(citation: Citation) -> None:
    """Whatever the index holds: it may have been written by something else."""
    for content in (text.sentence(citation), text.passage(citation)):
        assert isinstance(content, Content)
        assert _commands(content.plain) == set()
        assert "[bold]" in content.plain


@pytest.fixture
def citation(hostile: Library) -> Citation:
    hostile.sync()
    found = hostile.ask("What is the moon made of?").citations[0]
    hostile.close()
    quote = type(found.passage)
    words = f"First. {_COMMANDS} [bold] {_STEERING}second. Third."
    start = words.index("\x1b")
    sentence = quote(words[start : words.index(" Third")], start, words.index(" Third"))
    return type(found)(
        number=1,
        article=found.article,
        passage=quote(words, 0, len(words)),
        sentence=sentence,
        score=found.score,
        confidence=found.confidence,
        line=1,
        page=None,
        heading=None,
    )


def test_the_mark_stays_on_its_sentence_when_characters_before_it_go(citation: Citation) -> None:
    marked = text.passage(citation)
    (span,) = marked.spans
    assert marked.plain[span.start : span.end].endswith("second.")
    assert marked.plain[: span.start] == "First. "
    assert marked.plain[span.end :] == " Third."


def test_an_error_is_one_line_without_commands() -> None:
    assert told(ValueError("a\x1b[2J\nb")) == "Unexpected ValueError: a[2J b"
    assert told(ValueError()) == "Unexpected ValueError"


def test_joiners_stay_since_scripts_are_spelt_with_them() -> None:
    assert text.safe("می\u200cخواهم") == "می\u200cخواهم"  # noqa: RUF001


def test_a_label_is_cut() -> None:
    assert len(text.label("word " * 200)) <= 300
    assert text.label("word " * 200).endswith("word…")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a line\nof a paragraph", "a line of a paragraph"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("buy:\n- milk\n- eggs", "buy:\n- milk\n- eggs"),
        ("do:\n1. this\n2) that", "do:\n1. this\n2) that"),
        ("in\n1853 it rained", "in 1853 it rained"),
    ],
)
def test_hard_wraps_within_a_paragraph_flow(citation: Citation, written: str, read: str) -> None:
    quote = type(citation.passage)(written, 0, len(written))
    flowing = type(citation)(1, citation.article, quote, quote, 0.0, 0.0, None, None, None)
    assert text.passage(flowing).plain == read
