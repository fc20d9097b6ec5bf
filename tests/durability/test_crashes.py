"""Indexers that are killed at any moment. QA_KILLS=200 kills so many."""

import os
import random
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import NotIndexed
from tests.durability.world import (
    articles_of,
    change_at_random,
    from_scratch,
    held,
    killed,
    library_of,
    seconds_of,
    write_article,
)

KILLS = int(os.environ.get("QA_KILLS", "10"))
AT_ONCE = 5
"""Kills in a row, before the index is looked at."""


@pytest.fixture(scope="module")
def takes_s(tmp_path_factory: pytest.TempPathFactory, light_model: Path) -> float:
    """How long a whole run takes here and now."""
    folder = tmp_path_factory.mktemp("timed")
    for number in range(8):
        write_article(folder / f"{number}.txt", number)
    return min(seconds_of(folder, folder / name, light_model) for name in (".first", ".second"))


@pytest.mark.parametrize("seed", range(-(-KILLS // AT_ONCE)))
def test_killed_indexer_leaves_whole_articles_and_the_next_one_goes_on(
    tmp_path: Path, light_model: Path, takes_s: float, seed: int
) -> None:
    chance = random.Random(seed)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    for number in range(8):
        write_article(corpus / f"{number}.txt", number)
    kills = 0
    versions: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    for number in range(AT_ONCE):
        change_at_random(corpus, chance)
        scratch = from_scratch(corpus, tmp_path / f"scratch{number}", light_model)
        versions.update({(path, article[0]): without_vectors(article) for path, article in scratch.articles.items()})
        kills += killed(corpus, index, light_model, chance.uniform(0, takes_s))
        check_whole(index, versions)
        check_can_be_asked(corpus, index, light_model)
    assert kills
    with closing(library_of(corpus, index, light_model)) as library:
        library.sync()
        assert held(library, index) == scratch
        assert not library.sync().did_something


def without_vectors(article: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [article[0], *(passage[:-2] for passage in article[1:])]


def check_whole(index: Path, versions: dict[tuple[object, ...], list[tuple[object, ...]]]) -> None:
    """Each article is there as it was at some time, with all its passages."""
    for path, article in articles_of(index).items():
        assert without_vectors(article) == versions[path, article[0]]


def check_can_be_asked(corpus: Path, index: Path, model: Path) -> None:
    with closing(library_of(corpus, index, model)) as library:
        try:
            answer = library.ask("bees honey wax")
        except NotIndexed:
            return
        paths = articles_of(index)
        assert {citation.article.path for citation in answer.citations} <= set(paths)
