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
