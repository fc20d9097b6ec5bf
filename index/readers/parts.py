"""The parts of an article in reading order, and the article composed of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.article import Article, Block
from index.cleaning import clean, one_line, web_address, without_invisible
from index.errors import UnreadableFile

_LABEL_CHARS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a block, or context (stands in the text, but answers nothing: a table's header row)."""

    text: str
    kind: Literal["heading", "block", "context"] = "block"
    page: int | None = None
    line: int | None = None
    """Line of the file that `text` begins in, from 0, where the composed text keeps the file's lines."""


def table_row(cells: Sequence[str], labels: Sequence[str] = ()) -> str:
    """Cells joined by " | ", each with its column's label, so that a row is understood without the rows above."""
    labelled = [
        f"{label}: {cell}" if label and len(label) <= _LABEL_CHARS and label != cell else cell
        for label, cell in zip([*labels, *[""] * len(cells)], cells, strict=False)
        if cell
    ]
    return " | ".join(labelled)


def compose(
    title: str,
    parts: Iterable[Part],
    *,
    author: str | None = None,
    published: str | None = None,
    source_url: str | None = None,
    site: str | None = None,
    lined: bool = False,
    notes: Iterable[str] = (),
) -> Article:
    """The article with these parts. Raises UnreadableFile if none holds text."""
    title = one_line(title)
    kept = _presentable(title, parts)
    text, blocks = _lay_out(title, kept)
    if not blocks:
        raise UnreadableFile("no text in the file")
    return Article(
        title=title,
        text=text,
        blocks=blocks,
        author=one_line(author or "") or None,
        published=published,
        source_url=web_address(source_url),
        site=one_line(site or "") or None,
        lined=lined,
        notes=tuple(one_line(note) for note in notes),
    )


def _presentable(title: str, parts: Iterable[Part]) -> list[Part]:
    """The parts that hold text, cleaned, with the title in front; all of them blocks if there are headings only."""
    cleaned = [Part(without_invisible(clean(part.text)).strip(), part.kind, part.page, part.line) for part in parts]
    kept = [part for part in cleaned if part.text]
    if not any(part.kind == "block" for part in kept):
        kept = [Part(part.text, "block", part.page, part.line) for part in kept]
    if kept and one_line(kept[0].text) != title and kept[0].line != 0:
        kept.insert(0, Part(title, "heading", line=None if kept[0].line is None else 0))
    return kept


def _lay_out(title: str, parts: Iterable[Part]) -> tuple[str, tuple[Block, ...]]:
    pieces: list[str] = []
    blocks: list[Block] = []
    heading: str | None = None
    length = line = 0
    for part in parts:
        gap = "" if not pieces and part.line is None else "\n" * _newlines_before(part, line, bool(pieces))
        start = length + len(gap)
        length, line = start + len(part.text), line + gap.count("\n") + part.text.count("\n")
        pieces += [gap, part.text]
        if part.kind == "heading":
            heading = one_line(part.text)
        elif part.kind == "block":
            own = heading if heading and heading.casefold() != title.casefold() else None
            blocks.append(Block(start, length, part.page, own))
    return "".join(pieces), tuple(blocks)


def _newlines_before(part: Part, line: int, follows: bool) -> int:
    return 2 if part.line is None else max(part.line - line, int(follows))
