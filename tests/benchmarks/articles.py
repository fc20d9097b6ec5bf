"""Articles of any number to measure with: sentences of the sample articles mixed anew, names and numbers changed."""

import random
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from index.readers import read
from index.sentences import sentence_spans

SAMPLES = Path(__file__).parents[2] / "corpus"
_SYLLABLES = ["ba", "den", "ka", "lo", "mir", "no", "pel", "ra", "sto", "tu", "ven", "zi", "chal", "ford", "gen", "hol"]


def write_articles(folder: Path, count: int, seed: int = 1, paragraphs: int = 5) -> None:
    """Writes `count` articles of so many paragraphs, each about a passage long."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in zip(range(count), _articles(seed, paragraphs), strict=False):
        (folder / f"article-{number:06}.txt").write_text(text, encoding="utf-8")


def sample_sentences() -> list[str]:
    """The longer sentences of the sample articles."""
    return [sentence for path in sorted(SAMPLES.glob("*.*")) for sentence in _sentences(path)]


def renamed(text: str, chance: random.Random) -> str:
    """The text with other names and numbers."""
    text = re.sub(r"(?<=[a-z] )[A-Z][a-z]{3,}", lambda _: _name(chance), text)
    return re.sub(r"\d+", lambda _: str(chance.randrange(3000)), text)


def _articles(seed: int, paragraphs: int) -> Iterator[str]:
    chance = random.Random(seed)
    sentences = sample_sentences()
    while True:
        texts = [" ".join(chance.choices(sentences, k=5)) for _ in range(paragraphs)]
        yield renamed(f"The {_name(chance)} report\n\n" + "\n\n".join(texts), chance)


def _sentences(path: Path) -> list[str]:
    text = read(path.read_bytes(), PurePath(path.name)).text
    return [text[start:end].replace("\n", " ") for start, end in sentence_spans(text) if end - start > 40]


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
