import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from fpdf import FPDF

from index.encoder import Encoder
from index.errors import CorpusNotFound, IndexBusy, IndexNotWritable, ModelDamaged, ModelMismatch, QaError
from index.model import Model
from index.report import Progress
from index.vectors import VectorIndex
from qa.library import Library
from tests.conftest import BEES, CANAL, SMOG, MakeLibrary
from tests.fakes import CountingEncoder, FakeEncoder

ALL = ["bees.txt", "smog.txt", "sub/canal.md"]
LONG = [" ".join(f"Sentence {n} of part {part} tells of {word}." for n in range(20)) for part, word in enumerate(
    ("bees", "ships", "snow", "stone"))]  # fmt: skip


def write(folder: Path, path: str, text: str) -> None:
    """Writes an article, at a time of its own so that the change is seen whatever the clock's steps are."""
    file = folder / path
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))


def first(library: Library, question: str) -> str:
    """The path of the article that is found first."""
    return library.ask(question).citations[0].article.path


def held(library: Library) -> set[tuple[str, str]]:
    """(path, passage) of everything in the index, as far as a question for each article finds it."""
    found = [library.ask(question, limit=100) for question in ("bees dance", "canal seas", "smog London", "sentence")]
    return {
        (path, citation.passage.text)
        for answer in found
        for citation in answer.citations
        for path in (citation.article.path, *(copy.article.path for copy in citation.also))
    }


def test_new_articles_are_told_and_found(library: Library) -> None:
    report = library.sync()
    assert sorted(report.added) == ALL
    assert (report.changed, report.removed, report.renamed, report.problems) == ([], [], [], [])
    assert first(library, "How do bees dance?") == "bees.txt"
    assert first(library, "Which seas does it join?") == "sub/canal.md"
    counts = library.counts()
    assert (counts.articles, counts.pending) == (3, 0)


def test_second_run_has_nothing_to_do(library: Library, encoder: CountingEncoder) -> None:
    library.sync()
    seen, generation = list(encoder.seen), library.counts().generation
    report = library.sync()
    assert not report.did_something
    assert report.unchanged == 3
    assert encoder.seen == seen
    assert library.counts().generation == generation


def test_touched_file_counts_as_unchanged(articles: Path, library: Library, encoder: CountingEncoder) -> None:
    library.sync()
    encoder.seen.clear()
    os.utime(articles / "bees.txt", ns=(1, 1))
    report = library.sync()
    assert (report.unchanged, report.changed, encoder.seen) == (3, [], [])


def test_changed_article_is_found_by_what_it_says_now(articles: Path, library: Library) -> None:
    library.sync()
    write(articles, "bees.txt", "How bees talk\n\nPropolis seals the hive.\n")
    report = library.sync()
    assert (report.changed, report.added, report.unchanged) == (["bees.txt"], [], 2)
    assert first(library, "What seals the hive? Propolis?") == "bees.txt"
    assert BEES not in {text for _, text in held(library)}


def test_changed_paragraph_embeds_only_its_own_passages(
    articles: Path, library: Library, encoder: CountingEncoder
) -> None:
    write(articles, "long.txt", "\n\n".join(["A long article", *LONG]))
    library.sync()
    encoder.seen.clear()
    changed = LONG[2].replace("snow", "hail")
    write(articles, "long.txt", "\n\n".join(["A long article", *LONG[:2], changed, LONG[3]]))
    report = library.sync()
    assert "".join(encoder.seen).replace(" ", "") == changed.replace(" ", "")
    assert report.embedded == len(encoder.seen)


def test_text_that_moved_within_its_file_is_not_embedded_again(
    articles: Path, library: Library, encoder: CountingEncoder
) -> None:
    write(articles, "long.txt", "\n\n".join(["A long article", *LONG[:2]]))
    library.sync()
    encoder.seen.clear()
    write(articles, "long.txt", "\n\n".join(["A long article", LONG[3], *LONG[:2]]))
    library.sync()
    assert not [text for text in encoder.seen if "stone" not in text]
    (citation, *_) = library.ask("part 0 bees").citations
    text = (articles / "long.txt").read_text(encoding="utf-8")
    assert text[citation.passage.start : citation.passage.end] == citation.passage.text


