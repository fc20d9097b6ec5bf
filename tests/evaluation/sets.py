"""A question set small enough to judge by hand."""

import json
from pathlib import Path
from typing import Any

ARTICLES = {
    "ferry": (
        "The Ullin ferry\n\n"
        "A chain ferry crosses the Ullin every twenty minutes. It was built by the Marrow yard in 1911, "
        "and carries eight cars at a time.\n\n"
        "Fares are paid on the north bank only. Walkers have crossed without paying since the flood of 1954, "
        "when the ferrymen rescued forty families and refused all thanks but that one.\n"
    ),
    "clock": (
        "The town hall clock\n\n"
        "The clock of the town hall strikes thirteen at noon. "
        "An apprentice filed a tooth from its count wheel in 1760.\n\n"
        "The council voted three times to have the wheel repaired, and each time the townspeople collected signatures "
        "to keep the thirteenth stroke.\n"
    ),
    "lamp/oil": (
        "Rapeseed lamps\n\n"
        "Lamps in the valley burned rapeseed oil until the gasworks opened. The oil was pressed at the mill in Tarn, "
        "and smelled faintly of cabbage.\n"
    ),
    "owl": (
        "Barn owls\n\n"
        "Barn owls hunt voles by ear. Their face is a dish that gathers sound, "
        "and one ear sits higher than the other.\n\n"
        "A pair raises four to six young, fed at night with about a thousand voles in a summer.\n"
    ),
    "salt": (
        "Salt roads\n\n"
        "Mules brought salt over the Kettle pass in summer. "
        "In winter the price of salt doubled in the villages beyond.\n"
    ),
}


def question(text: str, *gold: tuple[str, int], **fields: Any) -> dict[str, Any]:
    """One line of questions.jsonl."""
    defaults = {"id": text[:20], "history": [], "answers": [], "answerable": bool(gold)}
    return {**defaults, "question": text, "gold": [list(pair) for pair in gold], **fields}


FERRY_TALK = ["When was the Ullin ferry built?", "The Marrow yard built it in 1911."]
QUESTIONS = [
    question("Who built the Ullin ferry?", ("ferry", 0), answers=["the Marrow yard", "Marrow"]),
    question("Since when do walkers cross without paying?", ("ferry", 1), answers=["the flood of 1954"]),
    question("How many cars does it carry?", ("ferry", 0), history=FERRY_TALK, answers=["eight"]),
    question("Why does the town hall clock strike thirteen?", ("clock", 0), answers=["An apprentice filed a tooth"]),
    question("What did the council vote on three times?", ("clock", 1)),
    question("What oil did lamps in the valley burn?", ("lamp/oil", 0), answers=["RAPESEED\n oil"]),
    question("How do barn owls find voles?", ("owl", 0), ("owl", 1), answers=["by ear"]),
    question("How many young does a pair of barn owls raise?", ("owl", 1), answers=["four to six"]),
    question("What did mules bring over the Kettle pass?", ("salt", 0), answers=["salt"]),
]
UNANSWERABLE = question("Which orchestra recorded the symphony in Vienna?")
FOREIGN = [
    question("What is the boiling point of mercury?", ("metal", 0)),
    question("Which planet has the most moons?", ("metal", 0)),
]


def write_set(folder: Path, articles: dict[str, str], questions: list[dict[str, Any]]) -> Path:
    for name, text in articles.items():
        file = folder / "articles" / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    lines = [f"{json.dumps(fields)}\n" for fields in questions]
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def write_tiny_set(folder: Path) -> Path:
    return write_set(folder, ARTICLES, [*QUESTIONS, UNANSWERABLE])


def write_foreign_set(folder: Path) -> Path:
    return write_set(folder, {"metal": "Metals\n\nMercury is a liquid metal at room temperature.\n"}, FOREIGN)
