"""Which language a text is in."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
_ENGLISH_WORDS = frozenset({"the", "of", "and", "that", "this", "with", "which", "from", "were"})
_ENGLISH_SHARE = 0.12
"""Of a text's words: so many of those are in nine of ten English articles, and in no other language."""
_ENOUGH_WORDS = 50
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_CHARACTERS = 2_000
"""So many tell: 0.8 ms an article. Loading the detector takes 0.7 s, once."""
_SURE = 0.65
"""Of the detector's own probability, 0..1. Of 1550 English articles, the three taken for another language were below
it, pidgin aside; a sentence of ten words was above it in 14 of 15 other languages."""
_VARIANTS = {"ary": "ar", "arz": "ar", "nn": "no", "wuu": "zh", "yue": "zh", "pcm": "en"}
"""Languages that are read as their nearest relative; bare tables of English names are taken for pidgin."""


def language_of(text: str) -> str:
    """ISO 639 code of the language of the text's beginning.

    English where that is too short, or too little like a language, to be sure.
    """
    beginning = text[:_ENOUGH_CHARACTERS]
    if _is_plainly_english(beginning):  # spares most people the detector
        return ENGLISH
    language, probability = _identifier().classify(beginning)
    return _VARIANTS.get(language, language) if probability >= _SURE else ENGLISH


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return len(words) >= _ENOUGH_WORDS and sum(map(_ENGLISH_WORDS.__contains__, words)) >= _ENGLISH_SHARE * len(words)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
