"""The reader beside the conversation: the article at what is cited, and whether that still stands in its file."""

import asyncio
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from index.records import ArticleRecord
from qa import chat as chat_package
from qa.answer import Citation, Quote
from qa.chat.dialogs.picker import Picker
from qa.chat.rows import rows as rows_of
from qa.chat.screen import ChatScreen
from qa.chat.widgets.article import ArticleText
from qa.chat.widgets.cited import Cited
from qa.chat.widgets.pages import Pages
from qa.chat.widgets.prompt import Prompt
from qa.chat.widgets.reader import Reader
from qa.journal.journal import journal_of
from qa.library import Library
from tests.chat.helpers import BRIDGE, BRIDGE_QUESTION, ask, chat, fake_encoder, ready, running, shown, turns, wait_for

WIDE, NARROW = (140, 40), (80, 24)


pytestmark = pytest.mark.usefixtures("unwatched")


def article(pilot: Pilot[Any]) -> ArticleText:
    return pilot.app.screen.query_one(ArticleText)


def rows(pilot: Pilot[Any]) -> list[str]:
    """What the reader shows of the article, row by row."""
    return [article(pilot).render_line(y).text.rstrip() for y in range(article(pilot).size.height)]


def styled(pilot: Pilot[Any], component: str) -> str:
    """The text in sight that has the style of that part of the article."""
    style = article(pilot).get_component_rich_style(component)
    lines = (article(pilot).render_line(y) for y in range(article(pilot).size.height))
    return " ".join(segment.text for line in lines for segment in line if segment.style == style)


def is_reading(pilot: Pilot[Any]) -> bool:
    return chat(pilot).query_one(Pages).is_reading


async def open_reader(pilot: Pilot[Any], question: str = BRIDGE_QUESTION, *keys: str) -> None:
    await ready(pilot)
    await ask(pilot, question)
    await pilot.press("tab", *keys, "enter")
    await wait_for(pilot, lambda: any(rows(pilot)) and chat(pilot).query_one(Reader).citation)
    await pilot.pause()


