"""Element trees to parts: XHTML as it stands in books, and the simplified markup that trafilatura extracts."""

import re
from collections.abc import Iterator
from typing import Literal

from lxml import etree

from index.readers.parts import Part, table_row

# "head" is trafilatura's heading; an XHTML document is read from its body on, so its own head can't be taken for one.
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "head"})
_SECTIONS = {"article", "aside", "body", "details", "div", "figure", "footer", "form", "header", "main", "section"}
_PARAGRAPHS = {"address", "blockquote", "center", "figcaption", "hr", "p", "pre", "quote", "summary"}
_LISTS = {"dd", "dl", "dt", "item", "li", "list", "ol", "ul"}
_TABLES = {"caption", "cell", "row", "table", "td", "th", "tr"}
_BLOCKS = _HEADINGS | _SECTIONS | _PARAGRAPHS | _LISTS | _TABLES
_MEDIA = {"audio", "canvas", "iframe", "math", "object", "svg", "video"}
_LEFT_OUT = _MEDIA | {"datalist", "nav", "noscript", "rp", "rt", "script", "style", "template"}
_ROWS = frozenset({"tr", "row"})
_BREAKS = ("br", "lb")
_BREAK = "\u2028"  # LINE SEPARATOR stands for a line break until white space is collapsed
_PARAGRAPH_BREAK = re.compile(rf"{_BREAK}\s*{_BREAK}")


def parts(root: etree._Element) -> Iterator[Part]:
    """Headings, paragraphs, list items and table rows below `root`, in document order. Changes the tree."""
    _simplify(root)
    return _Walk(root).parts()


def _simplify(root: etree._Element) -> None:
    """Names without namespaces, nothing but elements and text, and line breaks as characters."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction, etree.Entity)
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    for line_break in root.iter(*_BREAKS):
        line_break.tail = _BREAK + (line_break.tail or "")


class _Walk:
    """One pass over a tree: text is gathered until an element of block level begins or ends."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._pending: list[str] = []
        self._labels: list[str] = []
        self._is_code = False

    def parts(self) -> Iterator[Part]:
        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                yield from self._end(element)
            elif element.tag in _LEFT_OUT:
                walk.skip_subtree()
            elif element.tag in _ROWS and len(_cells(element)) > 1:
                yield from self._flush()
                yield self._row(element)
                walk.skip_subtree()
            else:
                yield from self._start(element)
        yield from self._flush()

    def _start(self, element: etree._Element) -> Iterator[Part]:
        if element.tag in _BLOCKS:
            yield from self._flush()
        if element.tag == "table":
            self._labels = []
        if element.tag == "pre" or (element.tag == "code" and "\n" in (element.text or "")):
            self._is_code = True
        self._pending.append(element.text or "")

    def _end(self, element: etree._Element) -> Iterator[Part]:
        if element.tag in _BLOCKS:
            yield from self._flush("heading" if element.tag in _HEADINGS else "block")
        if element is not self._root:
            self._pending.append(element.tail or "")

    def _flush(self, kind: Literal["heading", "block"] = "block") -> Iterator[Part]:
        text = "".join(self._pending)
        pieces = [text.replace(_BREAK, "\n")] if self._is_code else _paragraphs(text)
        self._pending, self._is_code = [], False
        yield from (Part(piece, kind) for piece in pieces if piece.strip())

    def _row(self, row: etree._Element) -> Part:
        cells = _cells(row)
        texts = [" ".join("".join(cell.itertext()).split()) for cell in cells]
        if all(cell.tag == "th" or cell.get("role") == "head" for cell in cells):
            self._labels = texts
            return Part(table_row(texts), "context")
        return Part(table_row(texts, self._labels if len(self._labels) == len(texts) else ()))


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in {"td", "th", "cell"}]


def _paragraphs(text: str) -> list[str]:
    """Paragraphs with white space collapsed; two line breaks in a row part them, one is kept."""
    return [
        "\n".join(" ".join(line.split()) for line in paragraph.split(_BREAK))
        for paragraph in _PARAGRAPH_BREAK.split(text)
    ]
