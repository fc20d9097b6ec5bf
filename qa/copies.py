"""Passages that say the same: an article that is there twice, a syndicated story, a paragraph that comes again.

How near two passages are can't tell. Of the pairs on the shared sets, those that differ in the one thing that matters
("section 59, England and Wales" and "section 60, Northern Ireland"; two parks with the same facilities) share 0.64 to
0.89 of their three-word shingles, and copies with a sentence more or less 0.5 to 0.95. So a passage counts as a copy
only if all that it says, number by number and name by name, is said by the other in the same sentences and in the same
order. That makes 4 pairs in 386 passages of web pages, 167 in 2973 of manuals and government pages, none elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.records import PassageRecord
from qa.hit import Hit

MOST_OF_IT = 0.5
"""A copy is at least so much of what it is a copy of, in characters: a line found in a long passage stays its own."""
_LOWER_CASE = ("a", "an", "the", "and", "also", "as", "so", "that", "then", "thus", "which", "who")
_WEIGHTLESS = frozenset([*_LOWER_CASE, "An", "The", "And", "Also", "As", "So", "That", "Then", "Thus"])
"""Words that can come and go without a change of what is said, spelt so that they are no letter and no name (plan A,
the WHO); there is no negation, preposition, pronoun or quantity among them."""
_PUNCTUATION = re.compile(r"""(?<!\d)[.,]|[.,](?!\d)|(?<=\w)[-–—]|[-–—](?!\d)|[!?:;…'"‘’“”«»„()\[\]*_]""")  # noqa: RUF001
"""All but what belongs to a number: its point, its comma, its minus."""

_LONG_WORD = re.compile(r"[^\W_]{6,}")
"""None of them is weightless."""


def collapsed(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The `limit` best of the hits, which come best first, each standing for later ones that say nothing beyond it.

    What says the same scores about the same, so that it is looked for no further than twice the limit.
    """
    standing: list[tuple[frozenset[str], Hit]] = []
    for rank, hit in enumerate(hits):
        if len(standing) >= limit and rank >= 2 * limit:
            break
        words = _long_words(hit.passage.text)
        row = next(
            (row for row, each in enumerate(standing) if words <= each[0] and _says_nothing_new(hit, each[1])), None
        )
        if row is None:
            standing.append((words, hit))
        else:
            others, best = standing[row]
            standing[row] = others, replace(best, also=(*best.also, hit.passage))
    return [hit for _, hit in standing[:limit]]


def _says_nothing_new(hit: Hit, beside: Hit) -> bool:
    return is_copy(said_by(hit.passage), said_by(beside.passage))


def _long_words(text: str) -> frozenset[str]:
    """Words that a copy can't have without what it is a copy of having them too: they rule out most at little cost."""
    return frozenset(_LONG_WORD.findall(text.casefold()))


def said_by(passage: PassageRecord) -> str:
    """The passage's sentences, a line each, without case, punctuation and weightless words."""
    lines = (_words(passage.text[start:end]) for start, end in passage.sentences)
    return "".join(f"{line}\n" for line in lines if line)


def is_copy(said: str, of: str) -> bool:
    """Whether the sentences are a run of the other's, and most of them; both as `said_by` gives them."""
    return MOST_OF_IT * len(of) <= len(said) and f"\n{said}" in f"\n{of}"


def _words(sentence: str) -> str:
    words = _PUNCTUATION.sub(" ", sentence).split()
    return " ".join(word for word in words if word not in _WEIGHTLESS).casefold()
