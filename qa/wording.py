"""What people are told, in the terminal, in the chat and in exports alike."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answer import Answer


def counted(number: int, noun: str) -> str:
    """Such as "1 article" and "2,120 articles"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def nothing_answers(answer: "Answer") -> str:
    """What is said when no passage answers."""
    articles = answer.index.articles
    if not articles:
        return "There are no articles here yet, so nothing can answer this."
    if answer.filters:
        return "Nothing among them answers this." if answer.citations else "No passage meets these conditions."
    if answer.words_only:
        return f"Nothing was found by words in your {counted(articles, 'article')}."
    return f"Nothing in your {counted(articles, 'article') if articles > 1 else 'article'} answers this."
