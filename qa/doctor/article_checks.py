"""Whether what was read out of the files is what their authors wrote."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from zlib import crc32

from index.readers import SUFFIXES
from qa.doctor.finding import Finding, State, well
from qa.doctor.patient import Patient
from qa.wording import counted

_FEW_WORDS = 20
_OFTEN = 5
"""A short line that an article has so often is a header or a footer, or the like."""
_LINE_CHARS = 100
_SHINGLE_WORDS = 8
_SHINGLES_KEPT = 8
"""One in so many runs of words is compared."""
_ALIKE = 0.8
"""Articles that share so much of their text, 0..1, are nearly the same."""
_MOST_SHARING = 20
"""Runs of words that more articles have are no sign of one being made from another."""


def there_are_articles(patient: Patient) -> Finding:
    """Without one, there is nothing to ask."""
    if articles := patient.store.counts().articles:
        return well("articles", f"{articles:,}")
    remedy = f"put some into {patient.library.corpus} ({', '.join(sorted(SUFFIXES))})"
    return Finding("articles", State.LOOK, "there is none", remedy)


def articles_have_text(patient: Patient) -> Finding:
    """Hardly any text is what scans, menus and pages behind a consent form give."""
    short = tuple(path for path, text in patient.store.article_texts() if len(text.split()) < _FEW_WORDS)
    if short:
        told = f"{counted(len(short), 'article')} with fewer than {_FEW_WORDS} words"
        return Finding("text", State.LOOK, told, "look whether the files hold more, such as pictures of text", short)
    return well("text", "every article has some")


def articles_are_decoded(patient: Patient) -> Finding:
    """No text that was decoded wrongly, such as a name with "Ã§" in it."""
    broken = tuple(path for path, text in patient.store.article_texts() if _is_garbled(text))
    if broken:
        told = f"{counted(len(broken), 'article')} with characters that look wrongly decoded"
        return Finding("characters", State.LOOK, told, "save the files as UTF-8", broken)
    return well("characters", "none looks wrongly decoded")


def _is_garbled(text: str) -> bool:
    from ftfy.badness import is_bad

    return "\ufffd" in text or any(map(is_bad, text.splitlines()))


def articles_repeat_no_line(patient: Patient) -> Finding:
    """No headers and footers of pages in the middle of the text."""
    found = tuple(f"{path}: {line}" for path, text in patient.store.article_texts() for line in _repeated_lines(text))
    if found:
        told = f"{counted(len(found), 'line')} {_OFTEN} times or more in one article: headers or footers?"
        return Finding("repeated lines", State.LOOK, told, "take them out of the files if they are", found)
    return well("repeated lines", "none")


def _repeated_lines(text: str) -> list[str]:
    lines = Counter(line for line in map(str.strip, text.splitlines()) if " " in line and len(line) <= _LINE_CHARS)
    return [line for line, times in lines.items() if times >= _OFTEN]


def articles_differ(patient: Patient) -> Finding:
    """No article that is nearly the same as another."""
    alike = tuple(_alike({path: _shingles(text) for path, text in patient.store.article_texts()}))
    if alike:
        told = f"{counted(len(alike), 'pair')} of articles nearly the same"
        return Finding("near-duplicates", State.LOOK, told, "keep one of each, if they are meant to be one", alike)
    return well("near-duplicates", "none")


def _alike(shingles: dict[str, set[int]]) -> Iterator[str]:
    having = defaultdict(list)
    for path, runs in shingles.items():
        for run in runs:
            having[run].append(path)
    shared = Counter(
        pair for paths in having.values() if len(paths) <= _MOST_SHARING for pair in combinations(paths, 2)
    )
    for (one, other), common in shared.items():
        if common >= _ALIKE * len(shingles[one] | shingles[other]):
            yield f"{one} and {other}"


def _shingles(text: str) -> set[int]:
    """Hashes of some of the runs of words, the same ones whatever the article."""
    words = text.casefold().split()
    runs = (" ".join(words[start : start + _SHINGLE_WORDS]) for start in range(max(1, len(words) - _SHINGLE_WORDS + 1)))
    hashes = {crc32(run.encode()) for run in runs}
    return {each for each in hashes if each % _SHINGLES_KEPT == 0} or {min(hashes)}
