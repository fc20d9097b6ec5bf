import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.database import FILE_NAME
from index.errors import NotIndexed, OtherVersion
from index.passages import Passage
from index.records import FileState
from index.store import Store
from tests.fakes import FakeEncoder
from tests.index.makers import NOWHERE, article_of, embed, ids_by_text, passage_of, put

UNREADABLE = FileState(1, 1, 1, b"", "the file is empty")


def ids(store: Store) -> set[int]:
    return {passage_id for passage_id, _, _, _ in store.passages_since(-1)}


def test_all_that_was_put_comes_back(store: Store) -> None:
    text = "One sentence. Another one."
    passage = Passage(7, 33, text, ((0, 13), (14, 26)), "T: H", line=3, page=2, heading="H")
    article = Article("T", "0123456" + text, (), "Ann", "2024-05", "https://e.org", "E", "de", True, ("a", "b"))
    store.put_article("sub/é.txt", NOWHERE, article, [passage])
    embed(store)
    (found,) = store.passages(list(ids(store))).values()
    assert (found.start, found.end, found.text, found.sentences) == (7, 33, text, passage.sentences)
    assert (found.context, found.line, found.page, found.heading) == ("T: H", 3, 2, "H")
    source = found.article
    assert (source.path, source.title, source.author, source.published) == ("sub/é.txt", "T", "Ann", "2024-05")
    assert (source.source_url, source.site, source.content_hash) == ("https://e.org", "E", b"hash")
    assert source.language == "de"
    vectors = store.vectors([found.id])[found.id]
    assert vectors is not None
    assert vectors.sentences.shape == (2, *vectors.passage.shape)
    assert store.article_text(source.id) == article.text
    assert store.notes() == [("sub/é.txt", "a"), ("sub/é.txt", "b")]


def test_vectors_keep_their_direction(store: Store) -> None:
    texts = ["bees and honey", "a ship at sea", "an hour of snow"]
    put(store, "a.txt", *texts, context="")
    embed(store)
    put(store, "b.txt", "still pending")
    by_id = {passage_id: text for text, passage_id in ids_by_text(store).items()}
    found = {by_id[passage_id]: vectors for passage_id, vectors in store.vectors([*by_id, 999]).items()}
    assert found.keys() == {*texts, "still pending"}
    assert found.pop("still pending") is None
    for text, vectors in found.items():
        direction = FakeEncoder().encode_question(text)
        assert vectors is not None
        assert vectors.passage @ direction == pytest.approx(1, abs=1e-3)
        assert vectors.sentences[0] @ direction == pytest.approx(1, abs=1e-3)


def test_failing_change_leaves_no_trace(store: Store) -> None:
    put(store, "a.txt", "what was there before")
    embed(store)
    before = (store.counts(), store.files(), ids_by_text(store))
    broken = replace(passage_of("never seen"), text=None)  # type: ignore[arg-type]
    changed = replace(NOWHERE, content_hash=b"other")
    with pytest.raises(TypeError):
        store.put_article("a.txt", changed, article_of("new"), [passage_of("half of it"), broken])
    assert (store.counts(), store.files(), ids_by_text(store)) == before
    assert store.removed_since(0) == []


