"""Answers as files and as text for other programs: Markdown with numbered citations, JSON, a line to paste.

What articles say goes into Markdown as text alone: everything that it would take for markup is escaped.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from index.cleaning import clean, flat, web_address
from index.errors import QaError
from index.records import ArticleRecord
from qa.answer import Citation
from qa.journal.records import Exchange
from qa.wording import nothing_answers

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")
"""What makes a list, a rule or a heading of the line; quotations and other headings are escaped anywhere."""
_SLUG_CHARS = 50


def as_markdown(exchanges: Sequence[Exchange]) -> str:
    """The questions as headings, the passages as quotations with the answering sentence in bold, and the sources."""
    sources = _Sources()
    parts = [part for exchange in exchanges for part in _exchange(exchange, sources)]
    return "\n\n".join([*parts, *sources.in_markdown()]) + "\n"


def as_json(exchanges: Sequence[Exchange]) -> str:
    """A list of the objects that `qa ask --json` prints, each with the time it was asked at."""
    asked = [
        {"asked_at": each.asked_at.isoformat(timespec="seconds"), **each.answer.as_json(asked=each.asked)}
        for each in exchanges
    ]
    return json.dumps(asked, ensure_ascii=False, indent=2) + "\n"


def as_reference(citation: Citation) -> str:
    """The sentence that answers with its source, in plain text: “…” — Title, where, address."""
    return f"“{flat(citation.sentence.text)}” — {', '.join(_source(citation))}"


def write_export(exchanges: Sequence[Exchange], folder: Path, suffix: str = ".md") -> Path:
    """The path of a new file with the conversation; `suffix` is .md or .json. Raises QaError."""
    text = as_json(exchanges) if suffix == ".json" else as_markdown(exchanges)
    slug = re.sub(r"[\W_]+", "-", exchanges[0].answer.question.lower())[:_SLUG_CHARS].strip("-") or "conversation"
    name = f"qa-{exchanges[0].asked_at.astimezone():%Y-%m-%d}-{slug}"
    for number in range(1, 1000):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{suffix}"
        try:
            file = path.open("x", encoding="utf-8", errors="replace")
        except FileExistsError:
            continue
        except OSError as error:
            raise _unwritable(path, error) from None
        _write(file, path, text)
        return path
    raise QaError(f"there are too many files {name}… in {folder}: move some away")


def _write(file: TextIO, path: Path, text: str) -> None:
    """All of it or, where the disk is full, no file."""
    try:
        with file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> QaError:
    return QaError(f"{path} cannot be written: {error.strerror}")


def _exchange(exchange: Exchange, sources: "_Sources") -> Iterator[str]:
    answer = exchange.answer
    yield f"## {escaped(flat(exchange.asked))}"
    yield f"*{_when(exchange.asked_at)}*"
    if answer.follows:
        yield f"Read after: “{escaped(flat(answer.follows))}”"
    if answer.only:
        yield escaped(answer.only)
    if not answer.answered:
        yield escaped(nothing_answers(answer)) + (" Nearest passages:" if answer.citations else "")
    for citation in answer.citations:
        yield f"{_quotation(citation)}\n>\n> \\[{sources.number(citation)}\\]"


def _when(asked_at: datetime) -> str:
    return f"{asked_at.astimezone():%Y-%m-%d %H:%M}"


class _Sources:
    """The cited passages of all questions, numbered in the order they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[ArticleRecord, int, int], int] = {}
        self._citations: list[Citation] = []

    def number(self, citation: Citation) -> int:
        key = (citation.article, citation.passage.start, citation.passage.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._citations.append(citation)
        return self._numbers[key]

    def in_markdown(self) -> Iterator[str]:
        if self._citations:
            yield "## Sources"
        for number, citation in enumerate(self._citations, 1):
            yield f"\\[{number}\\] {', '.join(map(escaped, _source(citation)))}"


def _source(citation: Citation) -> list[str]:
    """Title, author, date, path with line or page, and address, as far as they are known."""
    article = citation.article
    path = f"{article.path}:{citation.line}" if citation.line else article.path
    page = f"page {citation.page}" if citation.page else ""
    parts = [article.title, article.author, article.published, path, page, web_address(article.source_url)]
    return [flat(part) for part in parts if part]


def _quotation(citation: Citation) -> str:
    """The passage, its answering sentence in bold."""
    start, end = citation.marked
    text = clean(citation.passage.text)
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(_quoted(line, start - at, end - at))
        at += len(line) + 1
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _quoted(line: str, start: int, end: int) -> str:
    """One line, bold in [start, end) as far as that lies in it."""
    start, end = max(start, 0), min(end, len(line))
    before, bold, after = (line[:start], line[start:end], line[end:]) if start < end else (line, "", "")
    while bold and not _opens(before, bold):
        before, bold = before + bold[0], bold[1:]
    while bold and not _opens(after[::-1], bold[::-1]):
        bold, after = bold[:-1], bold[-1] + after
    marked = f"**{escaped(bold)}**" if bold else ""
    first = escaped(before.lstrip(), line_start=True)
    return f"{first}{marked}{escaped(after)}".strip()


def _opens(before: str, bold: str) -> bool:
    """Whether Markdown takes two asterisks between the two for the beginning of bold text (or, reversed, its end)."""
    return bold[0].isalnum() or (not bold[0].isspace() and (not before or before[-1].isspace()))


def escaped(text: str, *, line_start: bool = True) -> str:
    """The text as Markdown that shows just it."""
    safe = _MARKUP.sub(r"\\\1", text)
    return (
        _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", safe)
        if line_start
        else safe
    )
