"""Readers of articles, a module a format: bytes in, `Article` out.

No reader opens a file or reaches for the network, and none trusts what it reads.
"""

from importlib import import_module
from pathlib import PurePath
from typing import cast

from index.article import Article
from index.errors import UnreadableFile

_MODULES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}
SUFFIXES = frozenset(_MODULES)
"""Suffixes of the files that can be read, in lower case."""

_KINDS = {
    "text": "a text file",
    "markdown": "a Markdown file",
    "html": "a web page",
    "pdf": "a PDF file",
    "docx": "a Word document (.docx)",
    "epub": "an EPUB book",
}


def read(data: bytes, path: PurePath) -> Article:
    """The article in a file's bytes; `path` tells the format and, where nothing better is known, the title.

    Raises UnreadableFile, with the reason, for every file that gives no article.
    """
    module = _MODULES.get(path.suffix.lower())
    if module is None:
        raise UnreadableFile(f"files ending in {path.suffix!r} can't be read; these can: {', '.join(_MODULES)}")
    if not data.strip():
        raise UnreadableFile("the file is empty")
    reader = import_module(f"index.readers.{module}")  # now, since some formats take long to import
    try:
        return cast(Article, reader.read(data, path))
    except UnreadableFile:
        raise
    except Exception as error:  # format libraries raise anything at all on a broken file
        raise UnreadableFile(f"damaged, or not {_KINDS[module]}") from error
