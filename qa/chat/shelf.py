"""The articles as the chat reads them: their text, how citations stand to their files, and what opens those."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from qa.answer import Answer, Citation
from qa.chat.background import Background
from qa.explanation import Explanation
from qa.opening import Opening, opening, start
from qa.selection import Scope
from qa.source import file_link, source_file, web_link
from qa.verification import Standing, Verdict, Verifier

if TYPE_CHECKING:
    from qa.library import Library


class Shelf:
    """Nothing here blocks, however slow the disk."""

    def __init__(self, library: "Library") -> None:
        self._library = library
        self._verifier = Verifier(library.corpus)
        self._background = Background()

    async def text(self, citation: Citation) -> str | None:
        """The article as it was when the passage was found; None if it has been read again or removed since."""
        text = await self._background.run(partial(self._library.article_text, citation.article.id))
        passage = citation.passage
        # An index that was made anew numbers its articles from the beginning: the id may be another's by now.
        return text if text is not None and text[passage.start : passage.end] == passage.text else None

    async def verdict(self, citation: Citation) -> Verdict:
        """How the citation stands to its file now."""
        return await self._background.run(partial(self._verifier.verdict, citation))

    async def opening(self, citation: Citation) -> Opening:
        """What opens the citation's file where it stands now. Raises QaError."""
        return await self._background.run(partial(self._opening, citation))

    async def start(self, opening: Opening) -> None:
        """Starts a program with a window of its own. Raises QaError if it fails at once."""
        await self._background.run(partial(start, opening))

    async def explanation(self, answer: Answer, history: Sequence[str], article: str | None = None) -> Explanation:
        """Why the answer is what it is, and why the article at that path is not in it. Raises QaError."""
        shown = max(len(answer.citations), 1)
        explain = partial(
            self._library.explain, answer.question, history, shown, scope=Scope(answer.filters, answer.newer_than)
        )
        return await self._background.run(partial(explain, words_only=answer.words_only, article=article))

    async def is_reranked(self, answer: Answer) -> bool:
        """Whether a cross-encoder had the last word on what the answer cites. Raises ModelNotFound."""
        return not answer.words_only and await self._background.run(lambda: self._library.reranker is not None)

    async def titles(self) -> list[tuple[str, str]]:
        """(path, title) of all articles; without a title, of a file that gave none. Raises QaError."""
        return await self._background.run(self._library.titles)

    def links(self, citation: Citation) -> tuple[str, str | None]:
        """The addresses of the file, and of where it came from on the web if that is known."""
        return file_link(self._library.corpus, citation.article), web_link(citation.article)

    def leave(self, timeout_s: float) -> bool:
        """Whether everything has come to an end, after at most that long."""
        return self._background.wait(timeout_s)

    def _opening(self, citation: Citation) -> Opening:
        file, now = source_file(self._library.corpus, citation.article), self._verifier.verdict(citation)
        line = now.line or citation.line
        if line is not None and now.standing is not Standing.CHANGED:  # that of the passage
            line += _lines_before(citation)
        return opening(file, web_link(citation.article), line, now.page or citation.page)


def _lines_before(citation: Citation) -> int:
    """How many lines the passage has before the one that the sentence begins in."""
    return citation.passage.text.count("\n", 0, citation.marked[0])
