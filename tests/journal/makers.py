"""What the tests of the journal and of the export have in common."""

from datetime import UTC, datetime
from typing import Any

from index.records import ArticleRecord, Counts
from qa.answer import Answer, Citation, Place, Quote
from qa.filters import Filters
from qa.journal.records import Exchange

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
BRIDGE = "It is narrow. The bridge was opened in 1931. Tolls ended."


def article(path: str = "sub/bridge.txt", title: str = "The bridge", **fields: str) -> ArticleRecord:
    known: dict[str, Any] = {"author": None, "published": None, "source_url": None, "site": None, **fields}
    return ArticleRecord(id=7, path=path, title=title, language="en", content_hash=b"\xff\x00\x01", **known)


def citation(text: str = BRIDGE, marked: tuple[int, int] = (14, 44), number: int = 1, **fields: Any) -> Citation:
    start, end = marked
    known: dict[str, Any] = {
        "article": article(author="Ann", published="2024-05", source_url="https://example.org/b?a=1&b=2"),
        "line": 3,
        "page": None,
        "heading": None,
        **fields,
    }
    return Citation(
        number=number, passage=Quote(text, 100, 100 + len(text)),
        sentence=Quote(text[start:end], 100 + start, 100 + end), score=1.5, confidence=0.9, **known,
    )  # fmt: skip


def answer(*citations: Citation, question: str = "When was the bridge opened?", **fields: Any) -> Answer:
    known: dict[str, Any] = {
        "answered": True,
        "confidence": 0.9,
        "words_only": False,
        "index": Counts(articles=2, passages=9, pending=1, generation=7),
        "took_s": 0.0125,
        **fields,
    }
    return Answer(question=question, citations=citations or (citation(),), **known)


FULL = answer(
    citation(also=(Place(article("copy.txt"), 1, 20, None, 4, "A heading"),)),
    citation("Toll.", (0, 5), 2),
    filters=Filters(after="2024", sources=("example",), phrases=("the bridge",), without=("ferry",)),
    undated=3,
    follows="Which bridge?",
)


def exchange(asked: str = "When was the bridge opened?", given: Answer | None = None) -> Exchange:
    return Exchange(asked, given or answer(question=asked), AT)
