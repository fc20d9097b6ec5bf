"""What the README shows works as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.split("  #")[0].strip() for line in README.splitlines() if re.match(r" {4}(qa \w|printf)", line)]
ANSWERS = [command for command in COMMANDS if " ask " in command]
OTHERS = [command for command in COMMANDS if " ask " not in command and not command.startswith("qa chat")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles in `corpus` and a person's own in `~/articles`."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("corpus", "articles"):
        shutil.copytree(ROOT / "corpus", folder / name, ignore=shutil.ignore_patterns(".qa"))
    return folder


def run(command: str | list[str], home: Path) -> subprocess.CompletedProcess[str]:
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"HOME": str(home), "XDG_CACHE_HOME": cache, "PATH": path, "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        command, shell=isinstance(command, str), cwd=home, env=environment, capture_output=True, text=True, check=False
    )


def test_there_is_something_to_test() -> None:
    assert len(ANSWERS) >= 2
    assert len(OTHERS) >= 2


@pytest.mark.parametrize("command", ANSWERS)
def test_questions_of_the_readme_are_answered(command: str, home: Path) -> None:
    done = run(command, home)
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("command", OTHERS)
def test_other_commands_of_the_readme_succeed(command: str, home: Path) -> None:
    done = run(command, home)
    assert done.returncode == 0, done.stderr


def test_python_of_the_readme_prints_the_answer(home: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = run([sys.executable, "-c", program], home)
    assert done.returncode == 0, done.stderr
    assert "1883" in done.stdout


def test_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^ {4}|`)make (\w+)", README, re.MULTILINE))
    assert targets >= {"chat", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
