from pathlib import Path

import pytest

from index.errors import IndexBusy
from index.folder import IndexFolder


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    other = IndexFolder(tmp_path).writing(0.1)
    with IndexFolder(tmp_path).writing(), pytest.raises(IndexBusy, match="by another qa"), other:
        pytest.fail("two writers")
    with IndexFolder(tmp_path).writing():
        pass


def test_lock_brings_no_folder_back_that_was_taken_away(tmp_path: Path) -> None:
    folder = IndexFolder(tmp_path / "corpus" / ".qa")
    with pytest.raises(FileNotFoundError), folder.writing():
        pytest.fail("there is nothing to write")
    assert not (tmp_path / "corpus").exists()
