"""Writes that fail, at every place that writes: a limit on the size of files, tried from small to large."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.durability.world import Held, from_scratch, held, library_of, outcome_of, write_article

LIMITS = [1, 100, 2_000, 20_000, 40_000, 80_000, 120_000, 160_000, 240_000]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for number in range(8):
        write_article(folder / f"{number}.txt", number)
    return folder


@pytest.fixture(scope="module")
def whole(corpus: Path, light_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Held:
    return from_scratch(corpus, tmp_path_factory.mktemp("whole"), light_model)


@pytest.mark.parametrize("most_bytes", LIMITS)
def test_run_on_a_full_disk_tells_it_and_the_next_one_goes_on(
    tmp_path: Path, light_model: Path, corpus: Path, whole: Held, most_bytes: int
) -> None:
    told = outcome_of(corpus, tmp_path / "index", light_model, most_bytes)
    assert told == "done" or (f"{tmp_path / 'index'} cannot be " in told and len(told.splitlines()) == 1)
    with closing(library_of(corpus, tmp_path / "index", light_model)) as library:
        library.sync()
        assert held(library, tmp_path / "index") == whole
