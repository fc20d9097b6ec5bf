"""The command `qa why`, on the articles of a folder, with the packaged model."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.cli import main
from qa.library import Library

QUESTION = "How many days lasted the smog in London?"


@pytest.fixture
def indexed(articles: Path) -> Path:
    Library(articles).sync()
    return articles


def why(*arguments: str, corpus: Path) -> Result:
    return CliRunner().invoke(main, ["why", *arguments, "-c", str(corpus)])


def test_hits_and_an_article_that_was_expected_are_explained(indexed: Path) -> None:
    told = why(QUESTION, "--article", "BEES talk", corpus=indexed)
    assert told.exit_code == 0
    first = told.output.splitlines()[:4]
    assert first[0] == "[1] The great smog · smog.txt · line 3"
    assert first[1].startswith("meaning: passage 0.")
    assert first[2].endswith("says days, lasted, smog, London; does not say none")
    assert first[3].endswith(", strong")
    assert "bees.txt: it is there, as " in told.output
    assert told.output.splitlines()[-1] == "of 3 passages"


def test_an_article_that_nobody_knows_is_refused(indexed: Path) -> None:
    told = why(QUESTION, "--article", "no such", corpus=indexed)
    assert told.exit_code == 2
    assert "no article is called no such" in told.output
