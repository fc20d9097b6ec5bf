"""Markdown source to parts, each on the line of the file that it is written in."""

import re
from collections.abc import Iterator
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from index.readers.parts import Part, table_row

# Escapes and entities stay tokens of their own ("text_join" off), so that each is found in the source again.
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
_CODE = frozenset({"fence", "code_block"})
# What is left open ends with the source: so no search is repeated, and hostile input costs no more than other.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1[^>]*>?|\Z)|</?[a-z!?][^>]*>?", re.DOTALL | re.IGNORECASE
)


def parse(source: str) -> SyntaxTreeNode:
    """The document's syntax tree."""
    return SyntaxTreeNode(_PARSER.parse(source))


def first_heading(document: SyntaxTreeNode) -> str | None:
    """Text of the first top-level heading, or of a lower one that the document opens with."""
    headings = [node for node in document.children if node.type == "heading"]
    opening = [node for node in headings if node is document.children[0]]
    chosen = next((node for node in [*headings, *opening] if node.tag == "h1" or node in opening), None)
    return _plain(chosen) if chosen else None


def parts(node: SyntaxTreeNode, first_line: int = 0) -> Iterator[Part]:
    """Headings, paragraphs, list items, code and table rows; `first_line`: the file's line that line 0 is."""
    for child in node.children:
        line = first_line + (child.map or (0, 0))[0]
        if child.type == "heading":
            yield Part(_plain(child), "heading", line=line)
        elif child.type == "paragraph":
            yield Part(_plain(child), line=line)
        elif child.type == "table":
            yield from _rows(child, first_line)
        elif child.type in _CODE:
            yield _literal(child.content, line + (child.type == "fence"))
        elif child.type == "html_block":
            yield _literal(_without_markup(child.content), line)
        else:  # a list, a list item, a quotation
            yield from parts(child, first_line)


def _rows(table: SyntaxTreeNode, first_line: int) -> Iterator[Part]:
    labels: list[str] = []
    for section in table.children:
        for row in section.children:
            cells = [" ".join(_plain(cell).split()) for cell in row.children]
            line = first_line + (row.map or (0, 0))[0]
            if section.type == "thead":
                labels = cells
                yield Part(table_row(cells), "context", line=line)
            else:
                yield Part(table_row(cells, labels), line=line)


def _literal(content: str, line: int) -> Part:
    """Text as it stands, on the line of its first word."""
    blank = content[: len(content) - len(content.lstrip())].count("\n")
    return Part(content, line=line + blank)


def _without_markup(html: str) -> str:
    """Text of HTML source; line ends within tags stay, so that lines keep their number."""
    return unescape(_MARKUP.sub(lambda tag: "\n" * tag[0].count("\n"), html))


def _plain(block: SyntaxTreeNode) -> str:
    """Text of a block's inline content, with the line ends of its source.

    Each piece is looked up in the source from the last one on: between them lie the marks, the link targets, and the
    line ends among these that the pieces themselves don't show.
    """
    inline = block.children[0].token if block.children else None
    source = inline.content if inline else ""
    flat = source.replace("\n", " ")  # as the parser does within code spans; no offset changes
    plain: list[str] = []
    at = 0
    for written, shown in _pieces(inline.children or [] if inline else []):
        found = flat.find(written, at)
        start, end = (found, found + len(written)) if found >= 0 else (at, at)
        plain.append("\n" * source[at:start].count("\n"))
        plain.append(source[start:end] if written == shown and found >= 0 else shown)
        at = end
    return "".join(plain)


def _pieces(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """(As written, as shown) for each piece of text; images by the text that stands for them."""
    for token in tokens:
        if token.type == "image":
            yield from _pieces(token.children or [])
        elif token.type == "text_special":
            yield token.markup, token.content
        elif token.type == "html_inline":
            yield token.content, " " if token.content.lower().startswith("<br") else ""
        elif token.type in {"text", "code_inline"}:
            yield token.content, token.content
