import subprocess
import sys
from pathlib import PurePath

import pytest

from index.errors import UnreadableFile
from index.readers import SUFFIXES, read

FORMATS = [".docx", ".epub", ".html", ".md", ".pdf", ".txt"]


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"])
def test_empty_file_is_named_as_such(suffix: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^the file is empty$"):
        read(data, PurePath("a" + suffix))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, id="png"),
        pytest.param(b"PK\x03\x04" + bytes(500), id="zip"),
        pytest.param(b"%PDF-1.7\n" + bytes(range(32)) * 9, id="pdf"),
    ],
)
def test_binary_file_is_refused_in_one_plain_line(suffix: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(data, PurePath("a" + suffix))
    assert "\n" not in str(refusal.value)
    assert "Error" not in str(refusal.value)


def test_suffix_is_read_in_any_case() -> None:
    assert read(b"Title\n\nText.", PurePath("A.TXT")).title == "Title"


def test_unknown_suffix_is_refused_with_those_that_can_be_read() -> None:
    with pytest.raises(UnreadableFile, match=r"'\.xlsx'.*\.docx"):
        read(b"data", PurePath("a.xlsx"))


def test_no_format_is_imported_before_a_file_needs_it() -> None:
    code = (
        "import sys, index.readers; print({'pypdfium2', 'docx', 'trafilatura', 'lxml', 'markdown_it'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
