"""A question set out of the marks that people gave to citations.

Its articles are all that are in the index, as their passages: to find the right one among those that somebody marked
would be too easy. What is marked right is gold, its sentence the answer. A question of which only wrong citations are
marked is taken for one that nothing answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from index.cleaning import clean, one_line
from index.errors import QaError
from index.records import PassageOfArticle
from index.sentences import Span
from qa.evaluation.dataset import ARTICLES, QUESTIONS, SUFFIX, paragraphs
from qa.evaluation.writing import file_name, new_set, question_line
from qa.journal.records import Mark
from qa.wording import counted


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and how much could not be."""

    articles: int
    questions: int
    gone: int
    """Marks left out since what they are about is not in the index any more."""

    @property
    def in_words(self) -> str:
        left_out = f"; left out: {counted(self.gone, 'mark')} of what is no more" if self.gone else ""
        return f"{counted(self.articles, 'article')}, {counted(self.questions, 'question')}{left_out}"


def write_marks(marks: Sequence[Mark], passages: Iterable[PassageOfArticle], target: Path) -> Written:
    """Writes the question set into `target`, which is made, or is empty; all of it or nothing.

    `passages` are those of the whole index, by article and in their order. Raises QaError, also without any mark.
    """
    if not marks:
        raise QaError("no citation is marked yet: in the chat, go to one and press + or -")
    with new_set(target) as folder:
        (folder / ARTICLES).mkdir(parents=True)
        articles = _write_articles(passages, folder / ARTICLES)
        lines = list(_questions(marks, articles))
        (folder / QUESTIONS).write_text("".join(lines), encoding="utf-8")
        if not lines:
            raise QaError("what is marked is no longer in the index: mark citations of articles that are there")
    gone = sum(mark.is_right and not articles[mark.path].gold(mark) for mark in marks if mark.path in articles)
    gone += sum(mark.path not in articles for mark in marks)
    return Written(len(articles), len(lines), gone)


@dataclass(frozen=True, slots=True)
class _Article:
    """An article of the set."""

    name: str
    text: str
    passages: dict[int, Span]
    """[start, end) in `text`, by where the passage starts in the article itself."""
    paragraphs: list[Span] = field(default_factory=list)

    def gold(self, mark: Mark) -> list[tuple[str, int]]:
        """The paragraphs in which the marked sentence stands; none if it doesn't any more."""
        sentence = clean(mark.sentence)
        start, end = self.passages.get(mark.start, (0, 0))
        at = self.text.find(sentence, start, end)
        at = at if at >= 0 else self.text.find(sentence)  # the article has changed around it
        if at < 0 or not sentence:
            return []
        spans = enumerate(self.paragraphs)
        return [(self.name, number) for number, (first, last) in spans if first < at + len(sentence) and at < last]


def _write_articles(passages: Iterable[PassageOfArticle], folder: Path) -> dict[str, _Article]:
    """The articles written, by the paths of those they are made of."""
    taken: set[str] = set()
    articles = {}
    for path, parts in groupby(passages, key=lambda passage: passage.path):
        articles[path] = article = _article(file_name(path, taken), list(parts))
        (folder / f"{article.name}{SUFFIX}").write_bytes(article.text.encode("utf-8", "replace"))
    return articles


def _article(name: str, parts: Sequence[PassageOfArticle]) -> _Article:
    """Title, blank line, passages with blank lines between."""
    text, spans = one_line(parts[0].title) or name, {}
    for part in parts:
        start = len(text) + 2
        text += f"\n\n{clean(part.text)}"
        spans[part.start] = (start, len(text))
    text += "\n"
    return _Article(name, text, spans, paragraphs(text))


def _questions(marks: Sequence[Mark], articles: dict[str, _Article]) -> Iterator[str]:
    """A line for each question that can be asked of the articles."""
    asked: dict[tuple[str, tuple[str, ...]], list[Mark]] = {}
    for mark in marks:
        asked.setdefault((mark.question, mark.history), []).append(mark)
    for number, ((question, history), given) in enumerate(asked.items(), 1):
        right = [mark for mark in given if mark.is_right]
        found = [(mark, articles[mark.path].gold(mark)) for mark in right if mark.path in articles]
        gold = list(dict.fromkeys(pair for _, pairs in found for pair in pairs))
        answers = list(dict.fromkeys(mark.sentence for mark, pairs in found if pairs))
        if gold or not right:
            yield question_line(str(number), question, gold, history, answers)
