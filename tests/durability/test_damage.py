"""Files of an index that are damaged while nobody looks."""

import os
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from tests.conftest import MakeLibrary
from tests.durability.world import Held, from_scratch, held, library_of, write_article
from tests.fakes import CountingEncoder

PAGES = int(os.environ.get("QA_PAGES", "10"))
Damage = Callable[[bytes], bytes | None]


def flipped(content: bytes, place: float) -> bytes:
    at = int(place * len(content))
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


DAMAGES: dict[str, Damage] = {
    "truncated": lambda content: content[: len(content) // 2],
    "a flipped byte": lambda content: flipped(content, 0.6),
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "something else": lambda _: b"something else " * 100,
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, light_model: Path) -> Path:
    """A folder with a corpus and its index; tests take a copy."""
    folder = tmp_path_factory.mktemp("indexed")
    for number in range(8):
        write_article(folder / "corpus" / f"{number}.txt", number)
    from_scratch(folder / "corpus", folder / "index", light_model)
    return folder


@pytest.fixture
def corpus(indexed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(indexed, tmp_path / "copy") / "corpus"


@pytest.fixture
def index(corpus: Path) -> Path:
    return corpus.with_name("index")


@pytest.fixture(scope="module")
def whole(indexed: Path, light_model: Path) -> Held:
    with closing(library_of(indexed / "corpus", indexed / "index", light_model)) as library:
        return held(library, indexed / "index")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", ["vectors.faiss", "words/*.idx", "words/*.term", "words/meta.json"])
def test_what_is_derived_is_made_anew_without_embedding(
    corpus: Path,
    index: Path,
    whole: Held,
    make_library: MakeLibrary,
    encoder: CountingEncoder,
    pattern: str,
    damage: str,
) -> None:
    for file in list(index.glob(pattern)):
        left = DAMAGES[damage](file.read_bytes())
        file.unlink() if left is None else file.write_bytes(left)
    assert held(make_library(corpus, index), index) == whole
    assert not make_library(corpus, index).sync().embedded
    assert held(make_library(corpus, index), index) == whole
    assert encoder.seen == []


def test_vectors_of_another_index_are_not_taken_for_these(
    corpus: Path, index: Path, whole: Held, make_library: MakeLibrary, tmp_path: Path, light_model: Path
) -> None:
    for number in range(8):
        write_article(tmp_path / "other" / f"{number}.txt", 100 + number)
    from_scratch(tmp_path / "other", tmp_path / "index", light_model)
    shutil.copy(tmp_path / "index" / "vectors.faiss", index)
    shutil.rmtree(index / "words")
    shutil.copytree(tmp_path / "index" / "words", index / "words")
    assert held(make_library(corpus, index), index) == whole


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage not in ("gone", "a flipped byte")])
def test_damaged_store_is_told_with_the_command_that_restores_it(
    corpus: Path, index: Path, whole: Held, make_library: MakeLibrary, damage: str
) -> None:
    left = DAMAGES[damage]((index / "store.sqlite").read_bytes())
    (index / "store.sqlite").write_bytes(left or b"")
    if damage != "empty":
        remedy = f"qa index {corpus} --index {index} --rebuild  to make it anew from the articles"
        with pytest.raises(IndexDamaged, match=f"damaged .*{remedy}"):
            make_library(corpus, index).sync()
    make_library(corpus, index).sync(rebuild=True)
    assert held(make_library(corpus, index), index) == whole


@pytest.mark.parametrize("seed", range(PAGES))
def test_damaged_page_is_told_or_does_not_matter(
    corpus: Path, index: Path, whole: Held, make_library: MakeLibrary, seed: int
) -> None:
    page = random.Random(seed).randrange((index / "store.sqlite").stat().st_size // 4096) * 4096
    with (index / "store.sqlite").open("r+b") as store:
        store.seek(page)
        store.write(random.Random(seed).randbytes(4096))
    library = make_library(corpus, index)
    try:
        library.counts()
        library.problems()
        library.notes()
        library.sync()
        assert held(library, index).found == whole.found
    except IndexDamaged as error:
        told = str(error)
        assert f"qa index {corpus} --index {index} --rebuild" in told
    make_library(corpus, index).sync(rebuild=True)
    assert held(make_library(corpus, index), index) == whole
