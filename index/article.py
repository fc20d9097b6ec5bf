"""What a reader makes of a file: the article's text, its parts and where it is from."""

from dataclasses import dataclass

from index.language import ENGLISH


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that its author set apart: a paragraph, a list item, a table row."""

    start: int
    """First code point of the block in `Article.text`."""
    end: int
    """[start, end): one past the last code point."""
    page: int | None = None
    """Page of the file, from 1; None where the format has no pages."""
    heading: str | None = None
    """The nearest heading above, without markup."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, free of control characters, with the blocks that passages are made of.

    Headings and the title stand in `text` but in no block: they are context, not answers.
    """

    title: str
    text: str
    blocks: tuple[Block, ...]
    """In reading order, apart from one another, none empty or blank."""
    author: str | None = None
    published: str | None = None
    """ISO date, YYYY-MM-DD, or as much of it as is known."""
    source_url: str | None = None
    site: str | None = None
    language: str = ENGLISH
    """ISO 639 code; readers leave it to be found out."""
    lined: bool = False
    """Whether line n of `text` is line n of the file, so that a citation can name the line."""
    notes: tuple[str, ...] = ()
    """What the reader could not read ("page 3 holds no text"), for the person to know."""
