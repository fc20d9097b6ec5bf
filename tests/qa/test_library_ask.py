import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.errors import QaError
from index.model import Model
from index.report import Progress
from index.store import Store
from qa.answer import Answer
from qa.library import Library
from qa.question import MOST_CHARACTERS
from tests.conftest import ARTICLES, BEES, CANAL, MakeLibrary
from tests.fakes import CountingEncoder


def paths(answer: Answer) -> list[str]:
    return [citation.article.path for citation in answer.citations]


def cited(answer: Answer) -> list[tuple[str, str, str]]:
    return [(citation.article.path, citation.passage.text, citation.sentence.text) for citation in answer.citations]


@pytest.fixture
def indexed(library: Library) -> Library:
    library.sync()
    return library


def test_citation_points_at_its_text_in_the_file(indexed: Library) -> None:
    (citation, *_) = indexed.ask("Which direction does the angle of the dance show?").citations
    text = ARTICLES["bees.txt"]
    assert text[citation.passage.start : citation.passage.end] == citation.passage.text == BEES
    assert text[citation.sentence.start : citation.sentence.end] == citation.sentence.text
    assert citation.sentence.text == "The angle of the dance shows the direction."
    assert (citation.line, citation.page, citation.place) == (3, None, "line 3")


def test_citation_names_its_source(indexed: Library) -> None:
    (citation, *_) = indexed.ask("When was the canal opened?").citations
    article = citation.article
    assert (article.path, article.title) == ("sub/canal.md", "A canal")
    assert (article.author, article.published) == ("Ada Writer", "2021-03-04")


def test_citations_are_numbered_from_the_best(indexed: Library) -> None:
    citations = indexed.ask("How do bees dance in London?").citations
    assert [citation.number for citation in citations] == [1, 2, 3]
    scores = [citation.score for citation in citations]
    assert scores == sorted(scores, reverse=True)


def test_article_is_there_to_be_read(indexed: Library) -> None:
    (citation, *_) = indexed.ask("How do bees dance?").citations
    assert indexed.article_text(citation.article.id) == ARTICLES["bees.txt"]
    assert indexed.article_text(10_000) is None


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_limit_keeps_the_best(indexed: Library, limit: int) -> None:
    everything = paths(indexed.ask("How do bees dance in London?", limit=100))
    assert paths(indexed.ask("How do bees dance in London?", limit=limit)) == everything[:limit]


def test_confidence_decides_what_counts_as_answered(indexed: Library) -> None:
    known = indexed.ask("Bees dance to tell each other where nectar is.")
    unknown = indexed.ask("Who repaired the violin?")
    assert known.answered
    assert not unknown.answered
    assert 0 <= unknown.confidence < known.confidence <= 1
    assert unknown.citations  # the nearest can still be looked at


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u3000"])
def test_empty_question_is_refused(indexed: Library, question: str) -> None:
    with pytest.raises(QaError, match="the question is empty"):
        indexed.ask(question)


@pytest.mark.parametrize("question", ["?!…", "🐝"])
def test_question_without_a_word_is_refused(indexed: Library, question: str) -> None:
    with pytest.raises(QaError, match="the question has no word in it"):
        indexed.ask(question)


def test_question_too_long_is_refused_with_both_numbers(indexed: Library) -> None:
    with pytest.raises(QaError, match=rf"100,000 characters, at most {MOST_CHARACTERS:,}"):
        indexed.ask("x" * 100_000)


