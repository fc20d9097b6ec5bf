"""The engine that runs any sentence-transformers model, on torch."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import PassageInput, PassageVectors, Vectors, pool_sentences, unit
from index.errors import ModelDamaged, reason_of
from index.model import Model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16
_BATCH_ON_GPU = 256


class TorchEncoder:
    """A sentence-transformers model behind the encoder seam. Threads may share it: they take turns."""

    engine = "torch"

    def __init__(self, model: Model) -> None:
        """Raises ModelDamaged when the files do not make a model."""
        self.fingerprint = model.fingerprint
        self._model = _load(model.folder)
        self._model.max_seq_length = model.max_tokens
        self._turn = threading.Lock()  # its tokenizer must not be used by two threads at a time
        self._batch = _BATCH if self._model.device.type == "cpu" else _BATCH_ON_GPU
        self.at_once = 2 * self._batch
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.pools_means = _pools_means(self._model)
        """Whether a passage's vector is the mean of its own tokens, so that a sentence's tokens give the sentence's."""

    @property
    def transformer(self) -> Any:
        """The torch module under the pooling."""
        return self._model[0].auto_model

    def encode_question(self, question: str) -> Vectors:
        """(dim,) float32 of unit length."""
        with self._turn:
            return unit(np.asarray(self._model.encode_query(question, show_progress_bar=False)))

    def encode_passages(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """The vectors of each passage and of its sentences, in the order given."""
        encode = self._in_one_pass if self.pools_means else self._one_by_one
        made = []
        for start in range(0, len(passages), self._batch):
            with self._turn:  # a question need not wait for more than a batch
                made += encode(passages[start : start + self._batch])
        return made

    def _in_one_pass(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        texts = [passage.embedded_text for passage in passages]
        outputs: Any = self._model.encode_document(
            texts, batch_size=self._batch, output_value=None, show_progress_bar=False
        )
        return [self._vectors(passage, output) for passage, output in zip(passages, outputs, strict=True)]

    def _vectors(self, passage: PassageInput, output: dict[str, Any]) -> PassageVectors:
        real = output["attention_mask"].cpu().numpy().astype(bool)
        tokens = output["token_embeddings"].float().cpu().numpy()[real]
        encoding = self._model.tokenizer(
            passage.embedded_text,
            return_offsets_mapping=True,
            truncation=True,
            max_length=self._model.max_seq_length,
        )
        return PassageVectors(
            unit(output["sentence_embedding"].float().cpu().numpy()),
            pool_sentences(tokens, encoding["offset_mapping"], passage.embedded_sentences),
        )

    def _one_by_one(self, passages: Sequence[PassageInput]) -> list[PassageVectors]:
        """For models whose vector is no mean of tokens: each sentence is encoded as a text of its own."""
        texts = [passage.embedded_text for passage in passages]
        sentences = [passage.text[start:end] for passage in passages for start, end in passage.sentences]
        vectors = unit(np.asarray(self._model.encode_document(texts + sentences, show_progress_bar=False)))
        ends = len(texts) + np.cumsum([len(passage.sentences) for passage in passages])
        parts = np.split(vectors[: ends[-1]], [len(texts), *ends[:-1]])[1:]
        return [PassageVectors(vector, part) for vector, part in zip(vectors, parts, strict=False)]


def _load(folder: Path) -> "SentenceTransformer":
    import logging

    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return SentenceTransformer(
            str(folder), local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except Exception as error:  # Each kind of broken model raises in its own way, from many libraries.
        raise ModelDamaged(f"the model in {folder} could not be loaded: {reason_of(error)}") from error


def _pools_means(transformer: "SentenceTransformer") -> bool:
    """Not so where another pooling or a dense layer follows, or where the model wants a prompt before a document."""
    kinds = [type(module).__name__ for module in transformer]
    plain = kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
    prompted = any(transformer.prompts.get(name) for name in ("document", "passage", "corpus"))
    return plain and not prompted and transformer[1].pooling_mode == "mean"
