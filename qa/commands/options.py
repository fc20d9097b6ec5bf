"""What the commands share: their options, the library they name, and how they tell an error."""

import os
import signal
import sys
from collections.abc import Callable
from functools import cache, partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from index.errors import QaError

if TYPE_CHECKING:
    from qa.library import Library
    from qa.settings import Settings

_DEFAULT_CORPUS = "corpus"
ERROR = 2
"""Exit status of a command that failed, as grep's."""


class _Path(click.Path):
    """A path that is not empty, as an unset variable would make it: that would be the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("is empty: name a file or folder, or leave it out", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Path(path_type=Path)
_Parameters = ParamSpec("_Parameters")

corpus_argument = click.argument("corpus", required=False, envvar="QA_CORPUS", type=PATH)
corpus_option = click.option(
    "-c", "--corpus", envvar="QA_CORPUS", type=PATH,
    help="The folder of articles; $QA_CORPUS or ./corpus if none is named.",
)  # fmt: skip


model_option = click.option(
    "--model", metavar="NAME_OR_FOLDER", envvar="QA_MODEL",
    help="Any sentence-transformers model; the packaged all-MiniLM-L6-v2 if none is named.",
)  # fmt: skip
index_option = click.option(
    "--index", "index_folder", metavar="DIR", envvar="QA_INDEX", type=PATH,
    help="Where the index lives; .qa in the corpus if nowhere else.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
reranker_option = click.option(
    "--reranker", metavar="NAME_OR_FOLDER", envvar="QA_RERANKER",
    help="A sentence-transformers cross-encoder to put the best passages in order; none if none is named.",
)  # fmt: skip
engine_option = click.option(
    "--engine", envvar="QA_ENGINE", type=click.Choice(["auto", "onnx", "torch"]), default="auto", show_default=True,
    help="What runs the model; auto takes onnxruntime where it can, and torch for long runs on a GPU.",
)  # fmt: skip


def told_errors(command: Callable[_Parameters, int]) -> Callable[_Parameters, None]:
    """The command's result as the exit status, and its errors as one line on standard error."""

    @wraps(command)
    def run(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> None:
        try:
            status = command(*args, **kwargs)
            sys.stdout.flush()  # what can't be written is to be told here
        except QaError as error:
            status = tell(error)
        except BrokenPipeError:  # `qa ask … | head`: nobody is left to tell
            _write_no_more()
            status = 128 + signal.SIGPIPE
        except OSError as error:
            status = tell(_told(error))
        except KeyboardInterrupt:
            click.echo("qa: interrupted; what was done by then is kept", err=True)
            status = 128 + signal.SIGINT
        sys.exit(status)

    return run


def _told(error: OSError) -> QaError:
    """Standard output has no file name, all else has one."""
    why = error.strerror or error
    if error.filename is not None:
        return QaError(f"a file or folder cannot be used ({why}): {error.filename}")  # last, as it may be cut off
    _write_no_more()
    return QaError(f"the output cannot be written: {why}")


def _write_no_more() -> None:
    """Lets what is still to be written go nowhere, as Python tries once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(error: QaError) -> int:
    """Tells it in one line on standard error; gives the exit status."""
    from index.cleaning import one_line

    click.echo(f"qa: {one_line(str(error))}", err=True)
    return ERROR


@cache
def settings() -> "Settings":
    """What the configuration file says, read when a command first asks for it. Raises SettingsWrong."""
    from qa.settings import load_settings

    return load_settings()


def library_of(
    corpus: Path | None,
    index_folder: Path | None,
    model: str | None,
    reranker: str | None = None,
    engine: str = "auto",
) -> "Library":
    """Raises ModelNotFound for a cross-encoder that is none, before anything is indexed for it."""
    from index.engine import Engine, load_encoder
    from qa.library import Library

    said = settings()
    corpus = corpus or said.corpus or Path(_DEFAULT_CORPUS)
    load = partial(load_encoder, engine=Engine(engine))
    library = Library(corpus, index_folder or said.index, model or said.model, load, reranker=reranker)
    _ = library.reranker
    return library


def check_not_empty(library: "Library") -> None:
    """Raises QaError if the index holds no article."""
    from index.readers import SUFFIXES

    if not library.counts().articles:
        kinds = ", ".join(sorted(SUFFIXES))
        raise QaError(f"no article could be read in {library.corpus}: put some there ({kinds})")
