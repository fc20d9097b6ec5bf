"""How a source is opened: text in the person's editor at its line, a PDF at its page, a web page in the browser.

No command goes through a shell. The path is one argument and absolute, so that no name can be taken for an option.
"""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import QaError

_IN_EDITOR = {".txt", ".text", ".md", ".markdown"}
_ON_THE_WEB = {".html", ".htm", ".xhtml"}
_FAILS_WITHIN_S = 1.0
"""A program that still runs after that has found its window."""

_At = Callable[[str, int], list[str]]
"""(path, line or page) → the arguments that say so."""


def _plus(path: str, line: int) -> list[str]:
    return [f"+{line}", path]


def _colon(path: str, line: int) -> list[str]:
    return [f"{path}:{line}"]


def _goto(path: str, line: int) -> list[str]:
    return ["--goto", f"{path}:{line}"]


def _line_option(path: str, line: int) -> list[str]:
    return ["--line", str(line), path]


_TERMINAL_EDITORS: dict[str, _At] = {
    **dict.fromkeys(("vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "mg", "joe", "ne"), _plus),
    **dict.fromkeys(("micro", "kak"), _plus),
    **dict.fromkeys(("hx", "helix"), _colon),
}
_WINDOW_EDITORS: dict[str, _At] = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), _goto),
    **dict.fromkeys(("subl", "sublime_text", "zed", "zeditor"), _colon),
    **dict.fromkeys(("gvim", "mvim", "gedit", "gnome-text-editor", "bbedit"), _plus),
    **dict.fromkeys(("kate", "kwrite", "mate", "idea", "pycharm"), _line_option),
}
_PDF_VIEWERS: dict[str, _At] = {
    "okular": lambda path, page: ["--page", str(page), path],
    "evince": lambda path, page: [f"--page-index={page}", path],
    "atril": lambda path, page: [f"--page-index={page}", path],
    "zathura": lambda path, page: [f"--page={page}", path],
    "qpdfview": lambda path, page: [f"{path}#{page}"],
    "sioyek": lambda path, page: ["--page", str(page), path],
    "mupdf": lambda path, page: [path, str(page)],
    "xpdf": lambda path, page: [path, f":{page}"],
    "SumatraPDF": lambda path, page: ["-page", str(page), path],
}


@dataclass(frozen=True, slots=True)
class Opening:
    """The command that opens a source."""

    command: tuple[str, ...]
    file: Path
    in_terminal: bool
    """Whether it needs the terminal for itself, until it ends."""

    @property
    def program(self) -> str:
        return PurePath(self.command[0]).name


def opening(
    file: Path, url: str | None, line: int | None, page: int | None, environment: Mapping[str, str] = os.environ
) -> Opening:
    """How the file is opened here, at the line or page if one is known; a web page at `url`, which is http or https.

    Raises QaError, which names the file, if nothing can open it.
    """
    suffix = file.suffix.lower()
    if not file.exists():
        raise QaError(f"{file} is gone: nothing to open")
    if suffix in _IN_EDITOR and (editor := environment.get("VISUAL") or environment.get("EDITOR")):
        return _in_editor(editor, file.absolute(), line)
    if suffix in _ON_THE_WEB and url and (_has_screen(environment) or environment.get("BROWSER")):
        return Opening((sys.executable, "-m", "webbrowser", url), file, in_terminal=not _has_screen(environment))
    return _in_window(file.absolute(), page, environment)


def start(opening: Opening) -> None:
    """Starts a program with a window of its own. Raises QaError if it fails at once."""
    nowhere = subprocess.DEVNULL
    try:
        started = subprocess.Popen(
            opening.command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )
        status = started.wait(_FAILS_WITHIN_S)
    except subprocess.TimeoutExpired:
        threading.Thread(target=started.wait, daemon=True).start()  # so that no zombie is left behind
        return
    except OSError as error:
        raise QaError(f"{opening.program} cannot be started: {error.strerror}") from error
    if status:
        raise QaError(f"{opening.program} could not open {opening.file} (it ended with status {status})")


def run(opening: Opening) -> None:
    """Runs a program in the terminal until the person leaves it. Raises QaError if it can't be started."""
    try:
        subprocess.run(opening.command, check=False)
    except OSError as error:
        raise QaError(f"{opening.program} cannot be started: {error.strerror}") from error


def _in_editor(editor: str, file: Path, line: int | None) -> Opening:
    """`editor` is a command line, such as "emacs -nw"."""
    try:
        program, *options = shlex.split(editor)
    except ValueError as error:
        raise QaError(f"$VISUAL or $EDITOR is no command ({editor!r}: {error}): set it to your editor") from None
    if shutil.which(program) is None:
        raise QaError(f"the editor {program} is not installed: set $VISUAL or $EDITOR to one that is, or open {file}")
    name = PurePath(program).name.removesuffix(".exe")
    at = _TERMINAL_EDITORS.get(name) or _WINDOW_EDITORS.get(name)
    where = at(str(file), line) if at and line else [str(file)]
    return Opening((program, *options, *where), file, in_terminal=name not in _WINDOW_EDITORS)


def _in_window(file: Path, page: int | None, environment: Mapping[str, str]) -> Opening:
    if _has_screen(environment):
        if file.suffix.lower() == ".pdf" and page:
            for viewer, at in _PDF_VIEWERS.items():
                if shutil.which(viewer):
                    return Opening((viewer, *at(str(file), page)), file, in_terminal=False)
        if opener := _platform_opener():
            return Opening((*opener, str(file)), file, in_terminal=False)
    what = "set $EDITOR to open it there" if file.suffix.lower() in _IN_EDITOR else "open it yourself"
    raise QaError(f"nothing here can show {file}: {what}")


def _has_screen(environment: Mapping[str, str]) -> bool:
    """Whether windows can be opened; on Linux, a terminal may be all there is."""
    known = sys.platform in ("darwin", "win32")
    return known or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _platform_opener() -> tuple[str, ...] | None:
    if sys.platform == "darwin":
        return ("open",)
    if sys.platform == "win32":
        return ("rundll32", "url.dll,FileProtocolHandler")
    openers = (("xdg-open",), ("gio", "open"))
    return next((opener for opener in openers if shutil.which(opener[0])), None)
