"""The command `qa add`, and the feeds that `qa index` follows."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import QaError
from qa.commands.options import corpus_option, library_of, tell, told_errors

if TYPE_CHECKING:
    from qa.fetching.adding import Added, Adder


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@corpus_option
@click.option("--feed", is_flag=True, help="Each URL is an RSS or Atom feed: add its entries, and follow it.")
@click.option("--allow-private", is_flag=True, envvar="QA_ALLOW_PRIVATE",
              help="Fetch from addresses of private networks and this machine, too.")  # fmt: skip
@click.option("--max-mib", default=32, show_default=True, type=click.IntRange(1), help="Fetch no more from one URL.")
@click.option("--timeout", "timeout_s", default=30.0, show_default=True, type=click.FloatRange(0.1),
              help="Seconds for one URL.")  # fmt: skip
@told_errors
def add(
    urls: tuple[str, ...], corpus: Path | None, feed: bool, allow_private: bool, max_mib: int, timeout_s: float
) -> int:
    """Save the article at each URL into the corpus, as Markdown with where it is from; PDF files as they are.

    The next question, or `qa index`, takes it in. `qa index` also adds what is new in the feeds.
    """
    from index.files import check_corpus
    from qa.fetching.adding import Adder
    from qa.fetching.fetch import Limits

    folder = library_of(corpus, None, None).corpus
    check_corpus(folder)
    adder = Adder(folder, Limits(max_mib * 2**20, timeout_s, allow_private))
    return max([_follow(adder, url) if feed else _add(adder, url) for url in urls])


def follow_feeds(corpus: Path) -> None:
    """Adds what is new in the feeds of the corpus; a feed that fails is one line."""
    from qa.fetching.sources import FILE_NAME

    if not (corpus / FILE_NAME).exists():
        return
    from qa.fetching.adding import Adder
    from qa.fetching.fetch import Limits

    adder = Adder(corpus, Limits())
    for url in adder.feeds:
        _follow(adder, url)


def _add(adder: "Adder", url: str) -> int:
    try:
        _show(adder.add(url))
    except QaError as error:
        return tell(QaError(f"{url}: {error}"))
    return 0


def _follow(adder: "Adder", url: str) -> int:
    status = 0
    try:
        for added in adder.follow(url):
            if isinstance(added, QaError):
                status = tell(added)
            else:
                _show(added)
    except QaError as error:
        return tell(QaError(f"the feed {url}: {error}"))
    return status


def _show(added: "Added") -> None:
    from index.cleaning import one_line

    edited = f"; {added.edited} was edited since it was saved, and stays as it is" if added.edited else ""
    click.echo(one_line(f"{added.what}: {added.path}{edited}"))