def test_renamed_article_embeds_nothing(articles: Path, library: Library, encoder: CountingEncoder) -> None:
    library.sync()
    encoder.seen.clear()
    (articles / "bees.txt").rename(articles / "sub" / "insects.txt")
    report = library.sync()
    assert report.renamed == [("bees.txt", "sub/insects.txt")]
    assert (report.added, report.removed, encoder.seen) == ([], [], [])
    assert first(library, "How do bees dance?") == "sub/insects.txt"
    assert "bees.txt" not in {path for path, _ in held(library)}


def test_copied_article_embeds_nothing(articles: Path, library: Library, encoder: CountingEncoder) -> None:
    library.sync()
    encoder.seen.clear()
    shutil.copy(articles / "bees.txt", articles / "copy.txt")
    report = library.sync()
    assert (report.added, report.renamed, encoder.seen) == (["copy.txt"], [], [])
    assert {("bees.txt", BEES), ("copy.txt", BEES)} <= held(library)


def test_deleted_article_is_found_no_more(articles: Path, library: Library) -> None:
    library.sync()
    library.ask("bees")
    (articles / "bees.txt").unlink()
    report = library.sync()
    assert (report.removed, report.unchanged) == (["bees.txt"], 2)
    assert "bees.txt" not in {path for path, _ in held(library)}
    assert library.counts().articles == 2


def test_article_that_comes_back_is_found_again(articles: Path, library: Library) -> None:
    library.sync()
    text = (articles / "bees.txt").read_text(encoding="utf-8")
    (articles / "bees.txt").unlink()
    library.sync()
    write(articles, "bees.txt", text)
    assert library.sync().added == ["bees.txt"]
    assert first(library, "How do bees dance?") == "bees.txt"


def _blank_pdf() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    return bytes(pdf.output())


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.md": (b" \n\t\n", "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ""),
    "scan.pdf": (_blank_pdf(), "text"),
    "menu.html": (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", ""),
    "broken.docx": (b"PK\x03\x04 and no more", "Word"),
    "broken.pdf": (b"%PDF-1.7\nbroken", "PDF"),
}


def test_unreadable_files_are_named_and_the_rest_goes_on(articles: Path, library: Library) -> None:
    for name, (data, _) in UNREADABLE.items():
        (articles / name).write_bytes(data)
    report = library.sync()
    assert sorted(report.added) == ALL
    reasons = dict(report.problems)
    assert set(reasons) == set(UNREADABLE)
    for name, (_, word) in UNREADABLE.items():
        assert word in reasons[name]
        assert len(reasons[name].splitlines()) == 1
        assert str(articles) not in reasons[name]
    assert dict(library.problems()) == reasons
    assert first(library, "How do bees dance?") == "bees.txt"


def test_unreadable_file_is_not_read_again_until_it_changes(articles: Path, library: Library) -> None:
    write(articles, "empty.txt", "")
    library.sync()
    report = library.sync()
    assert report.problems == []
    assert [path for path, _ in library.problems()] == ["empty.txt"]
    write(articles, "empty.txt", "No more\n\nNow it speaks of zebras.")
    assert library.sync().added == ["empty.txt"]
    assert library.problems() == []
    assert first(library, "zebras") == "empty.txt"


def test_article_that_became_unreadable_is_told_and_gone(articles: Path, library: Library) -> None:
    library.sync()
    write(articles, "bees.txt", "")
    report = library.sync()
    assert [path for path, _ in report.problems] == ["bees.txt"]
    assert "bees.txt" not in {path for path, _ in held(library)}


def test_invalid_utf_8_is_read_all_the_same(articles: Path, library: Library) -> None:
    (articles / "latin.txt").write_bytes(
        "Zürich\n\nDie Straßen in Zürich sind schön und häufig nass.".encode("latin-1")
    )
    assert library.sync().problems == []
    assert first(library, "Wie sind die Straßen in Zürich?") == "latin.txt"


