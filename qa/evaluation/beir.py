"""Question sets in BEIR's layout, turned into one that can be evaluated.

corpus.jsonl       {"_id", "title", "text"}
queries.jsonl      {"_id", "text"}
qrels/test.tsv     query-id, corpus-id and score with tabs between, the first line naming them
"""

import json
import re
import tempfile
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import QaError
from qa.evaluation.dataset import ARTICLES, QUESTIONS, SUFFIX, paragraphs
from qa.evaluation.lines import Row, read_rows
from qa.evaluation.qrels import read_relevant

_LAYOUT = "a set in BEIR's layout has corpus.jsonl, queries.jsonl and qrels/test.tsv"
_LONGEST_NAME = 60
"""Characters, since a file name has at most 255 bytes."""


@dataclass(frozen=True, slots=True)
class Converted:
    """How much was written, and how much could not be."""

    articles: int
    questions: int
    without_text: int
    """Documents left out since they have no text."""
    without_gold: int
    """Judged queries left out since no document with text answers them."""

    @property
    def in_words(self) -> str:
        left_out = f"{self.without_text:,} documents without text, {self.without_gold:,} queries without an answer"
        return f"{self.articles:,} articles, {self.questions:,} questions; left out: {left_out}"


@dataclass(frozen=True, slots=True)
class _Articles:
    """The articles written so far, by the ids of their documents."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)
    """Without the suffix."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Paragraphs; 0 for a document without text, which gives no article."""

    def write_all(self, corpus: Path) -> None:
        taken: set[str] = set()
        for row in read_rows(corpus, _LAYOUT):
            identity = row.string("_id")
            if identity in self.sizes:
                row.refuse(f'a second document has the "_id" {identity!r}: give each its own')
            text = _article_text(row)
            self.sizes[identity] = len(paragraphs(text))
            if self.sizes[identity]:
                self.names[identity] = _file_name(identity, taken)
                (self.folder / f"{self.names[identity]}{SUFFIX}").write_bytes(text.encode("utf-8", "replace"))

    def gold(self, relevant: list[str]) -> list[tuple[str, int]]:
        """(article, paragraph) of all paragraphs of those documents."""
        return [(self.names[identity], number) for identity in relevant for number in range(self.sizes[identity])]


def convert(source: Path, target: Path) -> Converted:
    """Writes the question set into `target`, which is made, or is empty; all of it or nothing.

    A document is an article, of one paragraph unless its text has blank lines; all paragraphs of a document with a
    score above 0 answer. Raises QaError.
    """
    _check_empty(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{target.name}.", dir=target.parent) as beside:
            made = Path(beside) / target.name
            converted = _write(source, made)
            if target.exists():
                target.rmdir()
            made.replace(target)
    except OSError as error:
        raise QaError(f"{target} cannot be written: {error.strerror}") from None
    return converted


def _check_empty(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise QaError(f"{target} is a file: name a folder that is new or empty")
    if target.exists() and any(target.iterdir()):
        raise QaError(f"{target} is not empty: name a folder that is new or empty")


def _write(source: Path, folder: Path) -> Converted:
    queries = {row.string("_id"): row.string("text") for row in read_rows(source / "queries.jsonl", _LAYOUT)}
    (folder / ARTICLES).mkdir(parents=True)
    articles = _Articles(folder / ARTICLES)
    articles.write_all(source / "corpus.jsonl")
    relevant = read_relevant(source / "qrels" / "test.tsv", queries, articles.sizes)
    golds = {identity: articles.gold(documents) for identity, documents in relevant.items()}
    questions = [_question(identity, queries[identity], gold) for identity, gold in golds.items() if gold]
    (folder / QUESTIONS).write_text("".join(questions), encoding="utf-8")
    without_text = len(articles.sizes) - len(articles.names)
    return Converted(len(articles.names), len(questions), without_text, len(golds) - len(questions))


def _question(identity: str, text: str, gold: list[tuple[str, int]]) -> str:
    fields = {"id": identity, "question": text, "history": [], "gold": gold, "answers": [], "answerable": True}
    return f"{json.dumps(fields)}\n"


def _article_text(row: Row) -> str:
    """Title, blank line, paragraphs; the id is the title where there is none, since the first line is taken for it."""
    title = " ".join(row.text("title").split()) or row.string("_id")
    parts = [part.strip() for part in re.split(r"\n\s*\n", row.text("text"))]
    return "\n\n".join([title, *filter(None, parts)]) + "\n"


def _file_name(identity: str, taken: set[str]) -> str:
    """The id as a name for a file on any system, unlike those taken, to which it is added."""
    plain = re.sub(r"[^\w.-]", "_", unicodedata.normalize("NFC", identity))
    plain = plain.strip(".")[:_LONGEST_NAME] or "_"  # a leading dot would hide the file
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name.casefold())
    return name
