"""The lines of a PDF page, with where and how large they stand."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

HYPHEN = "\ufffe"
"""What PDFium puts between the halves of a word that is divided at the end of a line; it joins the lines itself."""
_UPRIGHT_RADIANS = 0.1
_FONT_NAME_BYTES = 256
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; lengths in points, heights above the lower edge of the page."""

    text: str
    left: float
    right: float
    bottom: float
    """Of the first character."""
    end_bottom: float
    """Of the last character: lower if this is several lines, joined where words were divided."""
    height: float
    """Of a character's box: the font's ascent and descent."""
    bold: bool

    @property
    def size(self) -> float:
        """Height rounded to half points, to compare."""
        return round(self.height * 2) / 2


def page_lines(page: PdfPage) -> list[Line]:
    """The page's lines in the order of the file, mostly that of reading; rotated ones (stamps at the edge) left out."""
    text_page = page.get_textpage()
    try:
        return list(_lines(text_page))
    finally:
        text_page.close()


def _lines(text_page: PdfTextPage) -> Iterator[Line]:
    at = 0
    for raw in text_page.get_text_range().split("\r\n"):
        text = raw.strip()
        first = at + _units(raw[: len(raw) - len(raw.lstrip())])
        at += _units(raw) + 2
        if text:
            line = _line(text_page, text, first, first + _units(text) - 1)
            yield from [line] if line else []


def _units(text: str) -> int:
    """PDFium counts UTF-16 code units."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _line(text_page: PdfTextPage, text: str, first: int, last: int) -> Line | None:
    """The line from the first to the last index of the page's text; None if it is rotated."""
    start, end = (max(0, pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, index)) for index in (first, last))
    if abs(pdfium.FPDFText_GetCharAngle(text_page, start)) > _UPRIGHT_RADIANS:
        return None
    boxes = [text_page.get_charbox(start + (end - start) * third // 3, loose=True) for third in range(4)]
    # Not the first character, which may be a bullet of another font; the largest, since code within text is smaller.
    height = max(top - bottom for _, bottom, _, top in boxes[1:])
    left, right, bottom, end_bottom = boxes[0][0], boxes[3][2], boxes[0][1], boxes[3][1]
    bold = _is_bold(text_page, start) and _is_bold(text_page, end)
    return Line(text.translate(_LIGATURES), left, right, bottom, end_bottom, height, bold)


def _is_bold(text_page: PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    pdfium.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, None)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))
