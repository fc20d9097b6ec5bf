"""PDF files: the text of their pages, where they hold any."""

import re
import threading
from collections.abc import Iterator
from pathlib import PurePath

from pypdfium2 import PdfDocument, PdfiumError

from index.article import Article
from index.cleaning import one_line, stem_title
from index.errors import UnreadableFile
from index.readers.dates import iso_date
from index.readers.parts import Part, compose
from index.readers.pdf_lines import Line, page_lines
from index.readers.pdf_paragraphs import Paragraph, paragraphs, undivided

_PDFIUM = threading.Lock()
"""PDFium serves one thread at a time, however many documents are open."""
_PASSWORD_ERROR = 4
_NO_TITLE = re.compile(
    r"untitled|document\d*$|microsoft (word|powerpoint) - |.*\.(docx?|odt|pdf|tex|dvi|indd|qxd|rtf|html?)$",
    re.IGNORECASE,
)
"""Titles that programs put in by themselves."""
_TITLE_CHARS = 200


def read(data: bytes, path: PurePath) -> Article:
    """The article in a PDF file. Raises UnreadableFile if it is encrypted or holds no text."""
    with _PDFIUM:
        facts, lines = _contents(data)
    if not any(lines):
        raise UnreadableFile("no page holds text (scanned images?); OCR makes it readable, ocrmypdf for example")
    pages = paragraphs(lines)
    return compose(
        _stated_title(facts) or _largest(pages) or stem_title(path),
        _parts(pages),
        author=facts.get("Author"),
        published=iso_date(facts.get("CreationDate")),
        notes=_notes(lines),
    )


def _contents(data: bytes) -> tuple[dict[str, str], list[list[Line]]]:
    """The document's metadata and the lines of each page."""
    document = _opened(data)
    try:
        return document.get_metadata_dict(), [_lines(document, number) for number in range(len(document))]
    finally:
        document.close()


def _opened(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise UnreadableFile("protected by a password: save it without one") from error
        raise


def _lines(document: PdfDocument, number: int) -> list[Line]:
    """The lines of a page, counted from 0; none if the page is damaged, so that the others can be read."""
    try:
        page = document[number]
    except PdfiumError:
        return []
    try:
        return page_lines(page)
    finally:
        page.close()


def _parts(pages: list[list[Paragraph]]) -> Iterator[Part]:
    placed = [(number, paragraph) for number, page in enumerate(pages, 1) for paragraph in page]
    texts = undivided([paragraph.text for _, paragraph in placed])
    for (number, paragraph), text in zip(placed, texts, strict=True):
        yield Part(text, "heading" if paragraph.is_heading else "block", page=number)


def _stated_title(facts: dict[str, str]) -> str | None:
    title = one_line(facts.get("Title", ""))
    return None if _NO_TITLE.match(title) else title


def _largest(pages: list[list[Paragraph]]) -> str | None:
    """The heading in the largest letters on the first page."""
    headings = [paragraph for paragraph in pages[0] if paragraph.is_heading] if pages else []
    largest = max(headings, key=lambda heading: heading.lines[0].height, default=None)
    return undivided([largest.text])[0] if largest and len(largest.text) <= _TITLE_CHARS else None


def _notes(lines: list[list[Line]]) -> list[str]:
    empty = [str(number) for number, page in enumerate(lines, 1) if not page]
    if len(empty) < 2:
        return [f"page {number} holds no text (a scanned image?)" for number in empty]
    return [f"pages {', '.join(empty[:-1])} and {empty[-1]} hold no text (scanned images?)"]
