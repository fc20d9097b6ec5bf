"""The command `qa why`: what speaks for each passage of an answer, and why an article is not among them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.commands.options import (
    corpus_option,
    engine_option,
    index_option,
    library_of,
    model_option,
    settings,
    told_errors,
)

if TYPE_CHECKING:
    from qa.explanation import Reason


@click.command()
@click.argument("question")
@corpus_option
@click.option("--article", metavar="NAME", help="Say why this one is not found: its path, or a part of its title.")
@index_option
@model_option
@engine_option
@told_errors
def why(
    question: str, corpus: Path | None, article: str | None, index_folder: Path | None, model: str | None, engine: str
) -> int:
    """Say why QUESTION is answered as it is, by the index as it is."""
    from index.cleaning import one_line
    from qa.filters import parse
    from qa.selection import Scope
    from qa.titles import named_article
    from qa.wording import counted

    library, query = library_of(corpus, index_folder, model, None, engine), parse(question)
    path = named_article(article, library.titles()) if article else None
    explanation = library.explain(query.question, limit=settings().limit, scope=Scope(query.filters), article=path)
    told = [line for reason in explanation.reasons for line in (*_lines(reason), "")]
    if absence := explanation.absence:
        told += [f"{absence.path}: {absence.why}", *(_lines(absence.best) if absence.best else ()), ""]
    for line in [*told, f"of {counted(explanation.passages, 'passage')}"]:
        click.echo(one_line(line))
    return 0


def _lines(reason: "Reason") -> Iterator[str]:
    from qa.confidence import in_words

    citation, signals = reason.citation, reason.signals
    yield f"[{citation.number}] {citation.article.title} · {citation.article.path} · {citation.place}"
    cosines = f"passage {signals.passage:.2f}, sentence {signals.sentence:.2f}"
    yield f"meaning: {cosines if signals.by_meaning else 'not compared yet'}"
    said, unsaid = (", ".join(words) or "none" for words in (reason.said, reason.unsaid))
    yield f"words: {signals.words:.1f}, says {said}; does not say {unsaid}"
    yield f"confidence: {citation.confidence:.2f}, {in_words(citation.confidence)}"
