"""The models that a library works with: the one that makes vectors, and the one that puts passages in order."""

import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from index.errors import ModelDamaged
from index.model import DEFAULT_MODEL, Model, find_model
from qa.reranker import CrossEncoderReranker, find_reranker

if TYPE_CHECKING:
    from index.encoder import Encoder


class Models:
    """Found when they are first asked for, loaded when they are first needed. Threads may share them."""

    def __init__(
        self,
        wanted: str | None,
        made_with: Callable[[], str | None],
        load_encoder: "Callable[[Model], Encoder]",
        reranker: str | None,
    ) -> None:
        """`wanted` and `reranker` are names or folders; `made_with` names the model of the index, if there is one."""
        self._wanted = wanted
        self._made_with = made_with
        self._load_encoder = load_encoder
        self._wanted_reranker = reranker
        self._encoder: Encoder | None = None
        self._reranker: CrossEncoderReranker | None = None
        self._loading = threading.Lock()
        self._finding = threading.Lock()

    @cached_property
    def model(self) -> Model:
        """The model that was asked for, else the index's own, else the packaged one. Raises ModelNotFound."""
        return find_model(self._wanted or self._made_with() or DEFAULT_MODEL)

    @property
    def reranker(self) -> CrossEncoderReranker | None:
        """The cross-encoder that was asked for, the same for all threads. Raises ModelNotFound."""
        with self._finding:
            if self._reranker is None and self._wanted_reranker:
                self._reranker = find_reranker(self._wanted_reranker)
            return self._reranker

    @property
    def are_loaded(self) -> bool:
        return self._encoder is not None and (self.reranker is None or self.reranker.is_loaded)

    def encoder(self) -> "Encoder":
        """The model, loaded by the first call, which takes seconds. Raises QaError."""
        with self._loading:
            if self._encoder is None:
                try:
                    self._encoder = self._load_encoder(self.model)
                except OSError as error:
                    raise ModelDamaged(f"the model {self.model.name} cannot be loaded: {error}") from error
            return self._encoder
