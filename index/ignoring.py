"""What people keep out of their index: files named by a `.qaignore`, in the syntax of `.gitignore`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec, PathSpec

FILE_NAME = ".qaignore"


@dataclass(frozen=True, slots=True)
class Patterns:
    """What one `.qaignore` says."""

    prefix_chars: int
    """Length of the path of its folder, which the patterns are relative to."""
    of_files: "GitIgnoreSpec"
    of_folders: "PathSpec[Any]"
    """The same, the last that fits deciding: for files pathspec has it that "!folder/" gives way to all others."""

    def verdict(self, path: str) -> bool | None:
        """Whether it is left out; None where no pattern fits."""
        patterns = self.of_folders if path.endswith("/") else self.of_files
        return patterns.check_file(path[self.prefix_chars :]).include


@dataclass(frozen=True, slots=True)
class Ignoring:
    """The patterns that hold in one folder: its own before those of the folders above."""

    rules: tuple[Patterns, ...] = ()
    """Those of the nearest folder first."""

    def below(self, file: Path, folder: str) -> tuple["Ignoring", list[str]]:
        """With the patterns of that file, relative to `folder` ("" or "a/b/"); and what is wrong with them.

        Raises OSError.
        """
        from pathspec import GitIgnoreSpec, PathSpec

        good, bad = [], []
        for number, line in enumerate(file.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
            try:
                GitIgnoreSpec.from_lines([line])
            except (ValueError, re.error):
                bad.append(f"line {number} is no pattern: {line}")
            else:
                good.append(line)
        files = GitIgnoreSpec.from_lines(good)
        return Ignoring((Patterns(len(folder), files, PathSpec(files.patterns)), *self.rules)), bad

    def ignores(self, path: str) -> bool:
        """Whether the file, or the folder if the path ends in "/", is to be left out."""
        for patterns in self.rules:
            verdict = patterns.verdict(path)
            if verdict is not None:
                return verdict
        return False
