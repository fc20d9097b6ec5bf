"""Markdown: its plain text, laid out so that line n of the text is line n of the file."""

from pathlib import PurePath

from index.article import Article
from index.cleaning import stem_title
from index.readers import commonmark, front_matter
from index.readers.decoding import decode
from index.readers.parts import compose


def read(data: bytes, path: PurePath) -> Article:
    """The article in a Markdown file, described by its front matter where there is one. Raises UnreadableFile."""
    decoded = decode(data)
    about, body = front_matter.split(decoded.text)
    document = commonmark.parse(body)
    return compose(
        about.names("title") or commonmark.first_heading(document) or stem_title(path),
        commonmark.parts(document, about.lines),
        author=about.names("author", "authors", "by"),
        published=about.published(),
        source_url=about.names("source_url", "source", "url", "link"),
        site=about.names("site"),
        lined=True,
        notes=(*decoded.notes, *about.notes),
    )
