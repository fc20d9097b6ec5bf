"""The engines on real models: the packaged one, and two tiny ones with random weights that are made here."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import Encoder, PassageInput, pool_sentences
from index.engine import Engine, engine_of, load_encoder
from index.errors import ModelDamaged, ModelNotFound
from index.model import Model, find_model
from index.onnx_export import kept_graph
from tests.tiny_bert import begin_tiny_bert

SAME = 0.9999
CHARACTERS = [*map(chr, range(0x21, 0x7F)), *"éüßж日本語漢字"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *CHARACTERS, *[f"##{c}" for c in CHARACTERS]]

SENTENCES = (
    "How many prisoners were exchanged?",
    "Each side freed 175 soldiers in an exchange arranged by the United Arab Emirates.",
    "The canal was opened in 1869.",
    "Propolis!",
    "e = mc²",
    "Ünïcödé — “quoted” and (bracketed).",
    "Съешь ещё этих мягких французских булок.",
    "日本語の文章はここにあります。",
    "مرحبا بالعالم",
    "👩‍👩‍👧‍👦 🐝",
    "https://example.org/a/b?c=d#e",
    "word " * 30,
    "antidisestablishmentarianism",
    "1,234.56 + 7/8 = ?",
    "DON'T SHOUT",
    "x",
    "…",
    "No end",
    "Tab\tand\nline end",
    "The quick brown fox jumps over the lazy dog.",
)


def passage_of(*sentences: str, context: str = "Title") -> PassageInput:
    spans = []
    start = 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return PassageInput(context, " ".join(sentences), tuple(spans))


PASSAGES = (
    *(passage_of(sentence) for sentence in SENTENCES),
    passage_of(*SENTENCES[:6]),
    passage_of("word " * 2000, "Beyond what is read."),
    passage_of("x" * 5000),
    passage_of("Short.", context=""),
    passage_of("Short.", context="title " * 300),
    passage_of("?"),
)


def assert_unit(vectors: Any) -> None:
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=-1) == pytest.approx(1, abs=1e-4)


def assert_well_formed(encoder: Encoder) -> None:
    question = encoder.encode_question("Which one?")
    assert question.shape == (encoder.dim,)
    assert_unit(question)
    for passage, made in zip(PASSAGES, encoder.encode_passages(PASSAGES), strict=True):
        assert made.passage.shape == (encoder.dim,)
        assert made.sentences.shape == (len(passage.sentences), encoder.dim)
        assert_unit(made.passage)
        assert_unit(made.sentences)
    assert encoder.encode_passages([]) == []


def assert_same(one: Encoder, other: Encoder) -> None:
    assert one.dim == other.dim
    assert one.fingerprint == other.fingerprint
    for question in ("", " ", *SENTENCES, "word " * 2000):
        assert one.encode_question(question) @ other.encode_question(question) >= SAME, question
    for passage, first, second in zip(
        PASSAGES, one.encode_passages(PASSAGES), other.encode_passages(PASSAGES), strict=True
    ):
        assert first.passage @ second.passage >= SAME, passage
        assert np.sum(first.sentences * second.sentences, axis=1).min() >= SAME, passage


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty cache folder in the place of the person's."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


def make_model(folder: Path, pooling: str) -> Model:
    """A model of two layers with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    bert = folder / f"bert-{pooling}"
    bert.mkdir()
    config = begin_tiny_bert(bert, VOCABULARY)
    BertModel(config).save_pretrained(bert)
    modules = [Transformer(str(bert), max_seq_length=96), Pooling(32, pooling_mode=pooling)]
    SentenceTransformer(modules=modules).save(str(folder / pooling))
    return find_model(str(folder / pooling))


@pytest.fixture(scope="module")
def mean_model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return make_model(tmp_path_factory.mktemp("models"), "mean")


@pytest.fixture(scope="module")
def cls_model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return make_model(tmp_path_factory.mktemp("models"), "cls")


@pytest.fixture(scope="module")
def on_torch(mean_model: Model) -> Encoder:
    return load_encoder(mean_model, Engine.TORCH)


def test_any_model_runs_on_torch(on_torch: Encoder, mean_model: Model, cls_model: Model) -> None:
    for model, encoder in ((mean_model, on_torch), (cls_model, load_encoder(cls_model, Engine.TORCH))):
        assert encoder.engine == "torch"
        assert encoder.fingerprint == model.fingerprint
        assert_well_formed(encoder)


def test_sentences_of_a_model_without_mean_pooling_are_texts_of_their_own(cls_model: Model) -> None:
    encoder = load_encoder(cls_model, Engine.TORCH)
    (made,) = encoder.encode_passages([passage_of("How many?", "Seven of them.")])
    assert made.sentences[0] @ encoder.encode_question("How many?") >= SAME
    assert made.sentences[1] @ encoder.encode_question("Seven of them.") >= SAME