async def test_enter_reads_the_passage_in_its_article(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        assert article(pilot).has_focus
        assert styled(pilot, "article--sentence") == BRIDGE
        assert [row[:8] for row in rows(pilot)[:3]] == [" 1   The", " 2", " 3 ▌ It "]
        assert chat(pilot).query_one("Conversation").display
        assert shown(pilot, "ReaderHead").splitlines()[0].split("  ")[0] == "The Halden bridge"
        assert shown(pilot, "ReaderHead").splitlines()[0].endswith("1 of 3")
        await wait_for(pilot, lambda: "✓ as in the file · bridge.txt" in shown(pilot, "ReaderHead"))


async def test_on_a_narrow_screen_the_reader_covers_the_conversation_until_escape(library: Library) -> None:
    async with running(library, NARROW) as pilot:
        await open_reader(pilot)
        assert article(pilot).region.width > 70
        assert chat(pilot).query_one("#talk").region.width == 0
        await pilot.press("escape")
        assert not is_reading(pilot)
        assert turns(pilot)[0].cited[0].has_focus
        await pilot.press("escape")
        assert chat(pilot).query_one(Prompt).has_focus


async def test_on_a_wide_screen_escape_leaves_it_open_and_the_key_closes_it(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.press("escape")
        assert turns(pilot)[0].cited[0].has_focus
        assert is_reading(pilot)
        await pilot.press("ctrl+o")
        assert not is_reading(pilot)


async def test_who_is_not_reading_keeps_the_prompt_when_the_window_becomes_narrow(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.press("escape", "escape")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert not is_reading(pilot)
        await pilot.press("b")
        await pilot.resize_terminal(*WIDE)
        await pilot.press("y")
        assert chat(pilot).query_one(Prompt).value == "by"


async def test_who_is_reading_goes_on_when_the_window_becomes_narrow(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert article(pilot).has_focus
        assert chat(pilot).query_one("#talk").region.width == 0


async def test_the_key_opens_the_newest_answer_from_the_prompt(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        assert not is_reading(pilot), "there is nothing to read yet"
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("ctrl+o")
        await wait_for(pilot, lambda: BRIDGE in styled(pilot, "article--sentence"))
        await pilot.press("ctrl+o")
        assert turns(pilot)[0].cited[0].has_focus


async def test_a_click_reads_a_citation(library: Library) -> None:
    async with running(library, (140, 60)) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await pilot.click(turn.cited[1])
        await wait_for(pilot, lambda: is_reading(pilot) and turn.cited[1].has_class("-shown"))
        assert shown(pilot, "ReaderHead").splitlines()[0].endswith("2 of 3")


async def test_n_and_p_go_through_the_citations_of_the_answer(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        for key, number in (("p", 1), ("n", 2), ("right", 3), ("n", 3), ("left", 2), ("1", 1)):
            await pilot.press(key)
            await pilot.pause()
            assert f"{number} of 3" in shown(pilot, "ReaderHead"), key
            assert [cited.has_class("-shown") for cited in turns(pilot)[0].cited].index(True) == number - 1
        await pilot.press("n", "escape")
        assert turns(pilot)[0].cited[1].has_focus


async def test_an_open_reader_follows_the_citation_that_is_chosen(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.press("escape", "down")
        await wait_for(pilot, lambda: "2 of 3" in shown(pilot, "ReaderHead"))
        await pilot.press("tab")
        assert article(pilot).has_focus
        await pilot.press("tab")
        assert chat(pilot).query_one(Prompt).has_focus


async def test_an_open_reader_follows_a_new_answer(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.press("tab")
        await ask(pilot, "When is honey taken?")
        await wait_for(pilot, lambda: styled(pilot, "article--sentence") == "Honey is taken in late summer.")
        assert chat(pilot).query_one(Prompt).has_focus


async def test_clearing_the_conversation_closes_the_reader(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        await pilot.press("ctrl+l")
        assert not is_reading(pilot)
        assert chat(pilot).query_one(Prompt).has_focus


async def test_where_it_is_read_is_kept_when_the_terminal_changes_its_size(library: Library) -> None:
    lines = [
        f"Line {number} of an article that goes on and on, about nothing that anybody asked for."
        for number in range(200)
    ]
    (library.corpus / "bridge.txt").write_text("\n\n".join(["Long", *lines[:100], BRIDGE, *lines[100:]]), "utf-8")
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        assert BRIDGE in styled(pilot, "article--sentence")
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        top = rows(pilot)[0]
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert BRIDGE in styled(pilot, "article--sentence")
        await pilot.press("home")
        assert rows(pilot)[0].startswith("   1   Long")
        await pilot.press("c")
        assert BRIDGE in styled(pilot, "article--sentence")
        await pilot.press("end")
        assert "Line 199" in "".join(rows(pilot)[-2:])
        assert top


class _OneArticle(App[None]):
    CSS_PATH = Path(chat_package.__file__).with_name("chat.tcss")

    def compose(self) -> ComposeResult:
        yield ArticleText()


async def test_a_megabyte_is_laid_out_once_and_drawn_where_it_is_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = Mock(wraps=rows_of)
    monkeypatch.setattr("qa.chat.widgets.article.rows", laid_out)
    filling = "The sluice keeper wrote down the height of the water every morning. " * 6
    text = "\n\n".join(["Long", *[filling] * 1500, BRIDGE, *[filling] * 1500])
    quote = Quote(BRIDGE, text.index(BRIDGE), text.index(BRIDGE) + len(BRIDGE))
    record = ArticleRecord(1, "long.txt", "Long", None, None, None, None, "en", b"")
    assert len(text) > 1_000_000
    async with _OneArticle().run_test(size=WIDE) as pilot:
        laid_out.reset_mock()
        article(pilot).show(text, Citation(1, record, quote, quote, 1.0, 1.0, 3, None, None))
        assert BRIDGE in styled(pilot, "article--sentence")
        await pilot.pause()
        drawn = Mock(wraps=article(pilot).render_line)
        monkeypatch.setattr(article(pilot), "render_line", drawn)
        for _ in range(10):
            article(pilot).action_pages(1)
            await pilot.pause()
        assert laid_out.call_count == 1
        assert 0 < drawn.call_count <= 10 * 2 * WIDE[1]
        assert any(rows(pilot))
        assert BRIDGE not in "".join(rows(pilot))


async def test_wide_characters_are_wrapped_to_the_screen(library: Library) -> None:
    (library.corpus / "bridge.txt").write_text(f"橋\n\n{'這座橋很長' * 60} {BRIDGE} {'é' * 300}\n", "utf-8")
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        width = article(pilot).size.width
        assert {article(pilot).render_line(y).cell_length for y in range(article(pilot).size.height)} == {width}
        assert " ".join("".join(row[6:] for row in rows(pilot)).split()).count("這座橋很長") >= 50


# Whether it still stands


async def told(pilot: Pilot[Any], sign: str) -> None:
    await pilot.press("f5")
    await wait_for(pilot, lambda: sign in shown(pilot, "Lead .source"))
    await pilot.press("tab", "enter")
    await wait_for(pilot, lambda: sign in shown(pilot, "ReaderHead"))


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        ("bridge\n", "bridge\n\nNews.\n", "↕ now at line 5"),
        ("May 1931", "June 1931", "≠ changed since it was indexed"),
        ("It crosses", "It spans", "≠ changed around its sentence, now at line 3"),
    ],
)
async def test_a_changed_file_is_told_beside_the_citation(library: Library, before: str, after: str, sign: str) -> None:
    file = library.corpus / "bridge.txt"
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")
        await told(pilot, sign)


async def test_a_file_that_is_gone_is_told(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        (library.corpus / "bridge.txt").unlink()
        await told(pilot, "✗ the file is gone")


async def test_of_an_article_read_again_since_the_passage_is_left(library: Library) -> None:
    file = library.corpus / "bridge.txt"
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        file.write_text(file.read_text("utf-8").replace("May", "June"), "utf-8")
        await pilot.press("f5")
        await wait_for(pilot, lambda: "1 changed" in shown(pilot, "StatusBar"))
        await pilot.press("tab", "enter")
        await wait_for(pilot, lambda: BRIDGE in styled(pilot, "article--sentence"))
        assert "only the passage is left" in shown(pilot, "ReaderHead")


async def test_of_an_index_made_anew_no_other_article_is_shown_in_the_place_of_the_one_cited(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        cited = (await ask(pilot, BRIDGE_QUESTION)).cited[0].citation
        await wait_for(pilot, lambda: journal_of(library.corpus).questions())
    shutil.rmtree(library.corpus / ".qa")
    (library.corpus / "bridge.txt").unlink()
    again = Library(library.corpus, load_encoder=fake_encoder)
    again.sync()
    assert again.article_text(cited.article.id), "its number is another article's now"
    async with running(again, WIDE) as pilot:
        await ready(pilot)
        await pilot.press("f2")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Picker))
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, ChatScreen) and chat(pilot).query(Cited))
        await pilot.press("tab", "enter")
        await wait_for(pilot, lambda: BRIDGE in styled(pilot, "article--sentence"))
        assert "only the passage is left" in shown(pilot, "ReaderHead")


async def test_a_slow_disk_holds_nothing_up(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_read = asyncio.Event()

    async def slow(*_: object) -> None:
        await may_read.wait()

    monkeypatch.setattr("qa.chat.shelf.Shelf.verdict", slow)
    async with running(Library(corpus, load_encoder=fake_encoder), WIDE) as pilot:
        await open_reader(pilot)
        assert "… checking" in shown(pilot, "ReaderHead")
        assert "✓" not in shown(pilot, "Lead .source")
        may_read.set()


# Opening the file


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A windowed editor that writes down how it was called."""
    program, called = tmp_path / "code", tmp_path / "called"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {called}.new && mv {called}.new {called}\n')
    program.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(program))
    return called


@pytest.mark.parametrize("keys", [["o"], ["enter", "o"]])
async def test_o_opens_the_file_at_the_line(library: Library, editor: Path, keys: list[str]) -> None:
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", *keys)
        await wait_for(pilot, editor.exists)
        assert editor.read_text().split() == ["--goto", f"{library.corpus / 'bridge.txt'}:3"]


async def test_o_opens_the_file_at_the_line_of_the_sentence(library: Library, editor: Path) -> None:
    file = library.corpus / "bridge.txt"
    file.write_text(file.read_text("utf-8").replace(f" {BRIDGE}", f"\n{BRIDGE}"), "utf-8")
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        assert "line 3" in shown(pilot, "Lead .source")
        await pilot.press("tab", "o")
        await wait_for(pilot, editor.exists)
        assert editor.read_text().split() == ["--goto", f"{file}:4"]


async def test_o_opens_the_file_where_the_quote_stands_now(library: Library, editor: Path) -> None:
    file = library.corpus / "bridge.txt"
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        file.write_text(f"\n\n\n{file.read_text('utf-8')}", "utf-8")
        await pilot.press("tab", "o")
        await wait_for(pilot, editor.exists)
        assert editor.read_text().split() == ["--goto", f"{file}:6"]


async def test_what_cannot_be_opened_is_told_with_its_path(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor")
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "o")
        await wait_for(pilot, lambda: pilot.app._notifications)
        (toast,) = pilot.app._notifications
        assert toast.message.startswith("The editor no-such-editor is not installed")
        assert toast.message.endswith(str(library.corpus / "bridge.txt"))
        assert not toast.markup


async def test_a_terminal_that_cannot_be_handed_over_is_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    async with running(library, WIDE) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "o")
        await wait_for(pilot, lambda: pilot.app._notifications)
        (toast,) = pilot.app._notifications
        assert toast.message == f"This terminal can't be handed to true: open {library.corpus / 'bridge.txt'}"


async def test_every_key_has_a_name_and_says_what_it_does(library: Library) -> None:
    async with running(library, WIDE) as pilot:
        await open_reader(pilot)
        for widget in (Cited, ArticleText, Reader, Pages, Prompt):
            for binding in widget.BINDINGS:
                assert binding.id, binding  # type: ignore[union-attr]
                assert binding.tooltip, binding  # type: ignore[union-attr]
