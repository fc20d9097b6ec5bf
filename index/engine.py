"""Which engine runs a model: onnxruntime where it can, since it is there at once, torch otherwise and on a GPU."""

import logging
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from index.errors import ModelNotFound
from index.model import Model
from index.moving_encoder import MovingEncoder, has_gpu, may_have_gpu
from index.onnx_export import drop_graph, export_graph, export_was_tried, kept_graph

if TYPE_CHECKING:
    from index.encoder import Encoder

_log = logging.getLogger(__name__)


class Engine(StrEnum):
    """What to run a model on."""

    AUTO = "auto"
    ONNX = "onnx"
    TORCH = "torch"


def load_encoder(model: Model, engine: Engine = Engine.AUTO) -> "Encoder":
    """The model, ready to encode: in about a second, or half a minute the first time, when its ONNX graph is made.

    With AUTO, where torch sees a GPU, it takes over when passages are many.
    Raises ModelDamaged; ModelNotFound where `engine` is ONNX and the model cannot run on it.
    """
    if engine is Engine.TORCH:
        return _on_torch(model)
    encoder = _on_kept_graph(model)
    if encoder is None and (engine is Engine.ONNX or not export_was_tried(model)):
        encoder = _on_new_graph(model)
    if encoder is None and engine is Engine.ONNX:
        raise ModelNotFound(f"the model {model.name} cannot run on onnxruntime: leave out --engine onnx")
    if encoder and engine is Engine.AUTO and may_have_gpu():
        return MovingEncoder(encoder, partial(_on_gpu, model, encoder))
    return encoder or _on_torch(model)


def engine_of(model: Model) -> str | None:
    """What the model runs on here if no engine is asked for; None where it has not been loaded yet."""
    if kept_graph(model):
        return "onnxruntime"
    return "torch" if export_was_tried(model) else None


def _on_torch(model: Model) -> "Encoder":
    from index.torch_encoder import TorchEncoder

    return TorchEncoder(model)


def _on_gpu(model: Model, fast: "Encoder") -> "Encoder | None":
    """The model on a GPU, if there is one and it gives the same vectors."""
    from index.agreement import agree

    if not has_gpu():
        return None
    encoder = _on_torch(model)
    return encoder if agree(fast, encoder) else None


def _on_kept_graph(model: Model) -> "Encoder | None":
    from index.onnx_encoder import OnnxEncoder

    graph = kept_graph(model)
    if graph is None:
        return None
    try:
        return OnnxEncoder(model, graph)
    except Exception as error:  # onnxruntime has no common base for what a damaged graph raises
        _log.warning("the graph %s is damaged and will be made anew: %s", graph, error)
        drop_graph(model)
        return None


def _on_new_graph(model: Model) -> "Encoder | None":
    """The model on a graph made now, if one can be made and gives the vectors that torch gives."""
    from index.agreement import agree
    from index.onnx_encoder import OnnxEncoder
    from index.torch_encoder import TorchEncoder

    original = TorchEncoder(model)
    try:
        encoder = OnnxEncoder(model, export_graph(model, original))
    except Exception as error:  # each kind of model fails to export in a way of its own
        _log.warning("no ONNX graph of %s: %s", model.name, error)
        return None
    if agree(original, encoder):
        return encoder
    drop_graph(model)
    return None
