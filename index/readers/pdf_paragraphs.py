"""Lines of PDF pages to paragraphs and headings. PDF knows neither, so their geometry tells."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import multimode

from index.readers.pdf_lines import HYPHEN, Line
from index.readers.prose import LIST_ITEM, SENTENCE_END

_EDGE_LINES = 2
"""Running heads and page numbers are among so many lines at the top and at the bottom of a page."""
_REPEATED = 3
"""Pages with the same line at the same height that make it a running line; chapters have heads of their own."""
_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.)?\W*#(?:\s*(?:/|of|von)\s*#)?\W*", re.IGNORECASE)
_DIVIDED = re.compile(rf"\b(\w+){HYPHEN}(\w+)")
_CONJUNCTIONS = {"and", "or", "to", "und", "oder", "et", "ou"}
_HEADING_CHARS = 200
_HEADING_SCALE = 1.15


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, on one page."""

    lines: tuple[Line, ...]
    is_heading: bool

    @property
    def text(self) -> str:
        """The lines joined; words divided between them still hold HYPHEN."""
        joined = "\n".join(line.text for line in self.lines)
        return re.sub(r"(?<=[^\W\d_])-\n(?=[a-zß-ÿ])", HYPHEN, joined).replace("\n", " ")


def paragraphs(pages: list[list[Line]]) -> list[list[Paragraph]]:
    """The paragraphs of each page, without running heads, feet and page numbers."""
    size = _usual_size(pages)
    bodies = _without_running_lines(pages, size)
    steps = [round(step * 2) / 2 for body in bodies for step in map(_step, body, body[1:]) if 0 < step < 3 * size]
    leading = (min(multimode(steps)) if steps else 1.2 * size) / size
    return [[_paragraph(group, size) for group in _groups(body, leading)] for body in bodies]


def _usual_size(pages: list[list[Line]]) -> float:
    """The size that most of the text has, in points."""
    amounts: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        amounts[line.size] += len(line.text)
    return max(amounts, key=lambda size: amounts[size], default=0) or 1.0


def undivided(texts: list[str]) -> list[str]:
    """Texts with divided words whole again; a hyphen stays where the text elsewhere writes the word with one only."""
    words = set(re.findall(r"[\w-]+", " ".join(texts).casefold()))

    def whole(divided: re.Match[str]) -> str:
        first, second = divided.groups()
        if second in _CONJUNCTIONS:  # "two- and three-year"
            return f"{first}- {second}"
        keep = f"{first}-{second}".casefold() in words and (first + second).casefold() not in words
        return f"{first}-{second}" if keep else first + second

    return [_DIVIDED.sub(whole, text).replace(HYPHEN, "-") for text in texts]


def _without_running_lines(pages: list[list[Line]], size: float) -> list[list[Line]]:
    edges = [[line for line in _edges(page) if line.height < _HEADING_SCALE * size] for page in pages]
    counts = Counter(form for page in edges for form in set(map(_form, page)))

    def runs(line: Line) -> bool:
        count = counts[_form(line)]
        return count >= _REPEATED or (count > 1 and _PAGE_NUMBER.fullmatch(_form(line)[0]) is not None)

    return [
        [line for line in page if line not in edge or not runs(line)] for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: list[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: -line.bottom)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _form(line: Line) -> tuple[str, int]:
    """What stays the same of a running line from page to page: its words, without the numbers, and its height."""
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.bottom)


def _step(above: Line, below: Line) -> float:
    """Points from one line down to the next."""
    return above.end_bottom - below.bottom


def _groups(lines: list[Line], leading: float) -> Iterator[tuple[Line, ...]]:
    """`leading`: usual distance of lines, in heights of a line."""
    group: list[Line] = []
    for line in lines:
        if group and _parts_from(group, line, leading):
            yield tuple(group)
            group = []
        group.append(line)
    if group:
        yield tuple(group)


def _parts_from(group: list[Line], line: Line, leading: float) -> bool:
    """Whether a new paragraph begins with the line."""
    above = group[-1]
    if abs(line.height - above.height) > 0.1 * above.height or line.bold != above.bold or LIST_ITEM.match(line.text):
        return True
    step = _step(above, line)
    if step < -0.5 * line.height:  # upwards: the next column
        return not line.text[0].islower()
    if step > 1.25 * leading * line.height + 1:
        return True
    return bool(SENTENCE_END.search(above.text)) and (_is_indented(group, line) or _had_room(group, line))


def _is_indented(group: list[Line], line: Line) -> bool:
    return len(group) > 1 and line.left > group[-1].left + 0.5 * line.height


def _had_room(group: list[Line], line: Line) -> bool:
    """Whether the line's first word would have fitted in the line above, which therefore ended on purpose."""
    above = group[-1]
    edge = max(one.right for one in [*group, line])
    word = len(line.text.split()[0]) * 0.5 * line.height
    return above.right + word < edge


def _paragraph(lines: tuple[Line, ...], size: float) -> Paragraph:
    text = " ".join(line.text for line in lines)
    large = lines[0].height > _HEADING_SCALE * size or (lines[0].bold and len(lines) < 3)
    short = len(text) <= _HEADING_CHARS and any(map(str.isalpha, text))
    return Paragraph(lines, large and short and not text.endswith((".", ",", ";")))
