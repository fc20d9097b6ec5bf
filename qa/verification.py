"""Whether what is quoted still stands in its file.

An index is as old as its last run. A citation is therefore held against the file as it is at this moment: while its
bytes are those that were indexed nothing else is looked at, otherwise it is read again as the indexer would read it.
"""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

from index.article import Article
from index.cleaning import clean
from index.errors import QaError, UnreadableFile
from index.files import content_hash
from index.limits import limits
from index.readers import read
from qa.answer import Citation, Quote
from qa.source import source_file

_REMEMBERED = 16
"""So many files are not read again while they look the same from outside."""


class Standing(Enum):
    """How a quote stands to its file, with the sign that says so."""

    SAME = "✓"
    MOVED = "↕"
    CHANGED = "≠"
    GONE = "✗"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of holding a citation against its file."""

    standing: Standing
    in_words: str
    """For a person, such as "as in the file" and "now at line 40"."""
    line: int | None = None
    page: int | None = None
    """Where it stands now, from 1; None where that is as cited, or not known."""


SAME = Verdict(Standing.SAME, "as in the file")
_GONE = Verdict(Standing.GONE, "the file is gone")
_CHANGED = Verdict(Standing.CHANGED, "changed since it was indexed")


@dataclass(slots=True)
class _Seen:
    """A file as it was read last."""

    size_bytes: int
    mtime_ns: int
    content_hash: bytes
    article: Article | None = None
    """None until it had to be understood."""


class Verifier:
    """Holds citations against the files of one corpus; threads may share it."""

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._seen: OrderedDict[Path, _Seen] = OrderedDict()
        self._looking = threading.Lock()

    def verdict(self, citation: Citation) -> Verdict:
        """How the citation stands to its file now; never an error, since a file may be in any state."""
        try:
            file = source_file(self._corpus, citation.article)
            with self._looking:
                return self._compared(citation, file)
        except (FileNotFoundError, NotADirectoryError):
            return _GONE
        except UnreadableFile as error:
            return Verdict(Standing.CHANGED, f"unreadable by now: {error}")
        except (OSError, QaError) as error:
            return Verdict(Standing.GONE, f"not to be read: {getattr(error, 'strerror', None) or error}")

    def _compared(self, citation: Citation, file: Path) -> Verdict:
        seen = self._look(file)
        if seen.content_hash == citation.article.content_hash:
            return SAME
        if seen.article is None:
            seen.article = read(file.read_bytes(), PurePosixPath(citation.article.path))
        return _found(citation, seen.article)

    def _look(self, file: Path) -> _Seen:
        """The file as it is now, its bytes read only if it looks different from outside."""
        state = file.stat()
        seen = self._seen.get(file)
        if seen is None or (seen.size_bytes, seen.mtime_ns) != (state.st_size, state.st_mtime_ns):
            limits().check_file(state.st_size)
            seen = _Seen(state.st_size, state.st_mtime_ns, content_hash(file.read_bytes()))
            self._seen[file] = seen
        self._seen.move_to_end(file)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return seen


def _found(citation: Citation, article: Article) -> Verdict:
    start = _nearest(article.text, citation.passage)
    if start is not None:
        now = _placed(Standing.MOVED, "now", article, start)
        return now if (now.line, now.page) not in ((None, None), (citation.line, citation.page)) else SAME
    start = _nearest(article.text, citation.sentence)
    if start is None:
        return _CHANGED
    return _placed(Standing.CHANGED, "changed around its sentence, now", article, start)


def _nearest(text: str, quote: Quote) -> int | None:
    """Where the quote begins in the text, however its lines are wrapped; of several places the nearest to the old."""
    words = r"\s+".join(map(re.escape, clean(quote.text).split()))
    starts = [found.start() for found in re.finditer(words, clean(text))]
    return min(starts, key=lambda start: abs(start - quote.start), default=None)


def _placed(standing: Standing, words: str, article: Article, start: int) -> Verdict:
    """The verdict with the page or line of what begins there; only the heading tells it where there is neither."""
    page = next((block.page for block in article.blocks if block.start <= start < block.end), None)
    if page is not None:
        return Verdict(standing, f"{words} on page {page}", page=page)
    if not article.lined:
        return Verdict(standing, words.removesuffix(", now"))
    line = article.text.count("\n", 0, start) + 1
    return Verdict(standing, f"{words} at line {line}", line=line)
