import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qa.cli import main
from qa.library import Library
from qa.terminal import print_report
from tests.conftest import BEES, MakeLibrary
from tests.fakes import FakeEncoder
from tests.qa.test_library_sync import Stopped, stop_at

PROSE = " ".join(f"Word {n} of a text that is long enough, and says thing {n * n}." for n in range(40))


@pytest.fixture
def indexed(library: Library) -> Library:
    for file in library.corpus.rglob("*.*"):
        if file.is_file():
            file.write_text(f"{file.read_text()}\n\n{' '.join(f'{file.stem}{n} is said' for n in range(30))}\n")
    library.sync()
    return library


def invoke(command: str, library: Library, *arguments: str) -> Result:
    asked = [command, str(library.corpus), "--index", str(library.home.folder.path), "--model", library.model.name]
    return CliRunner().invoke(main, [*asked, *arguments])


def unwell(library: Library) -> dict[str, dict[str, Any]]:
    """By check, what `qa doctor` has something to say about."""
    done = invoke("doctor", library, "--json")
    found = {each["check"]: each for each in json.loads(done.stdout)["checks"] if each["state"] != "well"}
    assert done.exit_code == (1 if found else 0)
    assert all(each["remedy"] for each in found.values())
    return found


def test_well_index_is_said_to_be_well(indexed: Library) -> None:
    assert unwell(indexed) == {}
    done = invoke("doctor", indexed)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == done.stdout.count("✓ ") == 13


def test_index_that_is_not_there_is_an_error(library: Library) -> None:
    for command in ("doctor", "status"):
        done = invoke(command, library)
        assert done.exit_code == 2
        assert f"not indexed yet: run qa index {library.corpus}" in done.stderr


@pytest.mark.parametrize("what", [BEES, "A canal"])
def test_flipped_byte_in_the_store_is_noticed(indexed: Library, make_library: MakeLibrary, what: str) -> None:
    indexed.close()
    store = indexed.home.folder.path / "store.sqlite"
    content = store.read_bytes()
    at = content.rindex(what.encode())
    store.write_bytes(content[:at] + b"X" + content[at + 1 :])
    found = unwell(make_library())
    assert list(found) == ["store"]
    assert found["store"]["state"] == "ill"
    assert f"qa index {indexed.corpus} --rebuild" in found["store"]["remedy"]


def test_flipped_bytes_in_what_is_derived_are_noticed(indexed: Library, make_library: MakeLibrary) -> None:
    indexed.close()
    for file in (next(indexed.home.folder.words.glob("*.term")), indexed.home.folder.vectors):
        content = file.read_bytes()
        at = len(content) // 3
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert {check: each["state"] for check, each in unwell(make_library()).items()} == {
        "word index": "ill",
        "vector index": "ill",
    }


def test_files_that_are_not_as_they_were_read_are_named(indexed: Library) -> None:
    (indexed.corpus / "new.txt").write_text(PROSE)
    (indexed.corpus / "bees.txt").unlink()
    (indexed.corpus / "smog.txt").write_text(PROSE[::2])
    assert set(unwell(indexed)["files"]["examples"]) == {"new.txt", "bees.txt", "smog.txt"}


def test_passages_that_are_not_embedded_are_told(
    library: Library, make_library: MakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEncoder, "at_once", 1)
    with pytest.raises(Stopped):
        library.sync(stop_at("embedding", 1))
    assert "2 passages" in unwell(make_library())["vectors"]["told"]


def test_run_that_goes_on_with_embedding_says_how_much_it_embedded(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(FakeEncoder, "at_once", 1)
    with pytest.raises(Stopped):
        library.sync(stop_at("embedding", 1))
    print_report(library.sync(), library.counts(), library.corpus)
    assert capsys.readouterr().out.startswith("3 unchanged, 2 passages embedded in ")
    (library.corpus / "new.txt").write_text(PROSE)
    print_report(library.sync(), library.counts(), library.corpus)
    assert capsys.readouterr().out.startswith("1 new, 3 unchanged in ")


def test_other_model_is_told(indexed: Library, light_model: Path, tmp_path: Path, make_library: MakeLibrary) -> None:
    other = shutil.copytree(light_model, tmp_path / "other")
    (other / "model.safetensors").write_bytes(b"other weights")
    assert "was made with" in unwell(make_library(model=other))["model"]["told"]


def test_what_is_odd_about_articles_is_told(indexed: Library) -> None:
    texts = {
        "empty.txt": "",
        "short.txt": "Hardly anything at all.",
        "garbled.txt": PROSE + " FranÃ§ois sagte â€œhalloâ€ dazu.",
        "footer.txt": "\n\n".join(f"{PROSE[n * 50 : n * 50 + 400]}\n\nThe Daily Page, 2024" for n in range(6)),
        "one.txt": "One title\n\n" + " ".join(f"{n} bottles stand on wall {n * 7}." for n in range(200)),
        "two.txt": "Two title\n\n" + " ".join(f"{n} bottles stand on wall {n * 7}." for n in range(201)),
    }
    for name, text in texts.items():
        (indexed.corpus / name).write_text(text, encoding="utf-8")
    indexed.sync()
    examples = {check: each["examples"] for check, each in unwell(indexed).items()}
    assert examples.pop("reading") == ["empty.txt: the file is empty"]
    assert examples == {
        "text": ["short.txt"],
        "characters": ["garbled.txt"],
        "repeated lines": ["footer.txt: The Daily Page, 2024"],
        "near-duplicates": ["one.txt and two.txt"],
    }


def test_file_that_was_read_is_to_be_looked_at_and_not_to_be_mended(indexed: Library) -> None:
    (indexed.corpus / "latin.txt").write_bytes(f"Ein Text\n\n{PROSE} Die Flüsse führen Wasser.".encode("latin-1"))
    indexed.sync()
    found = unwell(indexed)
    assert list(found) == ["notes"]
    assert found["notes"]["remedy"] == "look at them"
    status = json.loads(invoke("status", indexed, "--json").stdout)
    assert status["unreadable"] == []
    assert [note["path"] for note in status["notes"]] == ["latin.txt"]
    assert "latin.txt: " in invoke("status", indexed).stdout


def test_folder_without_articles_is_told(indexed: Library) -> None:
    for file in indexed.corpus.rglob("[!.]*.*"):
        file.unlink()
    indexed.sync()
    assert unwell(indexed)["articles"]["told"] == "there is none"


def test_what_is_too_much_is_said_to_be_found_in_this_folder(indexed: Library) -> None:
    for number in range(6):
        (indexed.corpus / f"{number}.txt").write_text("")
    indexed.sync()
    assert f"… and 1 more: see  qa doctor {indexed.corpus} --json" in invoke("doctor", indexed).stdout


def test_status_for_programs(indexed: Library) -> None:
    (indexed.corpus / "empty.txt").write_text("")
    indexed.sync()
    status = json.loads(invoke("status", indexed, "--json").stdout)
    assert (status["articles"], status["pending"], status["model"]) == (3, 0, indexed.model.name)
    assert status["passages"] == indexed.counts().passages
    assert status["unreadable"] == [{"path": "empty.txt", "reason": "the file is empty"}]
    assert all(size > 0 for size in status["sizes_bytes"].values())
    assert status["last_run"][:2] == "20"
    assert "3 articles" in invoke("status", indexed).stdout
