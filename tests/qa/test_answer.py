import json
from dataclasses import replace

import pytest

from index.records import ArticleRecord, Counts
from qa.answer import Answer, Citation, Place, Quote

ARTICLE = ArticleRecord(1, "a/é.txt", "Tîtle", None, "2024-05", None, None, "en", b"\xff\x00")
CITATION = Citation(
    number=1,
    article=ARTICLE,
    passage=Quote("Bees dance. They do.", 10, 30),
    sentence=Quote("They do.", 22, 30),
    score=0.123456789,
    confidence=0.9,
    line=3,
    page=None,
    heading=None,
)
ANSWER = Answer(
    question="Do bees dance?",
    citations=(CITATION,),
    answered=True,
    confidence=0.987654321,
    words_only=False,
    index=Counts(articles=2, passages=9, pending=1, generation=7),
    took_s=0.0125,
)


def test_json_holds_what_the_answer_holds() -> None:
    printed = json.loads(json.dumps(ANSWER.as_json(), allow_nan=False))
    assert printed == {
        "question": "Do bees dance?",
        "answered": True,
        "confidence": pytest.approx(0.987654321, abs=1e-3),
        "passages": [
            {
                "rank": 1,
                "score": pytest.approx(0.123456789, abs=1e-3),
                "text": "Bees dance. They do.",
                "start": 10,
                "end": 30,
                "line": 3,
                "page": None,
                "heading": None,
                "sentence": {"text": "They do.", "start": 22, "end": 30},
                "article": {
                    "title": "Tîtle",
                    "path": "a/é.txt",
                    "author": None,
                    "published": "2024-05",
                    "source_url": None,
                },
            }
        ],
        "index": {"articles": 2, "passages": 9, "pending": 1, "generation": 7},
        "took_ms": 12.5,
    }


def test_json_of_an_answer_without_passages() -> None:
    printed = replace(ANSWER, citations=(), answered=False, confidence=0.0).as_json()
    assert (printed["passages"], printed["answered"], printed["confidence"]) == ([], False, 0.0)


@pytest.mark.parametrize(
    ("line", "page", "place"), [(12, None, "line 12"), (None, 4, "page 4"), (12, 4, "page 4"), (None, None, "")]
)
def test_place_is_told_as_people_say_it(line: int | None, page: int | None, place: str) -> None:
    assert replace(CITATION, line=line, page=page).place == place


COPY = Place(replace(ARTICLE, id=2, path="b.txt", title="Another"), 5, 25, line=2, page=None, heading=None)


@pytest.mark.parametrize(
    ("also", "line"),
    [
        ((), ""),
        ((COPY,), "also in Another · line 2"),
        ((replace(COPY, article=replace(COPY.article, title="Tîtle")),), "also in b.txt · line 2"),
        ((replace(COPY, article=ARTICLE),), "also in line 2"),
        ((replace(COPY, line=None),), "also in Another"),
        ((COPY,) * 5, "also in Another · line 2, Another · line 2, Another · line 2 and 2 more"),
    ],
)
def test_line_names_where_else_the_same_stands(also: tuple[Place, ...], line: str) -> None:
    assert replace(CITATION, also=also).also_in == line
