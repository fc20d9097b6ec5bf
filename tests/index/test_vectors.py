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


@pytest.fixture
def many(store: Store) -> Store:
    """300 passages of 30 subjects: those of a subject are near one another."""
    for number in range(30):
        put(store, f"{number}.txt", *[f"{_subject(number)} detail{number}x{n}" for n in range(10)], context="")
    embed(store)
    return store


def _subject(number: int) -> str:
    return f"subject{number} matter{number} theme{number}"


def clustered(store: Store) -> VectorIndex:
    index = VectorIndex(MODEL, exact_up_to=100)
    index.follow(store)
    assert index.is_exact
    assert index.arrange(store)
    assert not index.is_exact
    return index


def test_few_passages_stay_in_one_list(index: VectorIndex, filled: Store) -> None:
    assert not index.arrange(filled)
    assert index.is_exact


def test_clusters_find_what_all_find(many: Store) -> None:
    exact, index = _exact(many), clustered(many)
    questions = [*map(_subject, range(30)), *list(ids_by_text(many))[::7]]
    expected = [{passage_id for passage_id, _ in search(exact, question, 10)} for question in questions]
    found = [{passage_id for passage_id, _ in search(index, question, 10)} for question in questions]
    kept = sum(len(some & all_) for some, all_ in zip(found, expected, strict=True))
    assert kept >= 0.98 * sum(map(len, expected))


def test_clusters_follow_what_is_added_and_removed(many: Store) -> None:
    index = clustered(many)
    gone = ids_by_text(many)
    many.remove("3.txt")
    put(many, "new.txt", "bees and honey", context="")
    embed(many)
    assert index.follow(many)
    assert not index.arrange(many)
    assert search(index, "bees and honey")[0][0] == ids_by_text(many)["bees and honey"]
    found = {passage_id for passage_id, _ in search(index, _subject(3), 100)}
    assert found.isdisjoint(gone[text] for text in gone if text.startswith(f"{_subject(3)} "))
    assert len(index) == 291


def test_few_that_are_asked_for_are_found_in_whatever_cluster_they_are(many: Store) -> None:
    index = clustered(many)
    ids = [passage_id for text, passage_id in ids_by_text(many).items() if text.startswith(f"{_subject(3)} ")]
    question = FakeEncoder().encode_question(_subject(7))
    assert {passage_id for passage_id, _ in index.search(question, 10, within=ids)} == set(ids)


def test_saved_clusters_are_loaded(many: Store, tmp_path: Path) -> None:
    index = clustered(many)
    index.save(tmp_path / "vectors")
    loaded = VectorIndex.load(tmp_path / "vectors", MODEL, exact_up_to=100)
    assert not loaded.is_exact
    assert not loaded.follow(many)
    assert not loaded.arrange(many)
    assert search(loaded, _subject(7), 20) == search(index, _subject(7), 20)


def test_clusters_are_made_anew_when_the_passages_have_doubled(many: Store) -> None:
    index = clustered(many)
    for number in range(30, 60):
        put(many, f"{number}.txt", *[f"{_subject(number)} detail{number}x{n}" for n in range(11)], context="")
    embed(many)
    index.follow(many)
    assert index.arrange(many)
    assert not index.is_exact
    assert not index.arrange(many)
    assert len(index) == 630


def test_few_passages_left_are_one_list_again(many: Store) -> None:
    index = clustered(many)
    for number in range(26):
        many.remove(f"{number}.txt")
    index.follow(many)
    assert index.arrange(many)
    assert index.is_exact
    assert len(index) == 40
    assert search(index, _subject(29), 10) == search(_exact(many), _subject(29), 10)


def _exact(store: Store) -> VectorIndex:
    index = VectorIndex(MODEL)
    index.follow(store)
    return index
