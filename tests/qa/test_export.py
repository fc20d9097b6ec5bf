"""What is written is what was said, whatever the articles are made of."""

import json
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import QaError
from qa.export import as_json, as_markdown, as_reference, escaped, write_export
from tests.journal.makers import AT, FULL, answer, article, citation, exchange

NASTY = st.text("aB1.)-+=*_`#>|<&;~$[]()!\\:/ \t\n“é橋'\"", max_size=60)


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


def shown(markdown: str) -> str:
    """The text that a reader of the rendered Markdown sees, paragraphs apart."""
    return "\n".join(
        "".join(
            child.content if child.type == "text" else " " for child in token.children if "strong" not in child.type
        )
        for token in MarkdownIt().parse(markdown)
        if token.children
    )


def kinds(markdown: str) -> set[str]:
    return {
        token.type.removesuffix("_open").removesuffix("_close")
        for token in MarkdownIt().enable("table").parse(markdown)
    }


def words(text: str) -> list[str]:
    return text.split()


@given(NASTY, NASTY, NASTY)
def test_passages_are_shown_as_they_are(before: str, sentence: str, after: str) -> None:
    text = before + sentence + after
    if not text.strip():
        return
    markdown = as_markdown([exchange(given=answer(citation(text, (len(before), len(before) + len(sentence)))))])
    quotation = markdown[markdown.index("\n> ") if "\n> " in markdown else markdown.index("\n>") :].rpartition(
        "\n> \\[1\\]"
    )[0]
    assert words(shown(quotation)) == words(text)
    assert kinds(quotation) <= {"blockquote", "paragraph", "inline"}
    bold = "".join(_bold(inline(MarkdownIt().parse(quotation))))
    assert "".join(words(bold)) in "".join(words(sentence))
    if sentence[:1].isalnum() and sentence[-1:].isalnum() and "\n" not in sentence:
        assert words(bold) == words(sentence)


def _bold(tokens: list[Token]) -> list[str]:
    found, inside = [], False
    for token in tokens:
        inside = {"strong_open": True, "strong_close": False}.get(token.type, inside)
        found += [token.content] if inside and token.type == "text" else []
    return found


@given(NASTY)
def test_titles_and_questions_are_text(text: str) -> None:
    line = " ".join(text.split())
    assert shown(f"x {escaped(line)}") == f"x {line}".rstrip()
    assert kinds(f"## {escaped(line)}") <= {"heading", "inline"}


def test_conversation_has_headings_quotations_and_sources() -> None:
    second = exchange("And <b>then</b>?", answer(citation(line=9, also=()), answered=False, question="And then?"))
    other = exchange("Which?", answer(citation("Other.", (0, 6), article=article("b.pdf", "B"), line=None, page=4)))
    markdown = as_markdown([exchange(), second, other])
    assert "## When was the bridge opened?" in markdown
    assert "> It is narrow. **The bridge was opened in 1931.** Tolls ended.\n>\n> \\[1\\]" in markdown
    assert "## And \\<b\\>then\\</b\\>?" in markdown
    assert "Nothing in your 2 articles answers this. Nearest passages:" in markdown
    assert "> **Other.**\n>\n> \\[2\\]" in markdown
    assert markdown.endswith(
        "## Sources\n\n"
        "\\[1\\] The bridge, Ann, 2024-05, sub/bridge.txt:3, https://example.org/b?a=1\\&b=2\n\n"
        "\\[2\\] B, b.pdf, page 4\n"
    )


def test_filters_and_the_question_before_are_told() -> None:
    markdown = as_markdown([exchange("When? after:2024", FULL)])
    assert "Read after: “Which bridge?”" in markdown
    assert (
        "only: after 2024, source example, “the bridge”, without ferry (3 articles without a date left out)" in markdown
    )


def test_json_is_what_ask_prints() -> None:
    (written,) = json.loads(as_json([exchange("When? after:2024", FULL)]))
    assert written.pop("asked_at") == AT.isoformat()
    assert written == json.loads(json.dumps(FULL.as_json(asked="When? after:2024")))


def test_reference_is_one_plain_line() -> None:
    known = as_reference(citation())
    assert known == (
        "“The bridge was opened in 1931.” — The bridge, Ann, 2024-05, sub/bridge.txt:3, https://example.org/b?a=1&b=2"
    )
    hostile = article("p\x07", "A \x1b]0;title\x07", source_url="javascript:x")
    assert as_reference(citation("A\x1b[1mb\nc", (0, 8), article=hostile, line=None, page=2)) == (
        "“A[1mb c” — A ]0;title, p, page 2"
    )


def test_file_is_named_after_the_first_question_and_overwrites_nothing(tmp_path: Path) -> None:
    asked = [exchange("When was “the” bridge/tunnel opened?"), exchange("Second?")]
    first, second = write_export(asked, tmp_path), write_export(asked[:1], tmp_path)
    assert first.name == "qa-2025-03-01-when-was-the-bridge-tunnel-opened.md"
    assert second.name == "qa-2025-03-01-when-was-the-bridge-tunnel-opened-2.md"
    assert "Second?" in first.read_text(encoding="utf-8")
    assert write_export(asked, tmp_path, ".json").suffix == ".json"
    assert write_export([exchange("???")], tmp_path).name == "qa-2025-03-01-conversation.md"


def test_full_disk_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    before, signalled = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(QaError, match=r"cannot be written: File too large"):
            write_export([exchange()], tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, signalled)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(QaError, match=r"none.*cannot be written: No such file"):
        write_export([exchange()], tmp_path / "none")
