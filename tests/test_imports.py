"""Who may import what; each in a process of its own, where nothing is imported yet."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "transformers", "sentence_transformers"}


def loaded_by(code: str) -> set[str]:
    """The modules that are imported after the code ran."""
    show = "import sys; print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"]])
def test_help_imports_nothing_that_takes_long(arguments: list[str]) -> None:
    loaded = loaded_by(f"from qa.cli import main; main({arguments!r}, standalone_mode=False)")
    assert not loaded & (HEAVY | {"faiss", "textual", "numpy", "onnxruntime", "tantivy", "rich", "qa.settings"})


def test_library_imports_neither_torch_nor_the_screen() -> None:
    assert not loaded_by("import qa.library") & (HEAVY | {"textual", "onnxruntime", "faiss"})


def test_screen_imports_nothing_that_its_first_picture_does_not_need() -> None:
    loaded = loaded_by("import qa.chat.app, qa.library")
    assert not loaded & (HEAVY | {"onnxruntime", "faiss", "numpy", "tantivy", "markdown_it"})


def test_package_gives_the_library_without_more() -> None:
    assert "qa.library" not in loaded_by("import qa")
    assert "qa.library" in loaded_by("from qa import Library")
    with pytest.raises(subprocess.CalledProcessError):
        loaded_by("from qa import Librarian")


def imports(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, imported module) of all imports below the folder, also those within functions."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            path = file.relative_to(ROOT).as_posix()
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path, "." * node.level + (node.module or "")


def importers(module: str) -> set[str]:
    """The files of the project that import the module or a part of it."""
    found = [*imports(ROOT / "index"), *imports(ROOT / "qa")]
    assert len(found) > 100
    return {file for file, imported in found if imported.partition(".")[0] == module}


def test_index_does_not_know_who_asks_it() -> None:
    assert not [file for file in importers("qa") if file.startswith("index/")]


def test_only_the_chat_knows_the_screen() -> None:
    assert not [file for file in importers("textual") if not file.startswith("qa/chat/")]


def test_nothing_is_unpickled() -> None:
    assert not importers("pickle") | importers("shelve") | importers("joblib") | importers("dill")


def test_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
