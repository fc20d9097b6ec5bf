"""Long runs on a GPU, which is only pretended to be there."""

import pytest

import index.engine
from index.encoder import Encoder, PassageInput
from index.engine import Engine, load_encoder
from index.model import Model, find_model
from index.moving_encoder import LONG_RUN, MovingEncoder
from tests.fakes import CountingEncoder

PASSAGES = [PassageInput("Title", f"Passage {n}.", ((0, 9),)) for n in range(32)]


def run(encoder: Encoder, passages: int) -> None:
    for _ in range(passages // len(PASSAGES)):
        encoder.encode_passages(PASSAGES)


class OtherEncoder(CountingEncoder):
    engine = "other"
    at_once = 256


def test_short_run_stays() -> None:
    encoder = MovingEncoder(CountingEncoder(), lambda: pytest.fail("not worth it"))
    run(encoder, LONG_RUN)
    assert encoder.engine == "fake"


def test_long_run_moves_and_questions_stay() -> None:
    first, other = CountingEncoder(), OtherEncoder()
    encoder = MovingEncoder(first, lambda: other)
    run(encoder, 2 * LONG_RUN)
    assert (encoder.engine, encoder.at_once) == ("other", 256)
    assert len(first.seen) == len(other.seen) == LONG_RUN
    other.encode_question = lambda _: pytest.fail("a question")  # type: ignore[assignment]
    assert encoder.encode_question("Who?").shape == (encoder.dim,)


def test_long_run_without_gpu_stays_and_asks_once() -> None:
    first, asked = CountingEncoder(), []
    encoder = MovingEncoder(first, lambda: asked.append(1))
    run(encoder, 3 * LONG_RUN)
    assert len(first.seen) == 3 * LONG_RUN
    assert asked == [1]


@pytest.mark.parametrize(("gpu", "engine"), [(True, "torch"), (False, "onnxruntime")])
def test_packaged_model_moves_to_a_gpu_that_torch_sees(monkeypatch: pytest.MonkeyPatch, gpu: bool, engine: str) -> None:
    monkeypatch.setattr(index.engine, "may_have_gpu", lambda: True)
    monkeypatch.setattr(index.engine, "has_gpu", lambda: gpu)
    monkeypatch.setattr("index.moving_encoder.LONG_RUN", len(PASSAGES))
    encoder = load_encoder(find_model())
    assert encoder.engine == "onnxruntime"
    run(encoder, 2 * len(PASSAGES))
    assert encoder.engine == engine


def test_gpu_that_gives_other_vectors_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong(CountingEncoder):
        dim = 384

    def wrong(model: Model) -> Encoder:
        return Wrong()

    monkeypatch.setattr(index.engine, "may_have_gpu", lambda: True)
    monkeypatch.setattr(index.engine, "has_gpu", lambda: True)
    monkeypatch.setattr(index.engine, "_on_torch", wrong)
    monkeypatch.setattr("index.moving_encoder.LONG_RUN", len(PASSAGES))
    encoder = load_encoder(find_model())
    run(encoder, 2 * len(PASSAGES))
    assert encoder.engine == "onnxruntime"


def test_engine_that_was_asked_for_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.engine, "may_have_gpu", lambda: True)
    assert not isinstance(load_encoder(find_model(), Engine.ONNX), MovingEncoder)
