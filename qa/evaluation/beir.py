"""Question sets in BEIR's layout, turned into one that can be evaluated.

corpus.jsonl       {"_id", "title", "text"}
queries.jsonl      {"_id", "text"}
qrels/test.tsv     query-id, corpus-id and score with tabs between, the first line naming them
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from qa.evaluation.dataset import ARTICLES, QUESTIONS, SUFFIX, paragraphs
from qa.evaluation.lines import Row, read_rows
from qa.evaluation.qrels import read_relevant
from qa.evaluation.writing import file_name, new_set, question_line
from qa.wording import counted

_LAYOUT = "a set in BEIR's layout has corpus.jsonl, queries.jsonl and qrels/test.tsv"


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
        without_text = f"{counted(self.without_text, 'document')} without text"
        without_gold = f"{counted(self.without_gold, 'question')} without an answer"
        written = f"{counted(self.articles, 'article')}, {counted(self.questions, 'question')}"
        return f"{written}; left out: {without_text}, {without_gold}"


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
                self.names[identity] = file_name(identity, taken)
                (self.folder / f"{self.names[identity]}{SUFFIX}").write_bytes(text.encode("utf-8", "replace"))

    def gold(self, relevant: list[str]) -> list[tuple[str, int]]:
        """(article, paragraph) of all paragraphs of those documents."""
        return [(self.names[identity], number) for identity in relevant for number in range(self.sizes[identity])]


def convert(source: Path, target: Path) -> Converted:
    """Writes the question set into `target`, which is made, or is empty; all of it or nothing.

    A document is an article, of one paragraph unless its text has blank lines; all paragraphs of a document with a
    score above 0 answer. Raises QaError.
    """
    with new_set(target) as folder:
        return _write(source, folder)


def _write(source: Path, folder: Path) -> Converted:
    queries = {row.string("_id"): row.string("text") for row in read_rows(source / "queries.jsonl", _LAYOUT)}
    (folder / ARTICLES).mkdir(parents=True)
    articles = _Articles(folder / ARTICLES)
    articles.write_all(source / "corpus.jsonl")
    relevant = read_relevant(source / "qrels" / "test.tsv", queries, articles.sizes)
    golds = {identity: articles.gold(documents) for identity, documents in relevant.items()}
    questions = [question_line(identity, queries[identity], gold) for identity, gold in golds.items() if gold]
    (folder / QUESTIONS).write_text("".join(questions), encoding="utf-8")
    without_text = len(articles.sizes) - len(articles.names)
    return Converted(len(articles.names), len(questions), without_text, len(golds) - len(questions))


def _article_text(row: Row) -> str:
    """Title, blank line, paragraphs; the id is the title where there is none, since the first line is taken for it."""
    title = " ".join(row.text("title").split()) or row.string("_id")
    parts = [part.strip() for part in re.split(r"\n\s*\n", row.text("text"))]
    return "\n\n".join([title, *filter(None, parts)]) + "\n"