def test_failure_of_the_database_leaves_no_trace(store: Store) -> None:
    put(store, "a.txt", "what was there before")
    before = (store.counts(), store.files(), ids_by_text(store))
    broken = replace(passage_of("never seen"), start=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.put_article("a.txt", NOWHERE, article_of("new"), [passage_of("half of it"), broken])
    assert (store.counts(), store.files(), ids_by_text(store)) == before


def test_each_change_has_a_later_generation(store: Store) -> None:
    generations = [store.counts().generation]
    changes: list[Callable[[], None]] = [
        lambda: put(store, "a.txt", "one"),
        lambda: embed(store),
        lambda: put(store, "a.txt", "two"),
        lambda: store.put_problem("b.txt", UNREADABLE),
        lambda: store.remove("a.txt"),
        store.clear,
        lambda: put(store, "a.txt", "one"),
    ]
    for change in changes:
        change()
        generations.append(store.counts().generation)
    assert generations == sorted(set(generations))


def test_ids_are_never_reused(store: Store, tmp_path: Path) -> None:
    put(store, "a.txt", "one", "two")
    first = ids(store)
    store.remove("a.txt")
    put(store, "a.txt", "one", "two")
    second = ids(store)
    store.clear()
    store.close()
    reopened = Store(tmp_path)
    put(reopened, "a.txt", "one", "two")
    third = ids(reopened)
    reopened.close()
    assert len(first | second | third) == 6


def test_changed_article_replaces_what_the_file_gave_before(store: Store) -> None:
    put(store, "a.txt", "old one", "old two")
    old = ids(store)
    before = store.counts().generation
    put(store, "a.txt", "new")
    assert list(ids_by_text(store)) == ["new"]
    assert set(store.removed_since(before)) == old
    assert store.removed_since(store.counts().generation) == []
    assert store.passages(sorted(old)) == {}


def test_followers_see_only_what_came_after(store: Store) -> None:
    put(store, "a.txt", "one")
    embed(store)
    reached = store.counts().generation
    put(store, "b.txt", "two")
    assert [text for _, _, _, text in store.passages_since(reached)] == ["two"]
    assert list(store.vectors_since(reached)) == []
    embed(store)
    assert [passage_id for passage_id, _ in store.vectors_since(reached)] == [ids_by_text(store)["two"]]


def test_unreadable_file_is_remembered_with_its_reason(store: Store) -> None:
    put(store, "a.txt", "one")
    store.put_problem("a.txt", UNREADABLE)
    assert store.counts().articles == 0
    assert store.files() == {"a.txt": UNREADABLE}
    assert store.problems() == [("a.txt", "the file is empty")]


def test_same_text_in_another_file_is_embedded_already(store: Store) -> None:
    put(store, "a.txt", "bees and honey")
    embed(store)
    put(store, "b.txt", "bees and honey")
    assert store.counts().pending == 0
    assert len(list(store.vectors_since(0))) == 2


def test_same_text_twice_is_embedded_once(store: Store) -> None:
    put(store, "a.txt", "bees and honey")
    put(store, "b.txt", "bees and honey", "wasps")
    assert [passage.text for _, passage in store.pending(10)] == ["bees and honey", "wasps"]
    assert [passage.text for _, passage in store.pending(1)] == ["bees and honey"]
    embed(store)
    assert store.counts().pending == 0


def test_text_that_changes_back_is_embedded_already(store: Store) -> None:
    put(store, "a.txt", "bees and honey")
    embed(store)
    put(store, "a.txt", "wasps")
    put(store, "a.txt", "bees and honey")
    assert store.counts().pending == 0


def test_text_under_another_title_is_embedded_anew(store: Store) -> None:
    put(store, "a.txt", "It grew by a third.", context="The economy")
    embed(store)
    put(store, "b.txt", "It grew by a third.", context="A tree")
    assert store.counts().pending == 1


def test_vectors_of_another_model_are_not_reused(store: Store) -> None:
    store.put_meta("fingerprint", "one")
    put(store, "a.txt", "bees and honey")
    embed(store)
    store.put_meta("fingerprint", "other")
    put(store, "b.txt", "bees and honey")
    assert store.counts().pending == 1


def test_vectors_of_no_passage_are_dropped(store: Store) -> None:
    put(store, "a.txt", "bees and honey")
    put(store, "b.txt", "wasps")
    embed(store)
    store.remove("a.txt")
    store.drop_unused_vectors()
    put(store, "a.txt", "bees and honey")
    put(store, "c.txt", "wasps")
    assert [passage.text for _, passage in store.pending(10)] == ["bees and honey"]


def test_clear_forgets_everything_and_tells_the_followers(store: Store) -> None:
    store.put_meta("model", "some")
    put(store, "a.txt", "one", "two")
    embed(store)
    gone = ids(store)
    before = store.counts().generation
    store.clear()
    assert (store.counts().articles, store.counts().passages, store.files()) == (0, 0, {})
    assert set(store.removed_since(before)) == gone
    assert store.meta("model", "none") == "none"
    put(store, "a.txt", "one", "two")
    assert store.counts().pending == 2


def test_reading_sees_one_state_while_another_writes(store: Store, tmp_path: Path) -> None:
    put(store, "a.txt", "one")
    reader = Store(tmp_path)
    with reader.reading():
        before = (reader.counts(), ids(reader))
        put(store, "b.txt", "two")
        store.remove("a.txt")
        assert (reader.counts(), ids(reader)) == before
    assert list(ids_by_text(reader)) == ["two"]
    reader.close()


def test_unfinished_change_is_gone_after_a_crash(store: Store, tmp_path: Path) -> None:
    put(store, "a.txt", "one")
    dying = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    dying.execute("BEGIN IMMEDIATE")
    dying.execute("DELETE FROM passages")
    dying.close()
    assert list(ids_by_text(store)) == ["one"]


def test_opening_a_folder_without_index_makes_none(tmp_path: Path) -> None:
    with pytest.raises(NotIndexed, match="holds no index"):
        Store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_index_of_another_version_is_refused(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("PRAGMA user_version = 99")
    other.close()
    for create in (False, True):
        with pytest.raises(OtherVersion, match=r"another version.*99"):
            Store(tmp_path, create=create)


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all " * 100)
    for create in (False, True):
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            Store(tmp_path, create=create)


def removals(store: Store) -> int:
    return len(store.removed_since(0))


def test_list_of_what_was_removed_does_not_grow_for_ever(store: Store) -> None:
    put(store, "fixed.txt", *[f"text {n}" for n in range(10)])
    for n in range(100):
        put(store, "a.txt", f"version {n}", "same")
        store.forget_removals()
        assert removals(store) <= store.counts().passages


def test_forgetting_what_was_removed_changes_nothing_for_those_who_followed(store: Store) -> None:
    put(store, "a.txt", "one", "two")
    store.remove("a.txt")
    before = store.stamp(store.text_generation)
    store.forget_removals()
    assert removals(store) == 0
    assert store.goes_on_from(before) == store.text_generation == before.generation
    assert store.goes_on_from(store.stamp(before.generation - 1)) == -1


def test_nothing_follows_a_store_it_was_not_made_from(store: Store, tmp_path: Path) -> None:
    put(store, "a.txt", "one")
    (tmp_path / "other").mkdir()
    other = Store(tmp_path / "other", create=True)
    put(other, "a.txt", "another")
    assert other.goes_on_from(store.stamp(1)) == -1
    assert store.goes_on_from(store.stamp(1)) == 1
    assert store.goes_on_from(store.stamp(2)) == -1  # of a later state, such as one restored from a backup
    other.close()
