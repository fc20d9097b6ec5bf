import re
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from index.store import Store
from index.words import WordIndex
from tests.index.makers import ids_by_text, put

TEXTS = (
    "The naïve café owner in Zürich sells crème brûlée.",
    "Seven runners were running along the rivers.",
    "BEES collect nectar from flowers.",
    "A ship carried grain over the sea.",
)


@pytest.fixture
def words(tmp_path: Path) -> WordIndex:
    return WordIndex(tmp_path / "words")


def found(words: WordIndex, store: Store, question: str, limit: int = 10) -> list[str]:
    """The texts of the passages found, best first."""
    ids = [passage_id for passage_id, _ in words.search(words.terms(question), limit)]
    return [store.passages(ids)[passage_id].text for passage_id in ids]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("naive cafe in ZURICH", TEXTS[0], id="accents left out"),
        pytest.param("creme brulée", TEXTS[0], id="accents"),
        pytest.param("who runs by the river", TEXTS[1], id="stems"),
        pytest.param("bee flower", TEXTS[2], id="case and plural"),
        pytest.param("GRAIN ships", TEXTS[3], id="capitals"),
    ],
)
def test_words_are_found_as_people_write_them(store: Store, words: WordIndex, question: str, text: str) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    assert found(words, store, question)[0] == text


