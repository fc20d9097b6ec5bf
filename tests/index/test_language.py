import subprocess
import sys

import pytest

from index.language import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bridge was opened to trains in May and carries two tracks over the river."),
        ("de", "Die Brücke wurde im Mai für Züge geöffnet und trägt zwei Gleise über den Fluss."),
        ("no", "Brua ble åpnet for tog i mai og har to spor over elva, sier kommunen."),
        ("ja", "この橋は五月に開通しました。"),
        ("pl", "Most otwarto dla pociągów w maju i biegną po nim dwa tory przez rzekę."),
    ],
)
def test_language_is_found_out(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "Bees", "1931", "Ein Satz.", "Le Monde", "x = 1; y = 2", "🐝", "| 3 | 4 |"])
def test_what_is_too_short_to_tell_is_taken_for_english(text: str) -> None:
    assert language_of(text) == "en"


def test_detector_is_loaded_only_when_needed() -> None:
    imported = "import sys, qa.library, index.sync; assert 'py3langid' not in sys.modules"
    subprocess.run([sys.executable, "-c", imported], check=True)


def test_plain_english_needs_no_detector() -> None:
    told = (
        "import sys; from pathlib import Path; from index.language import language_of; "
        "print(language_of(next(Path('corpus').glob('*.txt')).read_text(encoding='utf-8')), 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "False"]


def test_english_words_in_another_language_do_not_make_it_english() -> None:
    dutch = (
        "De brug of het pontje brengt de mensen elke ochtend naar de stad aan de overkant van de rivier. De oude toren "
        "heet The Tower of Halden en is in de zomer open voor wie daar graag naar boven wil klimmen. "
    )
    assert language_of(dutch * 20) == "nl"