def test_vectors_are_those_of_sentence_transformers(on_torch: Encoder, mean_model: Model) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(mean_model.folder))
    passages = PASSAGES[:8]
    expected = original.encode([passage.embedded_text for passage in passages], normalize_embeddings=True)
    for made, vector in zip(on_torch.encode_passages(passages), expected, strict=True):
        assert made.passage @ vector >= SAME


def test_model_with_mean_pooling_runs_on_onnxruntime_and_gives_the_same(
    cache: Path, on_torch: Encoder, mean_model: Model
) -> None:
    for _ in ("made", "kept"):
        encoder = load_encoder(mean_model)
        assert encoder.engine == "onnxruntime"
        assert_well_formed(encoder)
        assert_same(on_torch, encoder)
    assert len(list(cache.rglob("model.onnx"))) == 1


@pytest.mark.parametrize(
    ("file", "damage"),
    [("model.onnx", b"garbage " * 100), ("model.onnx.data", None)],
    ids=["garbage", "weights missing"],
)
def test_damaged_graph_is_made_anew(
    cache: Path, on_torch: Encoder, mean_model: Model, file: str, damage: bytes | None
) -> None:
    load_encoder(mean_model)
    for graph in cache.rglob(file):
        graph.unlink() if damage is None else graph.write_bytes(damage)
    encoder = load_encoder(mean_model, Engine.ONNX)
    assert encoder.engine == "onnxruntime"
    assert_same(on_torch, encoder)


def test_model_without_mean_pooling_falls_back_to_torch(cache: Path, cls_model: Model) -> None:
    for _ in ("tried", "known to be in vain"):
        encoder = load_encoder(cls_model)
        assert encoder.engine == "torch"
        assert_well_formed(encoder)
    with pytest.raises(ModelNotFound, match="cannot run on onnxruntime"):
        load_encoder(cls_model, Engine.ONNX)


@pytest.mark.parametrize("engine", list(Engine))
def test_broken_weights_are_told_in_one_line(cache: Path, mean_model: Model, tmp_path: Path, engine: Engine) -> None:
    folder = shutil.copytree(mean_model.folder, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"no weights at all")
    with pytest.raises(ModelDamaged) as refusal:
        load_encoder(Model("broken", folder), engine)
    assert str(folder) in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


def test_packaged_model_gives_the_same_on_both_engines() -> None:
    model = find_model()
    fast = load_encoder(model)
    assert fast.engine == "onnxruntime"
    assert_same(load_encoder(model, Engine.TORCH), fast)


def test_packaged_model_knows_what_belongs_together() -> None:
    encoder = load_encoder(find_model())
    question = encoder.encode_question("Which animal says miaow?")
    cat, ship = encoder.encode_passages([passage_of("A cat is purring."), passage_of("A ship is sailing.")])
    assert question @ cat.passage > question @ ship.passage
    assert question @ cat.sentences[0] > question @ ship.sentences[0]


def test_sentence_vector_is_the_mean_of_its_own_tokens() -> None:
    tokens = np.array([[9, 9], [1, 0], [0, 1], [5, 0], [9, 9]], np.float32)
    spans = [(0, 0), (0, 2), (2, 4), (5, 7), (0, 0)]
    pooled = pool_sentences(tokens, spans, [(0, 4), (5, 7)])
    assert pooled == pytest.approx(np.array([[2**-0.5, 2**-0.5], [1, 0]]), abs=1e-6)


def test_sentence_that_was_not_read_has_the_vector_of_all() -> None:
    tokens = np.array([[1, 0], [0, 1]], np.float32)
    pooled = pool_sentences(tokens, [(0, 2), (2, 4)], [(8, 9)])
    assert pooled == pytest.approx(np.array([[2**-0.5, 2**-0.5]]), abs=1e-6)


def test_nothing_is_reported_to_the_makers_of_the_engine(tmp_path: Path) -> None:
    graph = load_and_find_graph()
    script = "import sys; from index import onnx_encoder; onnx_encoder.onnxruntime.InferenceSession(sys.argv[1])"
    caches = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script, graph], check=True, env=os.environ | caches)
    assert list(tmp_path.iterdir()) == []


def load_and_find_graph() -> Path:
    load_encoder(find_model())
    graph = kept_graph(find_model())
    assert graph is not None
    return graph


def test_engine_is_known_without_loading_the_model(cache: Path, mean_model: Model, cls_model: Model) -> None:
    assert engine_of(Model("never loaded", mean_model.folder.parent)) is None
    assert load_encoder(mean_model).engine == engine_of(mean_model) == "onnxruntime"
    assert load_encoder(cls_model).engine == engine_of(cls_model) == "torch"
