"""A library of a few articles, real but for the model."""

from pathlib import Path

import pytest

from qa.library import Library
from tests.chat.helpers import fake_encoder, write_articles


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def library(corpus: Path) -> Library:
    return Library(corpus, load_encoder=fake_encoder)


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes of the articles are taken in when F5 is pressed, and not as they come."""
    monkeypatch.setattr(Library, "changes", lambda *_: iter(()))
