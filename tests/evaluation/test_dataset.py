"""Question sets as they are read, and as they are refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.errors import QaError
from qa.evaluation.dataset import load_dataset, paragraphs
from tests.evaluation.sets import ARTICLES, QUESTIONS, question, write_set, write_tiny_set

GOOD = question("Who built the ferry?", ("ferry", 0), answers=["Marrow"], id="one")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title\n\nOne.\n\nTwo.\n", ["One.", "Two."]),
        ("Title\n\nOne\ngoes on.\n \t\n\n  Two. \n", ["One\ngoes on.", "Two."]),
        ("Title\nOne.", ["One."]),
        ("\nOne.\n\nTwo.", ["One.", "Two."]),
        ("Title\n", []),
        ("Title", []),
        ("", []),
    ],
)
def test_paragraphs_come_after_the_title_between_blank_lines(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected


def test_set_is_read_as_it_is_written(tmp_path: Path) -> None:
    dataset = load_dataset(write_tiny_set(tmp_path / "tiny"))
    assert dataset.name == "tiny"
    assert [one.text for one in dataset.answerable] == [fields["question"] for fields in QUESTIONS]
    assert [one.text for one in dataset.unanswerable] == ["Which orchestra recorded the symphony in Vienna?"]
    third, lamps = dataset.questions[2], dataset.questions[5]
    assert third.history == ("When was the Ullin ferry built?", "The Marrow yard built it in 1911.")
    (gold,) = lamps.gold
    assert gold.path == "lamp/oil.txt"
    assert ARTICLES["lamp/oil"][gold.start : gold.end].startswith("Lamps in the valley")


def test_offsets_are_those_of_the_product(tmp_path: Path) -> None:
    folder = write_set(tmp_path, {}, [question("Who?", ("dos", 0))])
    (folder / "articles").mkdir()
    (folder / "articles" / "dos.txt").write_bytes("\ufeffA title\r\n\r\nThe paragraph.\r\n".encode())
    (gold,) = load_dataset(folder).questions[0].gold
    assert "A title\n\nThe paragraph.\n"[gold.start : gold.end] == "The paragraph."


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name != key}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "two",', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[1, 2]", "not an object"),
        *((json.dumps(without(key)), f'"{key}" is missing') for key in GOOD),
        (json.dumps({**GOOD, "id": 7}), '"id" must be a string that is not empty, and this is 7'),
        (json.dumps({**GOOD, "question": " "}), '"question" must be a string that is not empty'),
        (json.dumps({**GOOD, "question": ["x" * 100]}), '"question" must be a string .* and this is .{60}…$'),
        (json.dumps({**GOOD, "history": "before"}), '"history" must be a list, and this is "before"'),
        (json.dumps({**GOOD, "history": [None]}), '"history" must be a list of strings, and this is null'),
        (json.dumps({**GOOD, "answers": [""]}), '"answers" must be a list of strings that are not empty'),
        (json.dumps({**GOOD, "answerable": 1}), '"answerable" must be true or false, and this is 1'),
        (json.dumps({**GOOD, "gold": {}}), '"gold" must be a list'),
        (json.dumps({**GOOD, "gold": []}), '"gold" is empty: .* "answerable" to false'),
        (json.dumps({**GOOD, "gold": ["ferry"]}), "\"gold\" holds 'ferry': write"),
        (json.dumps({**GOOD, "gold": [["ferry", True]]}), '"gold" holds .*True'),
        (json.dumps({**GOOD, "gold": [["ferry", "0"]]}), '"gold" holds'),
        (json.dumps({**GOOD, "gold": [["boat", 0]]}), "\"gold\" names the article 'boat', but there is no .*boat.txt"),
        (json.dumps({**GOOD, "gold": [["../questions", 0]]}), "there is no"),
        (json.dumps({**GOOD, "gold": [["ferry", 2]]}), "names paragraph 2 of 'ferry', which has 2: count from 0"),
        (json.dumps({**GOOD, "gold": [["ferry", -1]]}), "names paragraph -1"),
    ],
)
def test_wrong_line_is_told_by_its_number(tmp_path: Path, line: str, message: str) -> None:
    folder = write_set(tmp_path, ARTICLES, [GOOD])
    with (folder / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(QaError, match=rf"questions\.jsonl, line 3: .*{message}") as raised:
        load_dataset(folder)
    assert "\n" not in str(raised.value)


def test_incomplete_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(QaError, match=f"no folder {re.escape(str(tmp_path))}/nowhere/articles: a question set has"):
        load_dataset(tmp_path / "nowhere")
    (tmp_path / "articles").mkdir()
    with pytest.raises(QaError, match="articles holds no articles: put them there"):
        load_dataset(tmp_path)
    (tmp_path / "articles" / "one.txt").write_text("One\n\nText.\n", encoding="utf-8")
    with pytest.raises(QaError, match=r"no file .*questions\.jsonl: a question set has"):
        load_dataset(tmp_path)
    (tmp_path / "questions.jsonl").write_text("\n \n", encoding="utf-8")
    with pytest.raises(QaError, match=r"questions\.jsonl holds no questions"):
        load_dataset(tmp_path)
    (tmp_path / "questions.jsonl").write_bytes(b'\n{"id": "\xff"}\n')
    with pytest.raises(QaError, match=r"questions\.jsonl is not UTF-8"):
        load_dataset(tmp_path)
    (tmp_path / "questions.jsonl").unlink()
    (tmp_path / "questions.jsonl").mkdir()
    with pytest.raises(QaError, match=r"questions\.jsonl cannot be read"):
        load_dataset(tmp_path)
