"""Articles that others wrote, where they are at hand."""

from pathlib import Path

import pytest

from index.passages import PassageSplitter
from index.readers import read
from index.tokenizer import Tokenizer

SETS = Path(__file__).parents[2] / "shared" / "eval"


@pytest.mark.skipif(not SETS.is_dir(), reason="the question sets are not part of the project")
@pytest.mark.parametrize("name", ["encyclopedia", "web", "conversations", "dialogues"])
def test_passages_of_plain_text_stand_in_the_file(name: str, tokenizer: Tokenizer) -> None:
    splitter = PassageSplitter(tokenizer, max_tokens=256)
    files = sorted((SETS / name / "articles").glob("*.txt"))
    assert files
    for file in files:
        text = file.read_bytes().decode("utf-8")
        passages = splitter.split(read(file.read_bytes(), file))
        assert passages
        assert all(text[passage.start : passage.end] == passage.text for passage in passages)
        lengths = tokenizer.counts([passage.embedded_text for passage in passages])
        assert max(lengths) + tokenizer.special_tokens <= 256