def test_file_over_the_limit_is_named_and_not_read(
    articles: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_MAX_FILE_MIB", "1")
    monkeypatch.setenv("QA_MAX_ARTICLE_CHARS", "1000")
    (articles / "huge.txt").write_bytes(b"word " * 2**19)
    (articles / "long.txt").write_bytes(b"word " * 201)
    problems = dict(library.sync().problems)
    assert problems["huge.txt"].startswith(
        "3 MiB is more than the 1 MiB that are read: split the file, or raise QA_MAX"
    )
    assert problems["long.txt"].startswith("1,005 characters are more than the 1,000 that are read: split the file")
    assert len(problems) == 2
    monkeypatch.setenv("QA_MAX_FILE_MIB", "3")
    (articles / "huge.txt").touch()
    assert "characters" in dict(library.sync().problems)["huge.txt"]


@pytest.mark.parametrize("value", ["x", "-1", "0", "1.5", "²"])
def test_limit_that_is_none_is_told(library: Library, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("QA_MAX_FILE_MIB", value)
    with pytest.raises(QaError, match=r"QA_MAX_FILE_MIB is .*: set it to a whole number above 0"):
        library.sync()


def test_other_kinds_of_files_are_counted_and_left_alone(articles: Path, library: Library) -> None:
    for name in ("a.png", "b.png", "c.XLSX", "Makefile"):
        (articles / name).write_bytes(b"bees")
    report = library.sync()
    assert dict(report.other_kinds) == {".png": 2, ".xlsx": 1, "no suffix": 1}
    assert report.problems == []


def test_hidden_files_are_left_out(articles: Path, library: Library) -> None:
    (articles / ".git").mkdir()
    write(articles, ".git/notes.txt", "Hidden\n\nZebras are hidden.")
    write(articles, ".draft.md", "Zebras are hidden.")
    assert sorted(library.sync().added) == ALL


def test_links_that_lead_out_of_the_corpus_are_left_out(articles: Path, library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    write(outside, "secret.txt", "Secret\n\nZebras are secret.")
    (articles / "link.txt").symlink_to(outside / "secret.txt")
    (articles / "folder").symlink_to(outside)
    (articles / "dangling.txt").symlink_to(outside / "nowhere.txt")
    (articles / "loop").symlink_to(articles)
    (articles / "inside.txt").symlink_to(articles / "bees.txt")
    report = library.sync()
    assert sorted(report.added) == sorted([*ALL, "inside.txt"])
    assert report.problems == []


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "Ünïcödé — 日本.txt",
        "100%[x].txt",
        "'quoted\".txt",
        "-c.txt",
        "UPPER.TXT",
        "a.b.c.md",
        "🐝.txt",
    ],
)
def test_odd_names_are_names(articles: Path, library: Library, name: str) -> None:
    write(articles, name, "Stripes\n\nZebras have stripes.")
    assert name in library.sync().added
    assert first(library, "zebras stripes") == name
    (articles / name).unlink()
    assert library.sync().removed == [name]


@pytest.mark.parametrize("name", [b"line\nbreak.txt", b"escape\x1b[31m.txt", b"not\xffutf8.txt"])
def test_names_that_cannot_be_shown_are_told(articles: Path, library: Library, name: bytes) -> None:
    Path(os.fsdecode(bytes(articles) + b"/" + name)).write_bytes(b"Stripes\n\nZebras have stripes.")
    report = library.sync()
    assert sorted(report.added) == ALL
    ((shown, reason),) = report.problems
    assert shown.isascii()
    assert shown.isprintable()
    assert "rename" in reason
    assert library.problems() == [(shown, reason)]
    assert not library.sync().did_something
    assert library.sync(rebuild=True).problems == [(shown, reason)]
    write(articles, "empty.txt", "")
    assert [path for path, _ in library.sync().problems] == ["empty.txt"]
    Path(os.fsdecode(bytes(articles) + b"/" + name)).unlink()
    library.sync()
    assert [path for path, _ in library.problems()] == ["empty.txt"]


class Stopped(Exception):
    pass


def stop_at(stage: str, done: int) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.stage == stage and progress.done >= done:
            raise Stopped

    return stop


@pytest.mark.parametrize(("stage", "done"), [("reading", 1), ("reading", 3), ("embedding", 1)])
def test_stopped_run_is_completed_by_the_next(
    make_library: MakeLibrary, articles: Path, tmp_path: Path, stage: str, done: int
) -> None:
    write(articles, "long.txt", "\n\n".join(["A long article", *LONG]))
    whole = make_library(index=tmp_path / "whole")
    whole.sync()
    library = make_library(index=tmp_path / "stopped")
    with pytest.raises(Stopped):
        library.sync(stop_at(stage, done))
    library.sync()
    assert library.counts().pending == 0
    assert held(library) == held(whole)


def test_stopped_run_keeps_what_it_embedded(
    articles: Path, library: Library, encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEncoder, "at_once", 2)
    write(articles, "long.txt", "\n\n".join(["A long article", *LONG]))
    with pytest.raises(Stopped):
        library.sync(stop_at("embedding", 2))
    library.sync()
    assert len(encoder.seen) == len(set(encoder.seen)) == library.counts().passages


def test_new_articles_are_found_by_their_words_before_they_are_embedded(articles: Path, light_model: Path) -> None:
    def refuse(_: Model) -> Encoder:
        raise ModelDamaged("no model")

    library = Library(articles, model=str(light_model), load_encoder=refuse)
    with pytest.raises(ModelDamaged):
        library.sync()
    answer = library.ask("nectar", words_only=True)
    assert answer.citations[0].article.path == "bees.txt"
    assert answer.words_only
    assert answer.index.pending == answer.index.passages == 3
    library.close()


def test_progress_counts_up_to_the_total(library: Library) -> None:
    seen: list[Progress] = []
    library.sync(seen.append)
    for stage in ("reading", "embedding"):
        done = [progress.done for progress in seen if progress.stage == stage]
        assert done == sorted(done)
        assert done[-1] == {progress.total for progress in seen if progress.stage == stage}.pop()


def test_rebuild_gives_the_same_index(library: Library, encoder: CountingEncoder) -> None:
    library.sync()
    before = held(library)
    encoder.seen.clear()
    report = library.sync(rebuild=True)
    assert sorted(report.added) == ALL
    assert held(library) == before
    assert set(encoder.seen) == {BEES, CANAL, SMOG}


def test_rebuild_is_seen_by_those_who_have_the_index_open(make_library: MakeLibrary) -> None:
    reader, writer = make_library(), make_library()
    writer.sync()
    assert first(reader, "How do bees dance?") == "bees.txt"
    (writer.corpus / "smog.txt").unlink()
    writer.sync(rebuild=True)
    assert "smog.txt" not in {path for path, _ in held(reader)}
    assert first(reader, "How do bees dance?") == "bees.txt"


@pytest.fixture
def other_model(light_model: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "other-model"
    shutil.copytree(light_model, folder)
    (folder / "model.safetensors").write_bytes(b"other weights")
    return folder


def test_index_of_another_model_is_refused_with_the_command_that_mends_it(
    make_library: MakeLibrary, light_model: Path, other_model: Path
) -> None:
    make_library().sync()
    other = make_library(model=other_model)
    for call in (other.sync, other.counts, lambda: other.ask("bees")):
        with pytest.raises(ModelMismatch) as refusal:
            call()
        message = str(refusal.value)
        assert str(light_model) in message
        assert f"qa index {other.corpus} --rebuild --model {other_model}" in message
    assert first(make_library(), "How do bees dance?") == "bees.txt"
    other.sync(rebuild=True)
    assert first(other, "How do bees dance?") == "bees.txt"
    with pytest.raises(ModelMismatch):
        make_library().sync()


def test_model_whose_files_changed_is_refused(make_library: MakeLibrary, other_model: Path) -> None:
    make_library(model=other_model).sync()
    (other_model / "model.safetensors").write_bytes(b"newer weights")
    with pytest.raises(ModelMismatch, match="its files have changed"):
        make_library(model=other_model).sync()


def test_index_goes_on_with_its_own_model_if_none_is_named(make_library: MakeLibrary, other_model: Path) -> None:
    make_library(model=other_model).sync()
    library = make_library(model=None)
    assert library.model.name == str(other_model)
    assert not library.sync().did_something


def test_second_writer_is_told_who_the_first_one_is(make_library: MakeLibrary) -> None:
    library, second = make_library(), make_library()
    refusals = []

    def write_too(progress: Progress) -> None:
        with pytest.raises(IndexBusy) as refusal:
            second.sync(wait_s=0)
        refusals.append(str(refusal.value))

    library.sync(write_too)
    assert f"process {os.getpid()}, since " in refusals[0]
    assert not second.sync().did_something


def test_lock_of_a_stopped_run_is_free(library: Library, make_library: MakeLibrary) -> None:
    with pytest.raises(Stopped):
        library.sync(stop_at("reading", 1))
    make_library().sync()


def test_busy_index_can_be_asked(library: Library, make_library: MakeLibrary) -> None:
    library.sync()
    with FileLock(library.corpus / ".qa" / "lock"):
        assert first(make_library(), "How do bees dance?") == "bees.txt"


def test_index_that_cannot_be_written_names_the_option(make_library: MakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IndexNotWritable, match=r"cannot be written.*--index DIR"):
        make_library(index=tmp_path / "file" / "index").sync()


def test_read_only_corpus_names_the_option(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(IndexNotWritable, match=r"\.qa cannot be written \(Permission denied\).*--index DIR"):
        library.sync()


def test_index_elsewhere_leaves_the_corpus_untouched(make_library: MakeLibrary, tmp_path: Path) -> None:
    library = make_library(index=tmp_path / "deep" / "elsewhere")
    before = {path: path.stat().st_mtime_ns for path in library.corpus.rglob("*")}
    library.sync()
    assert first(library, "How do bees dance?") == "bees.txt"
    assert {path: path.stat().st_mtime_ns for path in library.corpus.rglob("*")} == before


def test_index_in_the_corpus_stays_out_of_version_control(library: Library) -> None:
    library.sync()
    assert (library.corpus / ".qa" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_missing_corpus_is_named_and_not_made(make_library: MakeLibrary, tmp_path: Path) -> None:
    with pytest.raises(CorpusNotFound, match=r"nowhere does not exist.*qa index"):
        make_library(tmp_path / "nowhere").sync()
    assert not (tmp_path / "nowhere").exists()


def test_file_as_corpus_is_named(make_library: MakeLibrary, articles: Path) -> None:
    with pytest.raises(CorpusNotFound, match=r"bees\.txt is a file, not a folder"):
        make_library(articles / "bees.txt").sync()


def test_empty_corpus_gives_an_empty_index(make_library: MakeLibrary, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    library = make_library(tmp_path / "empty")
    assert not library.sync().did_something
    answer = library.ask("Is anything here?")
    assert (answer.citations, answer.answered, answer.confidence) == ((), False, 0.0)


def test_grown_index_is_arranged_unless_somebody_waits(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    load, loaded = VectorIndex.load, []

    def load_small(file: Path, fingerprint: str) -> VectorIndex:
        loaded.append(load(file, fingerprint, exact_up_to=2))
        return loaded[-1]

    monkeypatch.setattr(VectorIndex, "load", load_small)
    library.sync(arrange=False)
    assert all(vectors.is_exact for vectors in loaded)
    before = library.ask("How do bees dance?")
    library.sync()
    assert not loaded[-1].is_exact
    assert library.ask("How do bees dance?").citations == before.citations
    assert not load(library.corpus / ".qa" / "vectors.faiss", library.model.fingerprint).is_exact


def test_sync_without_changes_reads_no_vectors_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.sync()
    library.ask("How do bees talk?")
    read: list[Path] = []
    monkeypatch.setattr(VectorIndex, "load", lambda file, *_: read.append(file))
    assert not library.sync().did_something
    assert read == []


def test_vectors_that_were_lost_are_saved_again_by_a_sync_without_changes(library: Library) -> None:
    library.sync()
    library.home.folder.vectors.unlink()
    library.sync()
    assert library.home.folder.vectors.exists()
