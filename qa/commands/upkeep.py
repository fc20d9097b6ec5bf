"""The commands that keep an index: `qa index`, `qa status` and `qa doctor`."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import IndexBusy, QaError
from qa.commands.adding import follow_feeds
from qa.commands.options import (
    check_not_empty,
    corpus_argument,
    engine_option,
    index_option,
    json_option,
    library_of,
    model_option,
    tell,
    told_errors,
)

if TYPE_CHECKING:
    from index.report import Report
    from qa.library import Library

_WITHOUT_END_S = -1.0
_FEEDS_EVERY_S = 1800.0


@click.command()
@corpus_argument
@click.option("--rebuild", is_flag=True, help="Forget the index and make it anew.")
@click.option("--watch", is_flag=True, help="Go on, and take in each change at once, until Ctrl+C.")
@click.option("--wait", is_flag=True, help="Wait for another qa that writes the index, however long.")
@click.option("--follow-links/--no-follow-links", default=None, envvar="QA_FOLLOW_LINKS",
              help="From now on, follow symbolic links that lead out of CORPUS, or do not.")  # fmt: skip
@index_option
@model_option
@engine_option
@told_errors
def index(
    corpus: Path | None,
    rebuild: bool,
    watch: bool,
    wait: bool,
    follow_links: bool | None,
    index_folder: Path | None,
    model: str | None,
    engine: str,
) -> int:
    """Bring the index of the folder CORPUS up to date with its articles."""
    from index.files import check_corpus
    from qa.terminal import ProgressBar, print_report

    library = library_of(corpus, index_folder, model, engine=engine)
    check_corpus(library.corpus)
    _follow_feeds(library)
    with ProgressBar() as bar:
        sync = partial(library.sync, bar.update, rebuild=rebuild, follow_links=follow_links)
        report = _waiting(sync) if wait else _at_once(sync)
    if report.did_something or library.counts().articles:
        print_report(report, library.counts(), library.corpus)
    if watch:
        return _watch(library)
    check_not_empty(library)
    return 0


def _follow_feeds(library: "Library") -> None:
    """What goes wrong with them, such as being offline, keeps nobody from indexing."""
    try:
        follow_feeds(library.corpus)
    except Exception as error:  # a feed holds whatever its server likes
        _tell_any(error)


def _tell_any(error: Exception) -> None:
    tell(error if isinstance(error, QaError) else QaError(f"unexpected {error!r}"))


def _at_once(sync: Callable[..., "Report"]) -> "Report":
    try:
        return sync()
    except IndexBusy as busy:
        raise IndexBusy(f"{busy}: qa index --wait waits for it to end") from None


def _waiting(sync: Callable[..., "Report"]) -> "Report":
    """The sync, however long another process writes the index."""
    try:
        return sync()
    except IndexBusy as busy:
        tell(QaError(f"{busy}: waiting for it to end"))
        return sync(wait_s=_WITHOUT_END_S)


def _watch(library: "Library") -> int:
    """Ends with KeyboardInterrupt only; the same trouble again and again is told once."""
    from qa.terminal import print_round

    click.echo(f"qa: watching {library.corpus}; Ctrl+C ends it", err=True)
    stop = threading.Event()
    threading.Thread(target=_go_on_following, args=(library, stop), daemon=True).start()
    trouble = ""
    for _ in library.changes(stop):
        try:
            report = library.sync()
            trouble = ""
            if report.did_something:
                print_round(report, library.counts(), library.corpus)
        except Exception as error:  # whatever it is, the next change may be fine
            if trouble != str(error):
                _tell_any(error)
            trouble = str(error)
    stop.set()
    return 0


def _go_on_following(library: "Library", stop: threading.Event) -> None:
    """What the feeds bring is written into the corpus, where whoever watches it sees it."""
    while not stop.wait(_FEEDS_EVERY_S):
        _follow_feeds(library)


@click.command()
@corpus_argument
@json_option
@index_option
@model_option
@told_errors
def status(corpus: Path | None, as_json: bool, index_folder: Path | None, model: str | None) -> int:
    """Say what is in the index of the folder CORPUS, and what could not be read."""
    from qa.status import status_of
    from qa.terminal import print_json, print_status

    found = status_of(library_of(corpus, index_folder, model))
    print_json(found.as_json()) if as_json else print_status(found)
    return 0


@click.command()
@corpus_argument
@json_option
@index_option
@model_option
@told_errors
def doctor(corpus: Path | None, as_json: bool, index_folder: Path | None, model: str | None) -> int:
    """Look for what is wrong with the index of CORPUS and with what was read; changes nothing.

    Exit status: 0 all is well, 1 there is something to do, 2 an error.
    """
    from qa.doctor.examine import examine
    from qa.doctor.finding import State
    from qa.terminal import print_finding, print_json

    findings = []
    library = library_of(corpus, index_folder, model)
    for finding in examine(library):
        findings.append(finding)
        if not as_json:
            print_finding(finding, library.corpus)
    if as_json:
        print_json({"checks": [finding.as_json() for finding in findings]})
    return 0 if all(finding.state is State.WELL for finding in findings) else 1
