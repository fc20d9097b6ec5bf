"""The commands that measure the answers, and make the question sets for that: `qa eval`, `qa convert`, `qa marks`."""

from pathlib import Path
from typing import Any

import click

from qa.commands.options import (
    PATH,
    corpus_option,
    index_option,
    library_of,
    model_option,
    reranker_option,
    settings,
    told_errors,
)


@click.command("eval")
@click.argument("dataset", type=PATH)
@click.option("--out-of-corpus", multiple=True, metavar="OTHER", type=PATH,
              help="Ask this set's questions too, which DATASET does not answer; may be repeated.")  # fmt: skip
@click.option("--compare", is_flag=True, help="Show what each signal is worth, alone and in pairs.")
@click.option("--plot", metavar="FILE", type=PATH, help="Draw hit@1 to hit@10, as .svg or .png.")
@click.option("--history/--no-history", default=True, help="Ask with the turns before a question, or without.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--index", metavar="DIR", type=PATH, help="Where the index lives; in the cache folder if nowhere else.")
@model_option
@reranker_option
@told_errors
def evaluate(as_json: bool, **options: Any) -> int:
    """Measure the answers on DATASET, a folder with articles/ and questions.jsonl.

    The folder is left as it is. A set in BEIR's layout is made one by `qa convert`.
    """
    from qa.evaluation.run import Options, run

    options["model"] = options["model"] or settings().model
    options["reranker"] = options["reranker"] or settings().reranker
    run(Options(**options), as_json=as_json)
    return 0


@click.command()
@click.argument("beir", type=PATH)
@click.argument("dataset", type=PATH)
@told_errors
def convert(beir: Path, dataset: Path) -> int:
    """Make DATASET, a new folder for `qa eval`, out of a set in BEIR's layout.

    The folder BEIR holds corpus.jsonl, queries.jsonl and qrels/test.tsv.
    """
    from qa.evaluation.beir import convert

    click.echo(convert(beir, dataset).in_words)
    return 0


@click.command()
@click.argument("dataset", type=PATH)
@corpus_option
@index_option
@told_errors
def marks(dataset: Path, corpus: Path | None, index_folder: Path | None) -> int:
    """Make DATASET, a new folder for `qa eval`, out of the citations marked in the chat.

    Its articles are all of the corpus. A question of which only wrong citations are marked counts as one that nothing
    answers.
    """
    from qa.evaluation.marks import write_marks
    from qa.journal.journal import journal_of

    library = library_of(corpus, index_folder, None)
    click.echo(write_marks(journal_of(library.corpus).marks(), library.passages_by_article(), dataset).in_words)
    return 0
