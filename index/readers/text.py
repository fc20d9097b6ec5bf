"""Plain text: the file's text as it is, its paragraphs the blocks."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from index.article import Article, Block
from index.cleaning import clean, one_line, stem_title
from index.errors import UnreadableFile
from index.readers.decoding import decode
from index.readers.prose import LIST_ITEM, SENTENCE_END
from index.sentences import Span

_TITLE_CHARS = 200
_WRAP_CHARS = 120
"""Nobody wraps wider: a line with a space beyond this column was not wrapped at all."""
_GROUP = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")  # lines without a blank one between
_LINE = re.compile(r"[^\n]+")


def read(data: bytes, path: PurePath) -> Article:
    """The article in a plain text file: `text` is the file's, character for character. Raises UnreadableFile."""
    decoded = decode(data)
    # Its text keeps what is unsafe to show, since citations must be true to the file; cleaning moves no offset.
    spans = list(paragraphs(clean(decoded.text)))
    if not spans:
        raise UnreadableFile("the file is empty")
    title = _title(decoded.text, spans)
    body = _without_title(decoded.text, spans, title) if title else spans
    blocks = tuple(Block(start, end) for start, end in body)
    return Article(title or stem_title(path), decoded.text, blocks, lined=True, notes=decoded.notes)


def paragraphs(text: str) -> Iterator[Span]:
    """Spans of the paragraphs, without the white space around them."""
    for group in _GROUP.finditer(text):
        lines = [(group.start() + line.start(), group.start() + line.end()) for line in _LINE.finditer(group[0])]
        for first, last in _runs(text, lines):
            yield _stripped(text, lines[first][0], lines[last][1])


def _runs(text: str, lines: list[Span]) -> Iterator[Span]:
    """(First, last) line of each paragraph among lines without a blank one between."""
    contents = [text[start:end].strip() for start, end in lines]
    items = [bool(LIST_ITEM.match(line)) for line in contents]
    each = _one_line_each(contents)
    is_list = sum(items) > 1
    begins = [0, *(n for n in range(1, len(lines)) if each or (is_list and items[n]))]
    yield from ((begin, following - 1) for begin, following in pairwise([*begins, len(lines)]))


def _one_line_each(lines: list[str]) -> bool:
    """Whether every line is a paragraph of its own, as in many exports, rather than a line of wrapped text."""
    unwrapped = [line for line in lines if " " in line[_WRAP_CHARS:]]
    if sum(map(len, unwrapped)) > sum(map(len, lines)) / 2:
        return True
    ended = [line for line in lines if SENTENCE_END.search(line)]
    return not _is_wrapped(lines) and (bool(unwrapped) or len(ended) > len(lines) / 2)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether most lines end because the next word found no room: the mark of wrapped text, however narrow."""
    width = max((len(line) for line in lines if len(line) <= _WRAP_CHARS), default=0)
    full = sum(len(line) + 1 + len(following.split(None, 1)[0]) > width for line, following in pairwise(lines))
    return full > 0.6 * (len(lines) - 1)


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def _title(text: str, spans: list[Span]) -> str | None:
    """The first line if it is short and stands alone."""
    first = next(_LINE.finditer(text, spans[0][0]))
    alone = not text[first.end() + 1 :].partition("\n")[0].strip()
    return one_line(first[0]) if alone and len(first[0].strip()) <= _TITLE_CHARS else None


def _without_title(text: str, spans: list[Span], title: str) -> list[Span]:
    """The spans after the title, and after its repetition; the title's own if there is nothing else."""
    body = spans[1:]
    if body and one_line(text[slice(*body[0])]).casefold() == title.casefold():
        body = body[1:]
    return body or spans[:1]
