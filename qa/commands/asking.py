"""The command `qa ask`."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from index.errors import QaError
from qa.commands.options import (
    ERROR,
    check_not_empty,
    corpus_option,
    engine_option,
    index_option,
    library_of,
    model_option,
    reranker_option,
    settings,
    tell,
    told_errors,
)
from qa.limits import MOST_PASSAGES

if TYPE_CHECKING:
    from qa.answer import Answer
    from qa.filters import Query
    from qa.library import Library

_ANSWERED, _NOTHING = 0, 1
_Printer = Callable[[str, "Answer", Path], None]
"""Prints what was asked, what that got, and from which folder."""


class Question(NamedTuple):
    """A question with the conversation before it: question, reply, question, …"""

    text: str
    """As it was typed."""
    query: "Query"
    history: tuple[str, ...] = ()


class _Command(click.Command):
    """One that tells how to ask what looks like an option, or like several arguments."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            how = 'Put -- before a question that begins with "-".'
            raise click.UsageError(f"{error.format_message()} {how}", ctx) from None
        except click.UsageError as error:
            if "extra argument" not in error.message:
                raise
            how = "Put the question in quotes; the folder comes behind -c."
            raise click.UsageError(f"{error.format_message()}. {how}", ctx) from None


@click.command(cls=_Command)
@click.argument("question")
@corpus_option
@click.option("-k", "limit", type=click.IntRange(1, MOST_PASSAGES),
              help="How many passages; as many as the settings say, 5 if they say nothing.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a question.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown with numbered sources.")
@click.option("--no-sync", is_flag=True, help="Use the index as it is, without a look at the files.")
@index_option
@model_option
@reranker_option
@engine_option
@told_errors
def ask(
    question: str,
    corpus: Path | None,
    limit: int | None,
    as_json: bool,
    as_markdown: bool,
    no_sync: bool,
    index_folder: Path | None,
    model: str | None,
    reranker: str | None,
    engine: str,
) -> int:
    """Answer QUESTION from the articles; with "-", each line of standard input.

    A line may also be an object {"question": …, "history": [question, reply, question, reply, …]}, the latest last.

    Filters stand in the question: after:2025-01, before:2024, source:reuters, title:"annual report",
    "exact phrase", -word. Behind -- a question may begin with -word.
    """
    is_stream = question == "-"
    printer = _printer(as_json, as_markdown, is_stream=is_stream)
    questions = _read_questions() if is_stream else iter([_asked(question)])
    library = library_of(corpus, index_folder, model, reranker or settings().reranker, engine)
    if not no_sync:
        _bring_up_to_date(library)
    return _answer_all(library, questions, limit or settings().limit, printer)


def _bring_up_to_date(library: "Library") -> None:
    """Syncs, saying so if there is anything to do; an index that can't be written now is used as it is."""
    from index.errors import IndexBusy, IndexNotWritable
    from qa.terminal import ProgressBar, print_report

    try:
        with ProgressBar() as bar:
            report = library.sync(bar.update, arrange=False)
    except (IndexBusy, IndexNotWritable) as error:
        if not library.is_indexed:
            raise
        tell(error)
        click.echo("qa: answering from the index as it is", err=True)
    else:
        if report.did_something:
            print_report(report, library.counts(), library.corpus, err=True)
    check_not_empty(library)


def _read_questions() -> Iterator[Question | QaError]:
    for line in sys.stdin.buffer:
        try:
            yield _question(line.decode("utf-8", "replace").strip())
        except QaError as error:
            yield error


def _question(line: str) -> Question:
    if not line.startswith("{"):
        return _asked(line)
    try:
        fields: Any = json.loads(line)
        question, history = fields["question"], fields.get("history", [])
    except KeyError:
        raise QaError('"question" is missing: write {"question": "…", "history": ["…"]}') from None
    except (ValueError, RecursionError) as error:
        raise QaError(f'not a question object ({error!r}): write {{"question": "…", "history": ["…"]}}') from None
    if not isinstance(question, str) or not _are_strings(history):
        raise QaError('"question" must be a string and "history" a list of strings')
    return _asked(question, history)


def _asked(text: str, history: Sequence[str] = ()) -> Question:
    """Raises QaError for filters that make no sense."""
    from qa.filters import parse

    return Question(text, parse(text), tuple(history))


def _are_strings(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _printer(as_json: bool, as_markdown: bool, *, is_stream: bool) -> _Printer:
    if as_json and as_markdown:
        raise QaError("--json and --markdown are both there: leave one")
    in_words = _print_in_turn if is_stream else _print_text
    return _print_json if as_json else _print_markdown if as_markdown else in_words


def _print_json(asked: str, answer: "Answer", _: Path) -> None:
    from qa.terminal import print_json

    print_json(answer.as_json(asked))


def _print_markdown(asked: str, answer: "Answer", _: Path) -> None:
    from datetime import UTC, datetime

    from qa.export import as_markdown
    from qa.journal.records import Exchange

    click.echo(as_markdown([Exchange(asked, answer, datetime.now(UTC))]))


def _print_text(_: str, answer: "Answer", corpus: Path) -> None:
    from qa.terminal import print_answer

    print_answer(answer, corpus)


def _print_in_turn(asked: str, answer: "Answer", corpus: Path) -> None:
    from qa.terminal import print_question

    print_question(asked)
    _print_text(asked, answer, corpus)


def _answer_all(
    library: "Library",
    questions: Iterator[Question] | Iterator[Question | QaError],
    limit: int,
    printer: _Printer,
) -> int:
    """Answers each question as it comes; the worst that happened is the status: an error, or nothing answered."""
    from qa.selection import Scope
    from qa.terminal import print_json

    answered = failed = False
    for question in questions:
        try:
            if isinstance(question, QaError):
                raise question
            # People want to read a thing once, programs every passage that says it.
            answer = library.ask(
                question.query.question,
                question.history,
                limit,
                scope=Scope(question.query.filters),
                fold_copies=printer is not _print_json,
            )
        except QaError as error:
            failed = True
            tell(error)
            if printer is _print_json:
                print_json({"error": str(error)})
        else:
            answered |= answer.answered
            printer(question.text, answer, library.corpus)
    return ERROR if failed else _ANSWERED if answered else _NOTHING
