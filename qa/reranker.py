"""A second reader for the best passages: a cross-encoder, for those who have one.

It reads question and passage together, so it judges better than vectors that were made apart, and takes far longer:
hence only the best at first are given to it. What it says is the order, not the confidence, which stays the calibrated
judgement from absolute evidence: the scale of its scores differs from model to model.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import ModelDamaged, ModelNotFound, reason_of
from index.model import Model, find_model
from index.passages import embedded_text
from qa.hit import Found, Hit
from qa.probe import Probe

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 20
"""So many of the best passages are read again, more if more are wanted."""
_CLASSIFIER = "ForSequenceClassification"


class Reranker(Protocol):
    """Reads a question together with passages."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One a passage, higher is better, comparable for one question only."""


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder. Threads may share it: they take turns."""

    def __init__(self, model: Model) -> None:
        """Loads nothing yet; `model` as `find_reranker` gives it."""
        self._model = model
        self._turn = threading.Lock()

    @property
    def is_loaded(self) -> bool:
        return "_encoder" in self.__dict__

    def load(self) -> None:
        """Takes seconds the first time. Raises ModelDamaged when the files do not make a model."""
        with self._turn:
            _ = self._encoder

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Logits, one a passage. Raises ModelDamaged."""
        from torch.nn import Identity

        pairs = [(question, passage) for passage in passages]
        with self._turn:
            # Not through a sigmoid, which makes all that are good equal.
            found: Any = self._encoder.predict(pairs, activation_fn=Identity(), show_progress_bar=False)
        return [float(score) for score in found]

    @cached_property
    def _encoder(self) -> "CrossEncoder":
        return _load(self._model)


def find_reranker(name: str) -> CrossEncoderReranker:
    """The cross-encoder of that name or in that folder, found as `index.model.find_model` does.

    Raises ModelNotFound if there is none, or if it is no cross-encoder with one output.
    """
    model = find_model(name)
    kind, outputs = _kind(model)
    if not kind.endswith(_CLASSIFIER):
        raise ModelNotFound(
            f"{name} is no cross-encoder but a {kind or 'model of unknown kind'}: name one, such as "
            "cross-encoder/ms-marco-MiniLM-L6-v2, or its folder"
        )
    if outputs != 1:
        raise ModelNotFound(f"the cross-encoder {name} has {outputs} outputs: name one with a single output")
    return CrossEncoderReranker(model)


def reranked(found: Found, reranker: Reranker, question: Probe, before: Sequence[Probe]) -> tuple[Hit, ...]:
    """The hits by the cross-encoder's scores, best first. A question that leans on the one before is read after it."""
    asked = f"{before[0].text} {question.text}" if before and found.reading.first > 0 else question.text
    texts = [embedded_text(hit.passage.context, hit.passage.text) for hit in found.hits]
    scores = reranker.scores(asked, texts) if texts else []
    scored = [replace(hit, score=score) for hit, score in zip(found.hits, scores, strict=True)]
    return tuple(sorted(scored, key=lambda hit: -hit.score))


def _kind(model: Model) -> tuple[str, int]:
    """(architecture, number of outputs) as its config.json says; transformers take two outputs if it says none."""
    try:
        config = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
        return str((config.get("architectures") or [""])[0]), len(config.get("id2label") or "01")
    except (OSError, ValueError, AttributeError, TypeError, KeyError):  # no file, no JSON, other things in it
        return "", 0


def _load(model: Model) -> "CrossEncoder":
    import logging

    from sentence_transformers import CrossEncoder
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        encoder: CrossEncoder = CrossEncoder(
            str(model.folder),
            local_files_only=True,
            trust_remote_code=False,
            max_length=model.max_tokens,
            model_kwargs={"use_safetensors": True},
        )
        return encoder
    except Exception as error:  # Each kind of broken model raises in its own way, from many libraries.
        raise ModelDamaged(f"the cross-encoder in {model.folder} could not be loaded: {reason_of(error)}") from error
