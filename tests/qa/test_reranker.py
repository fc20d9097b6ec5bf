"""Cross-encoders: tiny ones with random weights, made here."""

import json
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import qa.reranker
from index.encoder import Encoder
from index.errors import ModelDamaged, ModelNotFound
from index.model import Model
from index.passages import embedded_text
from qa.cli import main
from qa.conversation import Reading
from qa.hit import Found, Hit
from qa.library import Library
from qa.probe import Probe
from qa.reranker import find_reranker, reranked
from tests.chat.helpers import BRIDGE_QUESTION, put, running, shown, turns, wait_for, write_articles
from tests.fakes import FakeEncoder
from tests.qa.test_copies import SIGNALS, passage
from tests.tiny_bert import begin_tiny_bert

CHARACTERS = [chr(number) for number in range(0x21, 0x7F)]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *CHARACTERS, *[f"##{c}" for c in CHARACTERS]]
QUESTION = "How do bees dance in London, at the canal?"


def make_cross_encoder(folder: Path, outputs: int = 1) -> Path:
    """A model of two layers with random weights."""
    from transformers import BertForSequenceClassification

    folder.mkdir(parents=True)
    config = begin_tiny_bert(folder, VOCABULARY, initializer_range=0.5)
    config.num_labels = outputs
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_cross_encoder(tmp_path_factory.mktemp("rerankers") / "one")


def fake(_: Model) -> Encoder:
    return FakeEncoder()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "corpus")


@pytest.fixture
def library(articles: Path, light_model: Path, folder: Path) -> Library:
    library = Library(articles, model=str(light_model), load_encoder=fake, reranker=str(folder))
    library.sync()
    return library


def test_order_follows_the_cross_encoders_scores(library: Library, folder: Path) -> None:
    citations = library.ask(QUESTION).citations
    texts = [embedded_text(citation.article.title, citation.passage.text) for citation in citations]
    scores = find_reranker(str(folder)).scores(QUESTION, texts)
    assert len(set(scores)) == len(texts) == 3
    assert scores == sorted(scores, reverse=True)
    assert [citation.score for citation in citations] == pytest.approx(scores, abs=1e-4)
    assert [citation.number for citation in citations] == [1, 2, 3]


def test_confidence_of_a_passage_is_the_same_without_it(library: Library, light_model: Path) -> None:
    plain = Library(library.corpus, model=str(light_model), load_encoder=fake)
    alone, again = (
        {citation.article.path: citation.confidence for citation in one.ask(QUESTION).citations}
        for one in (plain, library)
    )
    assert again == pytest.approx(alone)


def test_it_decides_which_of_the_best_are_shown(library: Library) -> None:
    everything = [citation.article.path for citation in library.ask(QUESTION).citations]
    assert [citation.article.path for citation in library.ask(QUESTION, limit=1).citations] == everything[:1]


def test_it_is_loaded_once_and_shared_by_threads(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[Model] = []

    def load(model: Model) -> Any:
        loads.append(model)
        return load_really(model)

    load_really = qa.reranker._load
    monkeypatch.setattr("qa.reranker._load", load)
    answers: list[list[float]] = []

    def ask() -> None:
        answers.append([citation.score for citation in library.ask(QUESTION).citations])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
    assert len(answers) == 4
    assert all(scores == pytest.approx(answers[0], abs=1e-4) for scores in answers)
    assert library.model_is_loaded


async def test_chat_answers_by_words_until_it_is_loaded(
    corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_load = threading.Event()

    def load(model: Model) -> Any:
        may_load.wait()
        return load_really(model)

    load_really = qa.reranker._load
    monkeypatch.setattr("qa.reranker._load", load)
    async with running(Library(corpus, load_encoder=fake, reranker=str(folder))) as pilot:
        try:
            await put(pilot, BRIDGE_QUESTION)
            await wait_for(pilot, lambda: "Found by words; refining once the model is loaded." in shown(pilot, ".note"))
        finally:
            may_load.set()
        await wait_for(pilot, lambda: turns(pilot) and not turns(pilot)[-1].is_open)
        assert shown(pilot, ".note") == ""


def test_words_only_does_not_wait_for_it(library: Library) -> None:
    assert library.ask("nectar", words_only=True).citations[0].article.path == "bees.txt"
    assert not library.model_is_loaded


class Longest:
    """A reranker that likes long passages."""

    def __init__(self) -> None:
        self.asked = ""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked = question
        return [float(len(text)) for text in passages]


@pytest.mark.parametrize(("first", "asked"), [(0.0, "Why?"), (1.0, "Who came? Why?")])
def test_question_that_leans_on_the_one_before_is_read_after_it(first: float, asked: str) -> None:
    hits = tuple(Hit(passage(text), 1.0, SIGNALS, (0, 4)) for text in ("Rain.", "Rain and snow.", "Some rain."))
    reader = Longest()
    found = reranked(
        Found(hits, Reading(first, 1.0), None),
        reader,
        Probe("Why?", None),
        [Probe("Who came?", None), Probe("Ada.", None)],
    )
    assert [hit.passage.text for hit in found] == ["Rain and snow.", "Some rain.", "Rain."]
    assert reader.asked == asked
    assert reranked(Found((), Reading(0.0, 0.0), None), reader, Probe("Why?", None), ()) == ()


def test_embedding_model_is_refused(packaged_folder: Path) -> None:
    for name in (str(packaged_folder), "all-MiniLM-L6-v2"):
        with pytest.raises(ModelNotFound, match=f"{name} is no cross-encoder but a BertModel: name one"):
            find_reranker(name)


def test_cross_encoder_with_several_outputs_is_refused(tmp_path: Path) -> None:
    for outputs in (2, 3):
        folder = make_cross_encoder(tmp_path / str(outputs), outputs)
        with pytest.raises(ModelNotFound, match=f"has {outputs} outputs: name one with a single output"):
            find_reranker(str(folder))


@pytest.mark.parametrize("config", ["", "[]", '{"architectures": 5}', "{}"])
def test_folder_that_says_nothing_is_refused(tmp_path: Path, config: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(ModelNotFound, match="is no cross-encoder but a model of unknown kind"):
        find_reranker(str(tmp_path))


def test_damaged_weights_are_told(folder: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(folder, tmp_path / "damaged"))
    (damaged / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelDamaged, match=r"the cross-encoder in .* could not be loaded"):
        find_reranker(str(damaged)).load()


@pytest.mark.parametrize("command", [("ask", "Who?", "-c"), ("chat",), ("eval",)])
def test_command_refuses_a_wrong_folder_in_one_line(command: tuple[str, ...], articles: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "set"
    shutil.copytree(articles, dataset / "articles")
    gold = {"id": "1", "question": "Who?", "gold": [["bees", 0]], "answers": [], "answerable": True, "history": []}
    (dataset / "questions.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    target = dataset if command == ("eval",) else articles
    done = CliRunner().invoke(main, [*command, str(target), "--reranker", "/no/such/folder"])
    assert done.exit_code == 2
    assert done.stderr.startswith("qa: no model folder /no/such/folder")
    assert done.stderr.count("\n") == 1
    assert not (articles / ".qa").exists()


def test_command_takes_it_from_the_environment(library: Library, folder: Path, light_model: Path) -> None:
    done = CliRunner().invoke(main, ["ask", "Who?", "-c", str(library.corpus)], env={"QA_RERANKER": "/no/such/one"})
    assert (done.exit_code, "/no/such/one" in done.stderr) == (2, True)
