from collections.abc import Callable
from pathlib import Path

import pytest

from index.store import Store
from index.vectors import VectorIndex
from tests.fakes import FakeEncoder
from tests.index.makers import directions, embed, embed_randomly, ids_by_text, put

MODEL = "fingerprint of the model"
TEXTS = [f"word{n} other{n} third{n}" for n in range(20)]


def search(index: VectorIndex, question: str, limit: int = 5) -> list[tuple[int, float]]:
    return index.search(FakeEncoder().encode_question(question), limit)


@pytest.fixture
def filled(store: Store) -> Store:
    put(store, "a.txt", *TEXTS, context="")
    embed(store)
    return store


@pytest.fixture
def index(filled: Store) -> VectorIndex:
    index = VectorIndex(MODEL)
    index.follow(filled)
    return index


def test_each_passage_finds_itself_first(index: VectorIndex, filled: Store) -> None:
    for text, passage_id in ids_by_text(filled).items():
        (best, cosine), *others = search(index, text)
        assert best == passage_id
        assert cosine == pytest.approx(1, abs=1e-3)
        cosines = [cosine, *(cosine for _, cosine in others)]
        assert cosines == sorted(cosines, reverse=True)


def test_removed_passage_is_found_no_more(index: VectorIndex, filled: Store) -> None:
    gone = ids_by_text(filled)[TEXTS[3]]
    put(filled, "a.txt", *[text for text in TEXTS if text != TEXTS[3]], context="")
    assert index.follow(filled)
    found = search(index, TEXTS[3], limit=100)
    assert gone not in dict(found)
    assert set(dict(found)) == set(ids_by_text(filled).values())


def test_pending_passages_are_not_in_it(index: VectorIndex, filled: Store) -> None:
    put(filled, "b.txt", "not embedded yet")
    index.follow(filled)
    assert ids_by_text(filled)["not embedded yet"] not in dict(search(index, "not embedded yet", limit=100))


@pytest.mark.parametrize("limit", [0, 1, 19, 20, 1000])
def test_limit_may_be_anything(index: VectorIndex, limit: int) -> None:
    ids = [passage_id for passage_id, _ in search(index, TEXTS[0], limit)]
    assert len(ids) == len(set(ids)) == min(limit, len(TEXTS))


def test_empty_index_finds_nothing(store: Store) -> None:
    index = VectorIndex(MODEL)
    assert search(index, "anything") == []
    index.follow(store)
    assert search(index, "anything") == []


def test_index_emptied_by_removals_goes_on(index: VectorIndex, filled: Store) -> None:
    filled.remove("a.txt")
    index.follow(filled)
    assert search(index, TEXTS[0]) == []
    put(filled, "b.txt", "bees and honey", context="")
    embed(filled)
    index.follow(filled)
    assert search(index, "bees and honey")[0][0] == ids_by_text(filled)["bees and honey"]


def test_follow_says_whether_anything_changed(index: VectorIndex, filled: Store) -> None:
    assert not index.follow(filled)
    put(filled, "b.txt", "bees and honey")
    embed(filled)
    assert index.follow(filled)
    assert index.generation == filled.counts().generation


def test_incremental_finds_what_a_rebuilt_index_finds(store: Store) -> None:
    dim = 24
    incremental = VectorIndex(MODEL)
    for n in range(12):
        put(store, f"{n % 5}.txt", *[f"passage {n} {m}" for m in range(10)])
        embed_randomly(store, dim, seed=n)
        if n % 3 == 0:
            store.remove(f"{(n + 2) % 5}.txt")
        incremental.follow(store)
    rebuilt = VectorIndex(MODEL)
    rebuilt.follow(store)
    assert len(rebuilt) == store.counts().passages
    for vector in directions(20, dim):
        assert incremental.search(vector, 15) == rebuilt.search(vector, 15)


def test_saved_index_is_loaded(index: VectorIndex, filled: Store, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    loaded = VectorIndex.load(tmp_path / "vectors", MODEL)
    assert loaded.generation == filled.counts().generation
    assert not loaded.follow(filled)
    for text in TEXTS:
        assert search(loaded, text) == search(index, text)


def test_saved_empty_index_is_loaded(store: Store, tmp_path: Path) -> None:
    index = VectorIndex(MODEL)
    index.follow(store)
    index.save(tmp_path / "vectors")
    assert VectorIndex.load(tmp_path / "vectors", MODEL).generation == store.counts().generation


def test_saving_leaves_nothing_beside_the_file(index: VectorIndex, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    index.save(tmp_path / "saved" / "vectors")
    index.save(tmp_path / "saved" / "vectors")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="directory"):
        index.save(tmp_path / "taken")
    assert [file.name for file in (tmp_path / "saved").iterdir()] == ["vectors"]
    assert not list(tmp_path.glob("taken.*"))


def _flip(place: float) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        at = int(place * (len(content) - 1))
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return flip


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "flipped at the end": _flip(1),
    "flipped in the middle": _flip(0.5),
    "flipped at the start": _flip(0),
    "truncated": lambda content: content[: len(content) // 2],
    "truncated by a byte": lambda content: content[:-1],
    "header only": lambda content: content[:256],
    "longer": lambda content: content + b"x",
    "empty": lambda _: b"",
    "garbage": lambda _: bytes(range(256)) * 40,
    "text": lambda _: b"null",
    "JSON of something else": lambda content: b'{"fingerprint": "' + MODEL.encode() + b'"}' + content[40:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_file_counts_as_empty_and_is_made_anew(
    index: VectorIndex, filled: Store, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "vectors"
    index.save(file)
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    _is_rebuilt(VectorIndex.load(file, MODEL), filled)


def test_every_flipped_byte_of_the_header_is_noticed(index: VectorIndex, tmp_path: Path) -> None:
    file = tmp_path / "vectors"
    index.save(file)
    content = file.read_bytes()
    header = content[:256].rstrip()
    for at in range(len(header)):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert VectorIndex.load(file, MODEL).generation == -1, f"byte {at} of {header!r}"


def test_index_of_another_model_counts_as_empty(index: VectorIndex, filled: Store, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    _is_rebuilt(VectorIndex.load(tmp_path / "vectors", "another fingerprint"), filled)


def test_missing_file_counts_as_empty(filled: Store, tmp_path: Path) -> None:
    _is_rebuilt(VectorIndex.load(tmp_path / "missing", MODEL), filled)


def _is_rebuilt(index: VectorIndex, store: Store) -> None:
    assert len(index) == 0
    assert index.generation == -1
    index.follow(store)
    for text, passage_id in ids_by_text(store).items():
        assert search(index, text)[0][0] == passage_id


def test_vectors_start_over_where_too_much_is_forgotten(index: VectorIndex, filled: Store) -> None:
    put(filled, "a.txt", *TEXTS[:3], context="")
    filled.forget_removals()
    assert filled.removed_since(0) == []
    assert index.follow(filled)
    assert set(dict(search(index, TEXTS[0], 100))) == set(ids_by_text(filled).values())


def test_vectors_of_another_store_start_over(index: VectorIndex, filled: Store, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors")
    (tmp_path / "other").mkdir()
    other = Store(tmp_path / "other", create=True)
    put(other, "a.txt", "of another store", context="")
    embed(other)
    loaded = VectorIndex.load(tmp_path / "vectors", MODEL)
    loaded.follow(other)
    assert len(loaded) == 1
    assert search(loaded, "of another store")[0][1] == pytest.approx(1, abs=1e-3)
    other.close()
