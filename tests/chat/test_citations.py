"""Citations, by keyboard and mouse."""

import re

from textual.content import Content
from textual.widgets import Static

from qa.chat.text import MARK
from qa.chat.widgets.citation import CitationHeader, CitationView
from qa.library import Library
from tests.chat.helpers import BRIDGE, BRIDGE_QUESTION, ask, chat, prompt, ready, running, shown, wait_for


async def test_space_shows_the_passage_of_a_citation_and_hides_it_again(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        citation = turn.query(CitationView).first()
        await pilot.press("tab", "2")
        assert citation.has_focus
        await pilot.press("space")
        await wait_for(pilot, lambda: citation.query(".passage"))
        passage = citation.query_one(".passage", Static).content
        assert isinstance(passage, Content)
        assert [span.style for span in passage.spans] == [MARK]
        assert shown(pilot, "CitationHeader").startswith("▾ 2  ")
        await pilot.press("space")
        await wait_for(pilot, lambda: not citation.query(".passage"))
        assert shown(pilot, "CitationHeader").startswith("▸ 2  ")


async def test_arrows_and_digits_walk_through_the_citations_and_escape_goes_back(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        first, second, third = turn.cited
        for key, expected in (
            ("tab", first),
            ("down", second),
            ("up", first),
            ("3", third),
            ("k", second),
            ("9", second),
        ):
            await pilot.press(key)
            assert expected.has_focus, key
        await pilot.press("escape")
        assert prompt(pilot).has_focus


async def test_below_the_last_citation_is_the_prompt(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "down", "down", "down")
        assert prompt(pilot).has_focus
        await pilot.press("3")
        assert prompt(pilot).value == "3", "in the prompt a digit is a digit"


async def test_tab_goes_to_the_newest_answer(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        newest = await ask(pilot, "When is honey taken?")
        await pilot.press("tab")
        assert newest.cited[0].has_focus


async def test_answer_and_where_it_stands_are_seen_in_one_look(library: Library) -> None:
    rows = "\n".join(f"It was painted again in its {number}th year, in grey." for number in range(2, 9))
    (library.corpus / "bridge.txt").write_text(f"The Halden bridge\n\n{BRIDGE}\n{rows}\n", encoding="utf-8")
    async with running(library, (60, 20)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        sentence, where, passage = (
            chat(pilot).query_one(f"Lead .{part}").region for part in ("sentence", "source", "passage")
        )
        assert sentence.bottom == where.y
        assert where.bottom < passage.y


async def test_a_long_title_gives_way_to_place_and_strength(library: Library) -> None:
    article = f"---\ntitle: {'Long title ' * 20}\n---\n\nThe ferry to Halden stopped.\n"
    (library.corpus / "long.md").write_text(article, encoding="utf-8")
    async with running(library, (60, 20)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: shown(pilot, "CitationHeader").count("✓") == 3)
        line = next(line for line in shown(pilot, "CitationHeader").splitlines() if "Long title" in line)
        assert "… " in line
        assert line.endswith("line 5 ✓")
        assert len(line) <= 60


async def test_a_long_place_gives_way_to_strength_and_sign(library: Library) -> None:
    head = f"<title>{'Long title ' * 20}</title><meta name=date content=2025-02-10><h2>{'A place of its own ' * 5}</h2>"
    (library.corpus / "long.html").write_text(f"{head}<p>The ferry to Halden stopped.</p>", encoding="utf-8")
    async with running(library, (60, 20)) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await wait_for(pilot, lambda: shown(pilot, "CitationHeader").count("✓") == 3)
        line = next(line for line in shown(pilot, "CitationHeader").splitlines() if "Long" in line)
        assert re.search(r"Long ti…  “A pl.*… · 2025-02-10.* ✓$", line), line
        assert len(line) == chat(pilot).query(CitationHeader).first().size.width


async def test_an_opened_citation_stays_open_while_a_later_question_is_answered(library: Library) -> None:
    async with running(library) as pilot:
        await ready(pilot)
        await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "2", "space", "escape")
        await ask(pilot, "When is honey taken?")
        assert chat(pilot).query(CitationView).first().opened


async def test_what_is_opened_comes_into_sight(library: Library) -> None:
    rows = "\n".join(f"Clock {number} keeps time to the second." for number in range(9))
    (library.corpus / "clocks.txt").write_text(f"Clocks\n\n{rows}\n", encoding="utf-8")
    async with running(library, (60, 14)) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        await pilot.press("tab", "3", "space")
        passage = "CitationView .passage"
        await wait_for(pilot, lambda: turn.query(passage))
        below = chat(pilot).query_one("#below").region.y
        # The last row of a passage is blank.
        await wait_for(pilot, lambda: 0 < turn.query(passage).first().region.bottom - 1 <= below)


async def test_copies_are_one_citation_that_says_where_else_it_stands(library: Library) -> None:
    for article in ("bridge.txt", "clocks.txt"):
        text = (library.corpus / article).read_text(encoding="utf-8")
        (library.corpus / f"copy-of-{article}").write_text(text, encoding="utf-8")
    async with running(library) as pilot:
        await ready(pilot)
        turn = await ask(pilot, BRIDGE_QUESTION)
        assert shown(pilot, "Lead .also") in ("also in copy-of-bridge.txt · line 3", "also in bridge.txt · line 3")
        assert shown(pilot, "CitationHeader").count("Clocks") == 1
        for view in turn.query(CitationView):
            view.action_open_or_close()
        also = "CitationView .also"
        await wait_for(pilot, lambda: turn.query(also))
        assert shown(pilot, also) in ("also in copy-of-clocks.txt · line 3", "also in clocks.txt · line 3")
        for view in turn.query(CitationView):
            view.action_open_or_close()
        await wait_for(pilot, lambda: not turn.query(also))
