"""Articles of any number to measure with: sentences of the sample articles mixed anew, names and numbers changed."""

import random
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from index.readers import read
from index.sentences import sentence_spans

_CORPUS = Path(__file__).parents[2] / "corpus"
_SYLLABLES = ["ba", "den", "ka", "lo", "mir", "no", "pel", "ra", "sto", "tu", "ven", "zi", "chal", "ford", "gen", "hol"]


def write_articles(folder: Path, count: int, seed: int = 1) -> None:
    """Writes `count` articles of about five passages each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in zip(range(count), _articles(seed), strict=False):
        (folder / f"article-{number:06}.txt").write_text(text, encoding="utf-8")


def _articles(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    sentences = [sentence for path in sorted(_CORPUS.glob("*.*")) for sentence in _sentences(path)]
    while True:
        paragraphs = [" ".join(chance.choices(sentences, k=5)) for _ in range(5)]
        text = f"The {_name(chance)} report\n\n" + "\n\n".join(paragraphs)
        yield re.sub(r"\d+", lambda _: str(chance.randrange(3000)), _renamed(text, chance))


def _sentences(path: Path) -> list[str]:
    text = read(path.read_bytes(), PurePath(path.name)).text
    return [text[start:end].replace("\n", " ") for start, end in sentence_spans(text) if end - start > 40]


def _renamed(text: str, chance: random.Random) -> str:
    return re.sub(r"(?<=[a-z] )[A-Z][a-z]{3,}", lambda _: _name(chance), text)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
