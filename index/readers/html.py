"""Web pages: the article in them, without menus, comments and advertisements."""

import logging
import re
from pathlib import PurePath

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.article import Article
from index.cleaning import clean, stem_title
from index.errors import UnreadableFile
from index.readers import markup
from index.readers.dates import iso_date
from index.readers.decoding import decode
from index.readers.parts import compose

_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 4096
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")  # lxml takes no text that names an encoding

for _name in ("trafilatura", "htmldate", "courlan"):  # they report every odd page, and the terminal isn't theirs
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def read(data: bytes, path: PurePath) -> Article:
    """The article of a web page. Raises UnreadableFile if there is none in it."""
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN_BYTES)
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    page = _extracted(_XML_DECLARATION.sub("", clean(decoded.text)))
    parts = list(markup.parts(page.body)) if page else []
    if page is None or not parts:
        raise UnreadableFile("no article text in the page")
    opening = parts[0].text if parts[0].kind == "heading" else None
    return compose(
        page.title or opening or stem_title(path),
        parts,
        author=page.author,
        published=iso_date(page.date),
        source_url=page.url,
        site=page.sitename or page.hostname,
        notes=decoded.notes,
    )


def _extracted(source: str) -> Document | None:
    """What trafilatura makes of the page; precision, because a wrong block is quoted as if the article said it."""
    tree = lxml.html.document_fromstring(source)
    for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        etree.strip_tags(heading, "a")  # headings that link to themselves would be taken for menus
    page = bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        include_tables=True,
        output_format="xml",
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},  # declared dates only, no guesses
    )
    return page if isinstance(page, Document) else None