@pytest.mark.parametrize(
    "question",
    [
        "bees " * (MOST_CHARACTERS // 5),
        "bees" * (MOST_CHARACTERS // 4),
        "bees\x1b[31m\x00\u202e",
        "[bold]bees[/bold] {bees} %s",
        "蜜蜂怎么跳舞",
        "'; DROP TABLE articles; --",
    ],
)
def test_any_other_question_gets_an_answer(indexed: Library, question: str) -> None:
    for words_only in (False, True):
        answer = indexed.ask(question, words_only=words_only)
        json.dumps(answer.as_json(), allow_nan=False)
    assert indexed.counts().articles == 3


@pytest.mark.parametrize("words_only", [False, True])
def test_question_before_is_named_where_it_counted(indexed: Library, words_only: bool) -> None:
    before = ("When was the canal opened?", CANAL)
    leaning = indexed.ask("And which seas does it join?", before, words_only=words_only)
    alone = indexed.ask("Which direction does the dance of bees show?", before, words_only=words_only)
    assert (leaning.follows, alone.follows) == (before[0], None)
    assert indexed.ask("And which seas does it join?", words_only=words_only).follows is None


def test_folder_that_is_not_indexed_is_told_with_the_command(library: Library) -> None:
    for call in (library.counts, library.notes, lambda: library.ask("bees")):
        with pytest.raises(QaError, match=f"not indexed yet: run  qa index {library.corpus}"):
            call()
    assert not library.is_indexed
    assert not (library.corpus / ".qa").exists()


def test_words_only_needs_no_model(indexed: Library, light_model: Path) -> None:
    def refuse(_: Model) -> Encoder:
        raise AssertionError("the model was asked for")

    library = Library(indexed.corpus, model=str(light_model), load_encoder=refuse)
    answer = library.ask("nectar", words_only=True)
    assert answer.words_only
    assert paths(answer) == ["bees.txt"]
    assert not library.model_is_loaded
    library.close()


def test_model_is_loaded_once(articles: Path, light_model: Path) -> None:
    loads = []

    def load(model: Model) -> Encoder:
        loads.append(model.folder)
        return CountingEncoder()

    library = Library(articles, model=str(light_model), load_encoder=load)
    library.sync()
    threads = [threading.Thread(target=library.load_model) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    library.ask("bees")
    library.close()
    assert loads == [light_model]


def test_questions_are_answered_while_another_thread_syncs(library: Library) -> None:
    library.sync()
    for n in range(40):
        (library.corpus / f"{n}.txt").write_text(f"Article {n}\n\nThing {n} is made of stone.", encoding="utf-8")
    failures: list[BaseException] = []
    ended = threading.Event()

    def work() -> None:
        try:
            library.sync()
            (library.corpus / "smog.txt").unlink()
            library.sync()
            library.sync(rebuild=True)
        except BaseException as error:
            failures.append(error)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not ended.is_set():
        for citation in library.ask("How do bees dance?", limit=50).citations:
            assert citation.sentence.text in citation.passage.text
    thread.join()
    assert failures == []
    answer = library.ask("How do bees dance?", limit=50)
    assert paths(answer)[0] == "bees.txt"
    assert "smog.txt" not in paths(answer)
    assert answer.index.articles == 42


def test_index_that_is_just_being_made_anew_is_empty_and_no_error(indexed: Library) -> None:
    indexed.ask("bees")
    with closing(Store(indexed.corpus / ".qa")) as store:
        store.clear()
        assert indexed.ask("bees").citations == ()
        store.put_meta("model", indexed.model.name)  # and here its fingerprint is still to come
        assert indexed.ask("bees").citations == ()
    indexed.sync()
    assert paths(indexed.ask("bees"))[0] == "bees.txt"


def test_progress_may_ask(library: Library) -> None:
    library.sync()
    (library.corpus / "new.txt").write_text("Zebras\n\nZebras have stripes.", encoding="utf-8")
    answers = []

    def ask(progress: Progress) -> None:
        answers.append(library.ask("How do bees dance?"))

    library.sync(ask)
    assert {paths(answer)[0] for answer in answers} == {"bees.txt"}


def test_answers_follow_another_process(indexed: Library, make_library: MakeLibrary) -> None:
    reader = make_library()
    reader.ask("zebras")
    (indexed.corpus / "new.txt").write_text("Stripes\n\nZebras have stripes.", encoding="utf-8")
    indexed.sync()
    assert paths(reader.ask("zebras"))[0] == "new.txt"


def test_closed_library_can_be_asked_again(indexed: Library) -> None:
    indexed.close()
    assert paths(indexed.ask("How do bees dance?"))[0] == "bees.txt"


def test_open_brings_the_index_up_to_date(articles: Path, light_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.models.Models.encoder", lambda _: CountingEncoder())
    library = Library.open(str(articles), model=str(light_model))
    assert library.counts().articles == 3
    library.close()


# A damaged index


def _put(file: Path, content: bytes) -> None:
    """Puts another file in its place: what is mapped into memory must not change under the process that maps it."""
    beside = file.with_name("beside")
    beside.write_bytes(content)
    beside.replace(file)


def _garbage(file: Path) -> None:
    _put(file, b"garbage " * 100)


def _flipped(file: Path) -> None:
    content = file.read_bytes()
    middle = len(content) // 2
    _put(file, content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])


def _truncated(file: Path) -> None:
    content = file.read_bytes()
    _put(file, content[: len(content) // 2])


DAMAGES: list[Callable[[Path], None]] = [_garbage, _flipped, _truncated, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_vectors_are_mended_without_embedding(
    indexed: Library, make_library: MakeLibrary, encoder: CountingEncoder, damage: Callable[[Path], None]
) -> None:
    encoder.seen.clear()
    before = cited(indexed.ask("How do bees dance?"))
    damage(indexed.corpus / ".qa" / "vectors.faiss")
    assert cited(make_library().ask("How do bees dance?")) == before
    assert not make_library().sync().did_something
    assert cited(make_library().ask("How do bees dance?")) == before
    assert encoder.seen == []


@pytest.mark.parametrize("damage", [_garbage, _truncated, Path.unlink])
@pytest.mark.parametrize("part", ["meta.json", ".managed.json", "fast", "idx", "pos", "store", "term", "fieldnorm"])
def test_damaged_words_are_mended_without_embedding(
    indexed: Library, make_library: MakeLibrary, encoder: CountingEncoder, part: str, damage: Callable[[Path], None]
) -> None:
    encoder.seen.clear()
    before = cited(indexed.ask("How do bees dance?", words_only=True))
    indexed.close()
    (file,) = (indexed.corpus / ".qa" / "words").glob(part if "." in part else f"*.{part}")
    damage(file)
    library = make_library()
    assert not library.sync().did_something
    assert cited(library.ask("How do bees dance?", words_only=True)) == before
    assert encoder.seen == []


def test_lost_words_folder_is_mended_without_embedding(
    indexed: Library, make_library: MakeLibrary, encoder: CountingEncoder
) -> None:
    encoder.seen.clear()
    for file in (indexed.corpus / ".qa" / "words").iterdir():
        file.unlink()
    (indexed.corpus / ".qa" / "words").rmdir()
    library = make_library()
    library.sync()
    assert paths(library.ask("nectar", words_only=True)) == ["bees.txt"]
    assert encoder.seen == []


def test_damaged_store_is_told_with_the_command_that_mends_it(indexed: Library, make_library: MakeLibrary) -> None:
    indexed.close()
    _garbage(indexed.corpus / ".qa" / "store.sqlite")
    library = make_library()
    for call in (library.sync, library.counts, lambda: library.ask("bees")):
        with pytest.raises(QaError, match=rf"damaged.*qa index {library.corpus} --rebuild"):
            call()
    library.sync(rebuild=True)
    assert paths(library.ask("How do bees dance?"))[0] == "bees.txt"


def test_rebuild_mends_a_damaged_store_if_no_model_is_named(articles: Path, encoder: CountingEncoder) -> None:
    library = Library(articles, load_encoder=lambda _: encoder)
    library.sync()
    library.close()
    _garbage(articles / ".qa" / "store.sqlite")
    library = Library(articles, load_encoder=lambda _: encoder)
    library.sync(rebuild=True)
    assert paths(library.ask("How do bees dance?"))[0] == "bees.txt"
    library.close()


def test_index_of_another_version_is_told_with_the_command_that_mends_it(
    indexed: Library, make_library: MakeLibrary
) -> None:
    indexed.close()
    store = sqlite3.connect(indexed.corpus / ".qa" / "store.sqlite")
    store.execute("PRAGMA user_version = 99")
    store.close()
    library = make_library()
    for call in (library.sync, library.counts, lambda: library.ask("bees")):
        with pytest.raises(QaError, match=rf"made by another version.*qa index {library.corpus} --rebuild") as refusal:
            call()
        assert "damaged" not in str(refusal.value)
    library.sync(rebuild=True)
    assert paths(library.ask("How do bees dance?"))[0] == "bees.txt"


def test_words_rebuilt_by_another_process_are_seen(indexed: Library, make_library: MakeLibrary) -> None:
    reader = make_library()
    assert paths(reader.ask("nectar", words_only=True)) == ["bees.txt"]
    _garbage(indexed.corpus / ".qa" / "words" / "meta.json")
    make_library().sync()
    (indexed.corpus / "new.txt").write_text("Stripes\n\nZebras have stripes.", encoding="utf-8")
    make_library().sync()
    assert paths(reader.ask("zebras", words_only=True)) == ["new.txt"]


def test_rebuild_with_another_model_is_noticed_by_those_who_have_the_index_open(
    indexed: Library, make_library: MakeLibrary, tmp_path: Path, light_model: Path
) -> None:
    reader = make_library()
    reader.ask("bees")
    shutil.copytree(light_model, tmp_path / "other")
    (tmp_path / "other" / "model.safetensors").write_bytes(b"other weights")
    make_library(model=tmp_path / "other").sync(rebuild=True)
    with pytest.raises(QaError, match="was made with the model"):
        reader.ask("bees")


def test_unlistable_folder_is_told_and_the_rest_goes_on(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    report = library.sync()
    assert report.problems == [("sub", "the folder cannot be read: Permission denied")]
    assert sorted(report.added) == ["bees.txt", "smog.txt"]
