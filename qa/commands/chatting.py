"""The command `qa chat`."""

import sys
from importlib import import_module
from pathlib import Path
from threading import Thread

import click

from index.errors import QaError
from qa.commands.options import (
    corpus_argument,
    engine_option,
    index_option,
    library_of,
    model_option,
    reranker_option,
    settings,
    told_errors,
)


@click.command()
@corpus_argument
@index_option
@model_option
@reranker_option
@engine_option
@told_errors
def chat(corpus: Path | None, index_folder: Path | None, model: str | None, reranker: str | None, engine: str) -> int:
    """Open the chat on the folder CORPUS."""
    from index.files import check_corpus

    library = library_of(corpus, index_folder, model, reranker or settings().reranker, engine)
    check_corpus(library.corpus)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise QaError('the chat needs a terminal; without one, ask with  qa ask "…"')
    # The slowest import of those that answer, beside those of the screen: a question typed at once would wait for it.
    Thread(target=import_module, args=("numpy",)).start()
    from qa.chat.app import run_chat

    return run_chat(library, settings())
