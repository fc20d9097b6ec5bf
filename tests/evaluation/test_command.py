"""`qa eval` and `qa convert` as they are typed, with the packaged model."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from qa.cli import main
from tests.evaluation.sets import write_foreign_set, write_tiny_set
from tests.evaluation.test_beir import write_beir


def qa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def assert_refused(done: Result, *words: str) -> None:
    """Exit status 2, and one line that says all of this."""
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("qa: ")
    assert done.stderr.count("\n") == 1
    assert all(word in done.stderr for word in words), done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two question sets."""
    folder = tmp_path_factory.mktemp("evaluation")
    write_tiny_set(folder / "tiny")
    write_foreign_set(folder / "metals")
    return folder


@pytest.fixture(scope="module")
def everything(folder: Path) -> Result:
    """What is printed when all there is is asked for."""
    return qa(
        *("eval", folder / "tiny", "--index", folder / "index", "--json", "--compare"),
        *("--out-of-corpus", folder / "metals", "--plot", folder / "plot.svg"),
    )


@pytest.fixture(scope="module")
def found(everything: Result) -> dict[str, Any]:
    assert everything.exit_code == 0, everything.output
    fields = json.loads(everything.stdout)
    assert isinstance(fields, dict)
    return fields


def test_small_set_is_answered(found: dict[str, Any]) -> None:
    assert (found["dataset"], found["model"]) == ("tiny", "all-MiniLM-L6-v2")
    assert (found["articles"], found["questions"], found["with_history"]) == (5, 9, 1)
    figures = found["figures"]
    assert list(figures) == ["hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "sentence_hit", "answered"]
    assert figures["hit@1"] == {"value": 1, "low": 1, "high": 1, "n": 9}
    assert figures["sentence_hit"]["value"] >= 0.75
    assert figures["sentence_hit"]["n"] == 8
    assert figures["answered"]["value"] >= 0.85


def test_time_is_told_in_milliseconds(found: dict[str, Any]) -> None:
    times = found["ms_a_question"]
    assert 0 < times["p50"] <= times["p95"] < 60_000


def test_foreign_questions_are_refused(found: dict[str, Any]) -> None:
    own, other = found["out_of_corpus"]
    assert (own["asked"], own["rightly_refused"]["n"]) == ("tiny, unanswerable", 1)
    assert (other["asked"], other["rightly_refused"]["n"]) == ("metals", 2)
    assert own["rightly_refused"]["value"] == other["rightly_refused"]["value"] == 1
    assert other["wrongly_refused"]["value"] == pytest.approx(1 - found["figures"]["answered"]["value"], abs=1e-3)
    assert other["auroc"]["value"] == 1


def test_signals_are_compared(found: dict[str, Any]) -> None:
    compared = found["comparison"]
    assert len(compared) == 8
    assert [one["signals"] for one in compared[:3]] == ["one vector", "BM25", "sentences"]
    ours = compared[-1]
    assert ours["signals"].startswith("qa")
    assert {key: ours[key] for key in ("hit@1", "hit@10", "mrr@10")}.items() <= found["figures"].items()


def test_plot_is_written(found: dict[str, Any], folder: Path) -> None:
    assert (folder / "plot.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_tables_tell_the_same(found: dict[str, Any], folder: Path) -> None:
    done = qa("eval", folder / "tiny", "--index", folder / "index", "--out-of-corpus", folder / "metals")
    assert done.exit_code == 0
    assert "tiny: 9 questions, 1 with history; 5 articles" in done.stdout
    rows = {line.split("  ")[0]: line.split() for line in done.stdout.splitlines()}
    assert rows["hit@1"][1:] == ["1.000", "1.000-1.000", "9"]
    assert rows["metals"][1:4] == ["2", "1.000", "1.000-1.000"]
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_set_without_history_or_answers(found: dict[str, Any], folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "tiny" / "articles", tmp_path / "bare" / "articles")
    fields = {"id": "1", "question": "How do barn owls find voles?", "history": ["Owls?", "Yes."], "answers": []}
    line = json.dumps({**fields, "gold": [["owl", 0]], "answerable": True})
    (tmp_path / "bare" / "questions.jsonl").write_text(line, encoding="utf-8")
    done = qa("eval", tmp_path / "bare", "--index", tmp_path / "index", "--json", "--no-history")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["with_history"], told["figures"]["sentence_hit"], told["out_of_corpus"]) == (0, None, [])


def test_what_cannot_be_evaluated_is_told(folder: Path, tmp_path: Path) -> None:
    assert_refused(qa("eval", tmp_path / "nowhere"), "nowhere/articles", "a question set has articles/")
    other = qa("eval", folder / "tiny", "--out-of-corpus", tmp_path / "nowhere")
    assert_refused(other, "nowhere/articles", "a question set has articles/")
    assert_refused(qa("eval", folder / "tiny", "--plot", tmp_path / "plot.gif"), "plot.gif", ".svg or .png")
    shutil.copytree(folder / "tiny", tmp_path / "set")
    (tmp_path / "set" / "questions.jsonl").write_text('{"id": 1', encoding="utf-8")
    assert_refused(qa("eval", tmp_path / "set"), "questions.jsonl, line 1: no JSON", "write one object a line")
    line = '{"id": "1", "question": "What?", "history": [], "gold": [], "answers": [], "answerable": false}'
    (tmp_path / "set" / "questions.jsonl").write_text(line, encoding="utf-8")
    assert_refused(qa("eval", tmp_path / "set"), "no question in", "is answerable")


def test_missing_extra_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> object:
        return None if name in ("ir_measures", "matplotlib") else find_spec(name)

    monkeypatch.setattr("qa.evaluation.run.find_spec", find)
    done = qa("eval", folder / "tiny")
    assert_refused(done, "ir_measures and matplotlib not installed", "pip install 'qa-articles[eval]'")


def test_set_of_another_layout_is_converted(tmp_path: Path) -> None:
    done = qa("convert", write_beir(tmp_path / "beir"), tmp_path / "set")
    assert done.exit_code == 0
    assert done.stdout == ("5 articles, 2 questions; left out: 1 document without text, 1 question without an answer\n")
    again = qa("convert", tmp_path / "beir", tmp_path / "set")
    assert_refused(again, "set is not empty", "new or empty")
    assert_refused(qa("convert", tmp_path, tmp_path / "other"), "queries.jsonl", "BEIR's layout")
