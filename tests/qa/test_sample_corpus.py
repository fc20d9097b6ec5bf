"""Ranking, with the packaged model on the articles that come with the project."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.library import Library

SAMPLES = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    corpus = tmp_path_factory.mktemp("samples") / "corpus"
    shutil.copytree(SAMPLES, corpus, ignore=shutil.ignore_patterns(".*"))
    library = Library.open(corpus)
    yield library
    library.close()


@pytest.mark.parametrize(
    ("question", "path", "told"),
    [
        ("How many soldiers did each side hand over in the exchange?", "ceasefire-call.md", "175"),
        ("When was the Suez Canal opened?", "suez-canal-building.md", "1869"),
        ("How many people died in the London smog?", "great-smog-1952.txt", "4,000"),
        ("What was the ship that blocked the canal called?", "ever-given-2021.md", "Ever Given"),
        ("Where did the Indian lander touch down?", "chandrayaan-3-landing.md", "south"),
        ("What did sponge divers find near the Greek island?", "antikythera-mechanism.txt", "statues"),
        ("How often should I feed my starter?", "sourdough-starter.md", "flour"),
        ("At which angle do I sharpen a blade?", "sharpen-kitchen-knife.txt", "degrees"),
        ("Who taught Ada Lovelace mathematics?", "ada-lovelace-notes.pdf", "Ada"),
    ],
)
def test_question_finds_the_article_that_answers_it(samples: Library, question: str, path: str, told: str) -> None:
    answer = samples.ask(question)
    assert answer.answered
    assert answer.citations[0].article.path == path
    assert told in " ".join(citation.passage.text for citation in answer.citations[:3])


@pytest.mark.parametrize(
    "question",
    [
        "What did the Federal Reserve do with interest rates?",
        "Who won the chess world championship in 2013?",
        "How do I reset my router to factory settings?",
        "asdf qwer zxcv",
    ],
)
def test_question_that_nothing_here_answers_is_told_as_such(samples: Library, question: str) -> None:
    answer = samples.ask(question)
    assert not answer.answered
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "path", "told"),
    [
        ("How deep is it?", "suez-canal-building.md", "8 metres deep"),
        ("And what about its tolls?", "suez-canal-building.md", "Suez"),
        ("When was that?", "suez-canal-building.md", "1869"),
        ("What is the angle for sharpening a Japanese knife?", "sharpen-kitchen-knife.txt", "15"),
    ],
)
def test_follow_up_is_answered_after_the_question_before(samples: Library, question: str, path: str, told: str) -> None:
    before = "Who dug the Suez Canal?"
    reply = samples.ask(before).citations[0].passage.text
    answer = samples.ask(question, (before, reply))
    assert answer.citations[0].article.path == path
    assert told in " ".join(citation.passage.text for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["What is the capital of Peru?", "Who invented the bicycle?", "How do I reset my router?"]
)
def test_turn_before_does_not_make_an_answer_of_what_has_none(samples: Library, question: str) -> None:
    before = "When was the Suez Canal opened?"
    reply = samples.ask(before).citations[0].passage.text
    assert not samples.ask(question, (before, reply)).answered


def test_page_is_told_where_a_file_has_pages(samples: Library) -> None:
    citation = samples.ask("What did Ada Lovelace write about Bernoulli numbers?").citations[0]
    assert citation.article.path.endswith(".pdf")
    assert citation.page is not None
    assert citation.line is None


def test_every_sample_is_read_whole(samples: Library) -> None:
    assert samples.problems() == samples.notes() == []
    assert samples.counts().articles == len([file for file in SAMPLES.iterdir() if not file.name.startswith(".")])
