"""The engine that runs the packaged model, and all of its kind, on onnxruntime: ready in a second, without torch."""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoder import PassageInput, PassageVectors, Vectors, pool_sentences, unit
from index.model import Model
from index.onnx_export import INPUTS, OUTPUT
from index.tokenizer import Tokenizer

# Read when onnxruntime is imported: without it, onnxruntime reports its use to its makers.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

if TYPE_CHECKING:
    from tokenizers import Encoding

_TOKENS_AT_ONCE = 1024
"""Of a batch, padding included. What is in work then stays in the processor's caches: four times as many take 1.1 to
1.2 times as long, a quarter as many 1.1 times."""

_CORES = os.cpu_count() or 1
"""Each core takes batches of its own: several at one batch would wait for each other at every layer, for long where
other programs run too."""
_AT_A_QUESTION = min(_CORES, 4)
"""So many cores share a question: two take 0.65 times as long as one, or 1.3 times where another program holds one."""
_SLOWER = ["SkipLayerNormFusion"]
"""Optimisations of onnxruntime 1.32 that take a tenth longer on a processor than what they replace."""


class OnnxEncoder:
    """A transformer with mean pooling behind the encoder seam. Threads may share it."""

    engine = "onnxruntime"
    at_once = 32

    def __init__(self, model: Model, graph: Path) -> None:
        """`graph` gives the token embeddings of `model`. Raises onnxruntime's errors if it is no whole graph."""
        self.fingerprint = model.fingerprint
        self._tokenizer = Tokenizer(model.folder, model.max_tokens)
        self._graph = graph
        self._asking = _session(graph, _AT_A_QUESTION)
        self._threads = ThreadPoolExecutor(_CORES, "encoding")
        self.dim = int(self._asking.get_outputs()[0].shape[-1])

    @cached_property
    def _reading(self) -> onnxruntime.InferenceSession:
        """Made when passages come: who only asks has no use for it."""
        return _session(self._graph, 1)

    def encode_question(self, question: str) -> Vectors:
        """(dim,) float32 of unit length."""
        encodings = self._tokenizer.encode([question])
        return unit(_token_embeddings(self._asking, encodings)[0].mean(axis=0))

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """The vectors of each passage and of its sentences, in the order given."""
        encodings = self._tokenizer.encode([passage.embedded_text for passage in passages])
        batches = _batches([len(encoding.ids) for encoding in encodings])
        texts = ([encodings[row] for row in rows] for rows in batches)
        made: dict[int, PassageVectors] = {}
        embedded = self._threads.map(partial(_token_embeddings, self._reading), texts)
        for rows, embeddings in zip(batches, embedded, strict=True):
            for row, padded in zip(rows, embeddings, strict=True):
                tokens = padded[: len(encodings[row].ids)]
                sentences = pool_sentences(tokens, encodings[row].offsets, passages[row].embedded_sentences)
                made[row] = PassageVectors(unit(tokens.mean(axis=0)), sentences)
        return [made[row] for row in range(len(passages))]


def _session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER)


def _token_embeddings(session: onnxruntime.InferenceSession, encodings: "Sequence[Encoding]") -> Vectors:
    """(texts, longest text in tokens, dim); what stands beyond the end of a text means nothing."""
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    embeddings: Vectors = session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))[0]
    return embeddings


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows of about one length together, so that little is spent on padding; each core gets as much to do.

    `lengths` are in tokens.
    """
    rounds = math.ceil(sum(lengths) / (_TOKENS_AT_ONCE * _CORES))
    most = max(sum(lengths) / (rounds * _CORES), *lengths) if lengths else 0
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if not batches or (len(batches[-1]) + 0.5) * lengths[row] > most:
            batches.append([])
        batches[-1].append(row)
    return batches
