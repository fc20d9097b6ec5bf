"""The product is asked as people ask it; its index is kept away from the question set."""

from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from index.errors import ModelMismatch
from qa.evaluation.ablation import WITHOUT_COVERAGE, ablated
from qa.evaluation.asking import ask_all, cached_index, opened
from qa.evaluation.dataset import Dataset, load_dataset
from qa.evaluation.result import Ranking
from qa.library import Library
from tests.evaluation.sets import write_tiny_set
from tests.fakes import CountingEncoder


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return load_dataset(write_tiny_set(tmp_path / "tiny"))


@pytest.fixture
def library(dataset: Dataset, tmp_path: Path, light_model: Path, encoder: CountingEncoder) -> Iterator[Library]:
    library = Library(dataset.articles, tmp_path / "index", str(light_model), load_encoder=lambda _: encoder)
    library.sync()
    yield library
    library.close()


def test_answers_are_judged_in_the_questions_order(dataset: Dataset, library: Library) -> None:
    judged = ask_all(library, dataset.questions, history=True, about="tiny")
    assert [one.question for one in judged] == list(dataset.questions)
    assert [one.answer.question for one in judged] == [one.text for one in dataset.questions]
    assert sum(one.hits[0] for one in judged) >= 7
    assert not any(judged[-1].hits)


def test_history_is_given_or_not(dataset: Dataset, library: Library) -> None:
    follow_up = [dataset.questions[2]]
    (told,) = ask_all(library, follow_up, history=True, about="tiny")
    (alone,) = ask_all(library, follow_up, history=False, about="tiny")
    assert told.answer.follows == "When was the Ullin ferry built?"
    assert alone.answer.follows is None


def test_signals_are_left_out_one_by_one(dataset: Dataset, library: Library, tmp_path: Path) -> None:
    compared = dict(ablated(library, tmp_path / "index", dataset.answerable, history=True))
    assert list(compared) == list(WITHOUT_COVERAGE)
    values = {signals: Ranking.of(signals, judged).mrr.value for signals, judged in compared.items()}
    assert min(values.values()) > 0.5
    scores = {signals: judged[0].answer.citations[0].score for signals, judged in compared.items()}
    assert len(set(scores.values())) == len(scores)
    assert scores["all three"] == pytest.approx(scores["one vector"] + scores["BM25"] + scores["sentences"])
    assert scores["BM25 + sentences"] == pytest.approx(scores["BM25"] + scores["sentences"])


def test_signals_are_compared_without_embedding_anything_again(
    dataset: Dataset, library: Library, tmp_path: Path, encoder: CountingEncoder
) -> None:
    embedded = len(encoder.seen)
    list(ablated(library, tmp_path / "index", dataset.answerable[:2], history=True))
    assert len(encoder.seen) == embedded


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: CountingEncoder) -> Path:
    """The cache folder, and a fake encoder for any library."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache" / name)

    class FakeLibrary(Library):
        def __init__(self, corpus: Path, index: Path, model: str | None, reranker: str | None) -> None:
            super().__init__(corpus, index, model, load_encoder=lambda _: encoder, reranker=reranker)

    monkeypatch.setattr("qa.evaluation.asking.Library", FakeLibrary)
    return tmp_path / "cache"


def test_index_is_kept_in_the_cache_folder_for_each_set_and_model(
    cache: Path, dataset: Dataset, tmp_path: Path
) -> None:
    index = cached_index(dataset, None)
    assert index.is_relative_to(cache)
    assert index.name.startswith("tiny-")
    assert index != cached_index(dataset, "other")
    assert index != cached_index(load_dataset(write_tiny_set(tmp_path / "other" / "tiny")), None)


def test_set_itself_is_left_as_it_is(
    cache: Path, dataset: Dataset, light_model: Path, encoder: CountingEncoder
) -> None:
    before = sorted(dataset.folder.rglob("*"))
    for _ in range(2):
        with opened(dataset, cached_index(dataset, str(light_model)), str(light_model)) as library:
            assert library.counts().articles == 5
    assert len(encoder.seen) == library.counts().passages
    assert sorted(dataset.folder.rglob("*")) == before


def test_only_an_index_of_our_own_is_made_anew(
    cache: Path, dataset: Dataset, light_model: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for file in light_model.iterdir():
        (model / file.name).write_bytes(file.read_bytes())
    own, given = cached_index(dataset, str(model)), tmp_path / "given"
    for index in (own, given):
        with opened(dataset, index, str(model)):
            pass
    (model / "model.safetensors").write_bytes(b"trained further")
    with opened(dataset, own, str(model)) as library:
        assert library.counts().articles == 5
    with pytest.raises(ModelMismatch), opened(dataset, given, str(model)):
        pass
