"""A model's transformer as an ONNX graph, made once with torch and kept in the person's cache folder.

Only for models whose vector is the plain mean of their token embeddings, as all-MiniLM-L6-v2's is: the graph gives
token embeddings, and they are pooled outside of it.
"""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from index.model import Model

if TYPE_CHECKING:
    from index.torch_encoder import TorchEncoder

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "token_embeddings"
_GRAPH = "model.onnx"
_VERSION = 2
"""Of the way graphs are made."""


def kept_graph(model: Model) -> Path | None:
    """The graph made earlier for exactly these weights, if there is one."""
    graph = _folder(model) / _GRAPH
    return graph if graph.is_file() else None


def export_was_tried(model: Model) -> bool:
    """Whether a graph was made, or could not be made, before."""
    return _folder(model).is_dir()


def drop_graph(model: Model) -> None:
    """Forgets a graph that is no good; that it was tried is remembered."""
    for file in _folder(model).iterdir():
        file.unlink()


def export_graph(model: Model, encoder: "TorchEncoder") -> Path:
    """Makes the graph of the loaded model and keeps it; the whole graph is there or none.

    Raises ValueError for a model of another kind, OSError, and whatever the exporter cannot deal with.
    """
    kept = _folder(model)
    kept.mkdir(parents=True, exist_ok=True)
    if not encoder.pools_means:
        raise ValueError("its vectors are no plain mean of token embeddings")
    beside = Path(tempfile.mkdtemp(dir=kept.parent))
    try:
        logging.getLogger("torch.onnx").setLevel(logging.ERROR)
        with warnings.catch_warnings(action="ignore"), _plain_attention(encoder.transformer):
            _write(encoder.transformer, beside / _GRAPH)
        # The weights, in a file of their own, come first: a graph is there only when it is whole.
        for file in sorted(beside.iterdir(), key=lambda file: file.name == _GRAPH):
            file.replace(kept / file.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _drop_graphs_of_other_versions(kept)
    return kept / _GRAPH


def _folder(model: Model) -> Path:
    return platformdirs.user_cache_path("qa") / "onnx" / f"{model.fingerprint[:32]}-{_VERSION}"


def _drop_graphs_of_other_versions(kept: Path) -> None:
    for folder in kept.parent.glob(f"{kept.name.rpartition('-')[0]}-*"):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _plain_attention(transformer: Any) -> Iterator[None]:
    """Attention step by step, as onnxruntime likes it: torch's own kernel is exported with guards that take a tenth."""
    usual = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")
    try:
        yield
    finally:
        transformer.set_attn_implementation(usual)


def _write(transformer: Any, graph: Path) -> None:
    import torch

    class TokenEmbeddings(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    texts, tokens = torch.export.Dim("texts"), torch.export.Dim("tokens")
    # Two tensors, since one given twice would become one input.
    example = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long))
    with torch.inference_mode():
        torch.onnx.export(
            TokenEmbeddings().eval(),
            example,
            graph,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_shapes=({0: texts, 1: tokens}, {0: texts, 1: tokens}),
            dynamo=True,
            verbose=False,
        )
