"""Sets in BEIR's layout, made into ones that can be evaluated."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import QaError
from qa.evaluation.beir import convert
from qa.evaluation.dataset import load_dataset

CORPUS: list[dict[str, Any]] = [
    {"_id": "d1", "title": "Chain ferries", "text": "A chain ferry pulls itself along.", "metadata": {}},
    {"_id": "D1", "title": "Two\nlines", "text": "First paragraph.\n \nSecond\nparagraph.\n\n\n"},
    {"_id": "../a/b:c", "text": "A text without a title."},
    {"_id": ".hidden", "title": "Hidden", "text": "Names with a leading dot are hidden."},
    {"_id": "…" * 300, "title": "Long", "text": "An id of 300 characters."},
    {"_id": "empty", "title": "Nothing", "text": " \n"},
]
QUERIES = [{"_id": f"q{number}", "text": f"Question {number}?"} for number in range(5)]
QRELS = ["q0\td1\t1", "q0\tD1\t2", "q1\td1\t0", "q2\tempty\t1", "q3\t../a/b:c\t1", "q3\tempty\t1"]
HEADING = "query-id\tcorpus-id\tscore"


def write_beir(
    folder: Path, corpus: list[Any] = CORPUS, queries: list[Any] = QUERIES, qrels: list[str] = QRELS
) -> Path:
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("\n".join([HEADING, *qrels]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_beir(tmp_path / "beir")


def test_converted_set_can_be_evaluated(source: Path, tmp_path: Path) -> None:
    converted = convert(source, tmp_path / "new" / "set")
    assert (converted.articles, converted.questions) == (5, 2)
    assert (converted.without_text, converted.without_gold) == (1, 1)
    dataset = load_dataset(tmp_path / "new" / "set")
    assert [(one.id, one.text) for one in dataset.answerable] == [("q0", "Question 0?"), ("q3", "Question 3?")]
    texts = [
        (dataset.articles / gold.path).read_text(encoding="utf-8")[gold.start : gold.end]
        for one in dataset.questions
        for gold in one.gold
    ]
    assert texts == [
        "A chain ferry pulls itself along.",
        "First paragraph.",
        "Second\nparagraph.",
        "A text without a title.",
    ]


def test_ids_become_names_of_files_that_differ_on_any_system(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "set")
    names = {file.name for file in (tmp_path / "set" / "articles").iterdir()}
    assert names == {"d1.txt", "D1-2.txt", "_a_b_c.txt", "hidden.txt", f"{'_' * 60}.txt"}
    assert {path.name for path in tmp_path.iterdir()} == {"beir", "set"}


def test_title_is_one_line_or_the_id(source: Path, tmp_path: Path) -> None:
    convert(source, tmp_path / "set")
    articles = tmp_path / "set" / "articles"
    assert (articles / "D1-2.txt").read_text(encoding="utf-8").splitlines()[0] == "Two lines"
    assert (articles / "_a_b_c.txt").read_text(encoding="utf-8").splitlines()[0] == "../a/b:c"


def test_empty_folder_is_filled_and_no_other(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "set"
    target.mkdir()
    convert(source, target)
    with pytest.raises(QaError, match="set is not empty: name a folder that is new or empty"):
        convert(source, target)
    with pytest.raises(QaError, match=r"corpus\.jsonl is a file"):
        convert(source, source / "corpus.jsonl")
    with pytest.raises(QaError, match="set cannot be written"):
        convert(source, source / "corpus.jsonl" / "set")


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_missing_file_is_told(source: Path, tmp_path: Path, file: str) -> None:
    (source / file).unlink()
    with pytest.raises(QaError, match=f"there is no file .*{file}: a set in BEIR's layout has"):
        convert(source, tmp_path / "set")
    assert {path.name for path in tmp_path.iterdir()} == {"beir"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"corpus": [*CORPUS, {"_id": 7}]}, r'corpus\.jsonl, line 7: "_id" must be a string'),
        ({"corpus": [*CORPUS, {"_id": "x", "text": 7}]}, r'line 7: "text" must be a string, and this is 7'),
        ({"corpus": [*CORPUS, CORPUS[0]]}, "line 7: a second document has the \"_id\" 'd1'"),
        ({"queries": [{"_id": "q0"}]}, r'queries\.jsonl, line 1: "text" is missing'),
        ({"qrels": ["q0 d1 1"]}, r"test\.tsv, line 2: write query-id, corpus-id and score, with tabs"),
        ({"qrels": ["q9\td1\t1"]}, r"line 2: there is no query 'q9'"),
        ({"qrels": ["q0\td1\t1", "q0\td9\t1"]}, r"line 3: there is no document 'd9'"),
        ({"qrels": ["q0\td1\tgood"]}, r"line 2: the score 'good' is no number"),
    ],
)
def test_wrong_line_is_told_and_nothing_written(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    source = write_beir(tmp_path / "beir", **changed)
    with pytest.raises(QaError, match=message):
        convert(source, tmp_path / "set")
    assert {path.name for path in tmp_path.iterdir()} == {"beir"}


def test_first_judgement_is_not_taken_for_the_heading(source: Path, tmp_path: Path) -> None:
    (source / "qrels" / "test.tsv").write_text("q0\td1\t1\n", encoding="utf-8")
    with pytest.raises(QaError, match="line 1: the heading is missing"):
        convert(source, tmp_path / "set")