def test_words_of_title_and_heading_are_found(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", "It was opened in May.", context="The Halden bridge: History")
    put(store, "b.txt", "It was closed in May.", context="Another subject")
    words.follow(store)
    assert found(words, store, "halden") == ["It was opened in May."]
    assert found(words, store, "history") == ["It was opened in May."]


def test_word_in_the_text_counts_for_more_than_in_the_title(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", "Nothing of it is said here at all.", context="Volcano")
    put(store, "b.txt", "The volcano is what is said here.", context="Another")
    words.follow(store)
    assert found(words, store, "volcano")[0] == "The volcano is what is said here."


@pytest.mark.parametrize(
    "question",
    [
        "-grain +ship",
        'text:"grain" AND NOT ship',
        "id:0 OR grain",
        "grain* ship~ ^9 [a TO b] {x} (grain",
        r"\grain\ 'ship",
        "grain && ship || !x",
        "/grain/",
    ],
)
def test_query_operators_are_plain_words(store: Store, words: WordIndex, question: str) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    assert found(words, store, question)[0] == TEXTS[3]


@pytest.mark.parametrize("question", ["", "?!", "🙂 -- *", "zebra"])
def test_question_without_a_known_word_finds_nothing(store: Store, words: WordIndex, question: str) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    assert found(words, store, question) == []


def test_question_of_thousands_of_words_is_searched(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    assert found(words, store, "nectar " + " ".join(f"w{n}" for n in range(20_000)) + " x" * 50_000)[0] == TEXTS[2]


def test_limit_keeps_the_best(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", "nectar", "nectar and honey", "nectar and honey and wax", "sea")
    words.follow(store)
    everything = found(words, store, "honey wax")
    assert everything[0] == "nectar and honey and wax"
    assert found(words, store, "honey wax", limit=1) == everything[:1]
    assert found(words, store, "honey wax", limit=0) == []


def test_scores_are_those_of_the_search(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    terms = words.terms("bees running over the sea")
    by_search = dict(words.search(terms, 10))
    for passage_id, score in by_search.items():
        assert words.scores(terms, [passage_id]) == {passage_id: pytest.approx(score, rel=1e-5)}
    assert set(words.scores(terms, list(ids_by_text(store).values()))) == set(by_search)


def test_common_words_are_less_rare(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", "the bee", "the sea", "the ship")
    words.follow(store)
    assert words.rarity("the") < words.rarity("bee") <= words.rarity("zebra")


def test_removed_passages_are_found_no_more(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    put(store, "a.txt", *TEXTS[:3])
    words.follow(store)
    assert found(words, store, "ship") == []
    store.remove("a.txt")
    words.follow(store)
    assert found(words, store, "bees") == []


@pytest.fixture
def changed(store: Store, words: WordIndex) -> Store:
    """A store that the word index followed through many changes."""
    put(store, "fixed.txt", *TEXTS)
    for n in range(30):
        put(store, "a.txt", f"bees of year {n}", "bees and the sea", f"ship number {n}")
        put(store, f"b{n % 3}.txt", "flowers", f"sea {n}")
        words.follow(store)
        if n % 4 == 0:
            store.remove("a.txt")
            words.follow(store)
    return store


def test_incremental_finds_what_a_rebuilt_index_finds(changed: Store, words: WordIndex, tmp_path: Path) -> None:
    rebuilt = WordIndex(tmp_path / "rebuilt")
    rebuilt.follow(changed)
    for question in ("bees", "sea", "ship 29", "flowers from the sea", "year 28", "Zürich"):
        terms = words.terms(question)
        incremental, anew = (dict(index.search(terms, 100)) for index in (words, rebuilt))
        assert set(incremental) == set(anew)
    assert found(words, changed, "ship 29")[0] == found(rebuilt, changed, "ship 29")[0] == "ship number 29"
    assert words.generation == rebuilt.generation == changed.counts().generation


def test_words_keep_their_weight_through_changes(changed: Store, words: WordIndex) -> None:
    for term in ("bee", "sea", "ship", "flower", "year"):
        assert 0 < words.rarity(term) < words.rarity("zebra")


def test_generation_survives_reopening(store: Store, words: WordIndex, tmp_path: Path) -> None:
    assert words.generation == -1
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    reopened = WordIndex(tmp_path / "words")
    assert reopened.generation == store.counts().generation
    assert found(reopened, store, "grain") == [TEXTS[3]]


def test_what_was_stored_before_a_crash_is_caught_up_with(store: Store, words: WordIndex, tmp_path: Path) -> None:
    put(store, "a.txt", "bees")
    words.follow(store)
    put(store, "b.txt", "wasps")
    store.remove("a.txt")  # and here the process dies, before the word index hears of it
    reopened = WordIndex(tmp_path / "words")
    assert reopened.generation < store.counts().generation
    reopened.follow(store)
    assert found(reopened, store, "bees wasps") == ["wasps"]


def test_others_see_what_was_committed_once_they_refresh(store: Store, words: WordIndex, tmp_path: Path) -> None:
    put(store, "a.txt", "bees")
    words.follow(store)
    reader = WordIndex(tmp_path / "words")
    put(store, "b.txt", "wasps")
    words.follow(store)
    assert found(reader, store, "wasps") == []
    reader.refresh()
    assert found(reader, store, "wasps") == ["wasps"]


def test_followed_store_without_changes_is_left_alone(store: Store, words: WordIndex, tmp_path: Path) -> None:
    put(store, "a.txt", "bees")
    words.follow(store)
    before = (tmp_path / "words" / "meta.json").read_bytes()
    words.follow(store)
    assert (tmp_path / "words" / "meta.json").read_bytes() == before


def test_words_start_over_where_too_much_is_forgotten(store: Store, words: WordIndex) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    put(store, "a.txt", "wasps")
    store.forget_removals()
    words.follow(store)
    assert found(words, store, "wasps bees grain runners Zürich") == ["wasps"]
    assert words.is_up_to_date(store)


def test_words_of_another_store_start_over(store: Store, words: WordIndex, tmp_path: Path) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    (tmp_path / "other").mkdir()
    other = Store(tmp_path / "other", create=True)
    put(other, "a.txt", "wasps", "hornets", "grain", "of another store")
    assert not words.is_up_to_date(other)
    words.follow(other)
    assert found(words, other, "wasps bees grain runners Zürich") == ["wasps", "grain"]
    other.close()


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def told(folder: Path) -> list[dict[int, float]] | None:
    """What an index says to some questions; None if it is refused."""
    with suppress(ValueError):
        words = WordIndex(folder)
        return [dict(words.search(words.terms(question), 100)) for question in ("bees sea", "ship number 29", "Zürich")]
    return None


def test_damaged_files_are_refused(changed: Store, words: WordIndex, tmp_path: Path) -> None:
    folder = tmp_path / "words"
    whole = told(folder)
    copies = (tmp_path / str(number) for number in count())
    parts = {file.suffix: file for file in folder.glob("[!.]*") if file.suffix != ".json"}
    assert set(parts) == {".term", ".idx", ".pos", ".fast", ".fieldnorm", ".store", ".del"}
    for file in parts.values():
        content = file.read_bytes()
        damages = [content[: len(content) // 2], content[:-1], content + b"x", b"", None]
        damages += [flipped(content, at) for at in (0, len(content) // 4, len(content) // 3)]
        for damage in damages:
            copy = shutil.copytree(folder, next(copies))
            (copy / file.name).unlink() if damage is None else (copy / file.name).write_bytes(damage)
            assert told(copy) is None, (file, damage)
    meta = (folder / "meta.json").read_bytes()
    for found in re.finditer(rb'"(max_doc|segment_id|opstamp)": .?\d', meta):
        copy = shutil.copytree(folder, next(copies))
        (copy / "meta.json").write_bytes(flipped(meta, found.end() - 1))
        assert told(copy) in (None, whole), found


def test_files_of_a_commit_that_was_cut_off_are_not_in_the_way(store: Store, words: WordIndex, tmp_path: Path) -> None:
    put(store, "a.txt", *TEXTS)
    words.follow(store)
    before = shutil.copytree(tmp_path / "words", tmp_path / "before")
    store.remove("a.txt")
    put(store, "a.txt", *TEXTS[:2])
    words.follow(store)
    for file in (tmp_path / "words").glob("*.*"):
        if file.name not in ("meta.json", ".managed.json"):
            shutil.copy(file, before)  # all that was written before the commit, but not the commit
    shutil.copy(tmp_path / "words" / ".managed.json", before)
    reopened = WordIndex(before)
    reopened.follow(store)
    assert found(reopened, store, "ship runs naive bees") == [TEXTS[1], TEXTS[0]]
