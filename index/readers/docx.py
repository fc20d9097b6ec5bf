"""Word documents: paragraphs and tables in the order of the document."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath

import docx
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from index.article import Article
from index.cleaning import one_line, stem_title
from index.readers.archive import open_archive
from index.readers.dates import iso_date
from index.readers.parts import Part, compose, table_row

# Inserted and wrapped text counts as text of the document; python-docx would pass over it.
_WRAPPERS = [qn(f"w:{name}") for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple")]
_REMOVED = [qn(f"w:{name}") for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr")]
_HEADING = re.compile(r"(title|heading \d)$", re.IGNORECASE)
_CONTENTS_ENTRY = re.compile(r"toc (\d|heading)", re.IGNORECASE)


def read(data: bytes, path: PurePath) -> Article:
    """The article in a Word document, without headers, footers, notes and text boxes. Raises UnreadableFile."""
    with open_archive(data):
        document = docx.Document(BytesIO(data))
    body = document.element.body
    etree.strip_elements(body, *_REMOVED, with_tail=False)
    etree.strip_tags(body, *_WRAPPERS)
    items = list(document.iter_inner_content())
    facts = document.core_properties
    return compose(
        one_line(facts.title) or _title(items) or stem_title(path),
        (part for item in items for part in _parts(item)),
        author=facts.author,
        published=iso_date(facts.created),
    )


def _parts(item: Paragraph | Table) -> Iterator[Part]:
    if isinstance(item, Table):
        yield from _rows(item)
        return
    style = _style(item)
    if not _CONTENTS_ENTRY.match(style):  # a table of contents repeats the headings
        yield Part(item.text, "heading" if _HEADING.match(style) else "block")


def _style(paragraph: Paragraph) -> str:
    """Name of the paragraph's style, or of the heading style that it is derived from."""
    style: BaseStyle | None = paragraph.style
    own = (style.name if style else None) or ""
    for _ in range(9):  # a damaged file's styles may be derived from one another in a circle
        if style is None or _HEADING.match(style.name or ""):
            break
        style = getattr(style, "base_style", None)
    return (style.name if style else None) or own


def _title(items: list[Paragraph | Table]) -> str | None:
    texts: dict[str, str] = {}
    for item in items:
        if isinstance(item, Paragraph) and item.text.strip():
            texts.setdefault(_style(item).lower(), item.text)
    return texts.get("title") or texts.get("heading 1")


def _rows(table: Table) -> Iterator[Part]:
    labels: list[str] = []
    for number, row in enumerate(table.rows):
        cells = [_text(cell) for cell in _cells(row)]
        if number == 0 and _is_header(row):
            labels = cells
            yield Part(table_row(cells), "context")
        else:
            yield Part(table_row(cells, labels if len(labels) == len(cells) else ()))


def _cells(row: _Row) -> list[_Cell]:
    """Each cell once; python-docx gives a merged one for every column that it covers."""
    return list({cell._tc: cell for cell in row.cells}.values())


def _text(cell: _Cell) -> str:
    inner = (
        item.text if isinstance(item, Paragraph) else " ".join(part.text for part in _rows(item))
        for item in cell.iter_inner_content()
    )
    return " ".join(" ".join(inner).split())


def _is_header(row: _Row) -> bool:
    """Whether the row is marked to be repeated on each page, or is bold throughout."""
    if row._tr.find(f".//{qn('w:tblHeader')}") is not None:
        return True
    runs = [run for cell in row.cells for paragraph in cell.paragraphs for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)
