"""The file behind a citation: where it is, and how a terminal links to it."""

from pathlib import Path
from urllib.parse import quote

from index.errors import QaError
from index.records import ArticleRecord

_OF_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"
"""Characters of an address that mean something in it, besides letters and digits."""


def source_file(corpus: Path, article: ArticleRecord) -> Path:
    """The article's file, as an absolute path. Raises QaError if it lies outside the corpus: nothing there is ours."""
    file = (corpus / article.path).absolute()
    if not file.resolve().is_relative_to(corpus.resolve()):
        raise QaError(f"{article.path} leads out of {corpus}: bring the index up to date with  qa index {corpus}")
    return file


def file_link(corpus: Path, article: ArticleRecord) -> str:
    """The file's address for a terminal hyperlink: percent-encoded, so that no name can end its sequence."""
    return (corpus / article.path).absolute().as_uri()


def web_link(article: ArticleRecord) -> str | None:
    """The address the article came from, encoded as `file_link`; None unless it is one of the web."""
    address = article.source_url or ""
    is_web = address.lower().startswith(("http://", "https://"))
    return quote(address, safe=_OF_ADDRESSES) if is_web else None
