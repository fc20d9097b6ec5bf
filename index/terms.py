"""What the word index makes of a text, by language: lower-cased words without endings, or runs of characters.

English and the languages without rules of their own share theirs. The terms of every other language carry its code
("de:haus"), so that each is as rare as it is among the passages of its language.
"""

import re
import unicodedata
from abc import ABC, abstractmethod
from functools import cache

import tantivy
from tantivy import Filter

from index.function_words import CUT_OUT, FUNCTION_WORDS
from index.language import ENGLISH

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_WITHOUT_FUNCTION_WORDS = frozenset({"ar", "el", "ro", "ta", "tr"})
"""Languages that tantivy has no list of function words for."""
_CHARACTERS = {"zh": 2, "ja": 2, "ko": 2, "th": 3}
"""How many characters make a term where words are not set apart by spaces, or take many endings."""
LANGUAGES = (ENGLISH, *_STEMMERS, *_CHARACTERS)

_LONGEST_ENGLISH_BYTES = 40
_LONGEST_BYTES = 120
"""Of UTF-8, where most scripts take two or three a letter."""
_WORD = r"[\p{Alphabetic}\p{M}\p{N}]+"
"""With combining marks, at which tantivy's simple tokenizer would cut words of Arabic or Tamil apart."""
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59"
_EAST_ASIAN = (
    "\u3005\u3006\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # Japanese, without its dot between words
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff\uac00-\ud7af"  # Chinese, Korean
)
_IO_TO_IE = {0x451: 0x435, 0x401: 0x415}
"""Two letters of Russian of which the second is mostly written for the first."""
_RUNS = re.compile(rf"([{_THAI}]+|[{_EAST_ASIAN}]+)|(?:(?![{_THAI}{_EAST_ASIAN}])[^\W_])+")
"""A run of characters that are not set apart (group 1), or a word of another script among them."""


def analysed_as(language: str) -> str:
    """The language whose rules its texts are analysed by."""
    return language if language in LANGUAGES else ENGLISH


def language_of_term(term: str) -> str:
    """The language by whose rules the term was made."""
    language, colon, _ = term.partition(":")
    return language if colon else ENGLISH


class Analyzer(ABC):
    """Makes terms of the texts of one language."""

    @abstractmethod
    def terms(self, text: str) -> list[str]:
        """The terms in the text, in its order, as often as they occur."""

    @abstractmethod
    def telling(self, text: str) -> list[str]:
        """Those that say what the text is about; it may have none."""


@cache
def analyzer(language: str) -> Analyzer:
    """Of a language among `LANGUAGES`."""
    if language == ENGLISH:
        return _Words(_english(), _english(), ENGLISH)
    if language in _CHARACTERS:
        return _Characters(language)
    lists = language not in _WITHOUT_FUNCTION_WORDS
    return _Words(_stemming(language), _stemming(language, function_words=not lists), language)


class _Words(Analyzer):
    """Words that are set apart, without their endings."""

    def __init__(self, every: tantivy.TextAnalyzer, most: tantivy.TextAnalyzer, language: str) -> None:
        """`most` may leave function words out."""
        self._every, self._most = every, most
        self._language = language
        self._function_terms = frozenset(self.terms(" ".join(FUNCTION_WORDS.get(language, ()))))

    def terms(self, text: str) -> list[str]:
        return self._tagged(self._every.analyze(self._read(text)))

    def telling(self, text: str) -> list[str]:
        most = self._tagged(self._most.analyze(self._read(text)))
        return [term for term in most if term not in self._function_terms]

    def _read(self, text: str) -> str:
        return text.translate(_IO_TO_IE) if self._language == "ru" else text

    def _tagged(self, terms: list[str]) -> list[str]:
        return terms if self._language == ENGLISH else [f"{self._language}:{term}" for term in terms]


class _Characters(Analyzer):
    """Every few characters that stand together; words of other scripts are kept whole."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._size = _CHARACTERS[language]
        self._cut_out = CUT_OUT.get(language)

    def terms(self, text: str) -> list[str]:
        return [f"{self._language}:{piece}" for piece in self._pieces(_plain(text)) if len(piece) < _LONGEST_BYTES]

    def telling(self, text: str) -> list[str]:
        """The terms of what is left without function words; remnants too short for a term of their own are left out."""
        left = self._cut_out.sub(" ", _plain(text)) if self._cut_out else _plain(text)
        runs = (match for match in _RUNS.finditer(left) if not match[1] or len(match[1]) >= self._size)
        return self.terms(" ".join(match[0] for match in runs))

    def _pieces(self, text: str) -> list[str]:
        return [piece for match in _RUNS.finditer(text) for piece in (_cut(match[1], self._size) or [match[0]])]


def _plain(text: str) -> str:
    """Half and full width forms are one, as are small letters and capitals."""
    return unicodedata.normalize("NFKC", text).lower()


def _cut(run: str | None, size: int) -> list[str]:
    return [run[at : at + size] for at in range(max(len(run) - size, 0) + 1)] if run else []


def _english() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(Filter.remove_long(_LONGEST_ENGLISH_BYTES))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )


def _stemming(language: str, *, function_words: bool = True) -> tantivy.TextAnalyzer:
    """Accents are folded last, since both function words and endings are written with them."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD)).filter(Filter.remove_long(_LONGEST_BYTES))
    builder = builder.filter(Filter.lowercase())
    if not function_words:
        builder = builder.filter(Filter.stopword(_STEMMERS[language]))
    return builder.filter(Filter.stemmer(_STEMMERS[language])).filter(Filter.ascii_fold()).build()
