"""What the tests of the index and of the library share."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.model import find_model
from index.store import Store
from index.tokenizer import Tokenizer
from qa.library import Library
from tests.fakes import CountingEncoder

MakeLibrary = Callable[..., Library]

BEES = "Bees dance to tell each other where nectar is. The angle of the dance shows the direction."
CANAL = "The canal was opened in 1869. It joins two seas."
SMOG = "The smog lasted five days. Thousands of people died in London."
ARTICLES = {
    "bees.txt": f"How bees talk\n\n{BEES}\n",
    "sub/canal.md": f"---\ntitle: A canal\nauthor: Ada Writer\ndate: 2021-03-04\n---\n\n{CANAL}\n",
    "smog.txt": f"The great smog\n\n{SMOG}\n",
}


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads the configuration of whoever runs it, or writes into their journals."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        patch.delenv("QA_CONFIG", raising=False)
        yield


@pytest.fixture(scope="session")
def packaged_folder() -> Path:
    return find_model().folder


@pytest.fixture(scope="session")
def tokenizer(packaged_folder: Path) -> Tokenizer:
    return Tokenizer(packaged_folder)


@pytest.fixture(scope="session")
def light_model(packaged_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged model with other weights, so few that hashing them takes no time: for use with a fake encoder."""
    folder = tmp_path_factory.mktemp("model")
    for file in ("tokenizer.json", "sentence_bert_config.json", "config.json"):
        shutil.copy(packaged_folder / file, folder)
    (folder / "model.safetensors").write_bytes(b"no weights")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path, create=True)
    yield store
    store.close()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of three articles."""
    folder = tmp_path / "articles"
    for path, text in ARTICLES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def make_library(articles: Path, light_model: Path, encoder: CountingEncoder) -> Iterator[MakeLibrary]:
    """Libraries of the folder of articles, all on one fake encoder."""
    made = []

    def make(corpus: Path = articles, index: Path | None = None, model: Path | None = light_model) -> Library:
        library = Library(corpus, index, str(model) if model else None, load_encoder=lambda _: encoder)
        made.append(library)
        return library

    yield make
    for library in made:
        library.close()


@pytest.fixture
def library(make_library: MakeLibrary) -> Library:
    return make_library()
