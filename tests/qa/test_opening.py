"""Which command opens a source, and that none can be talked into more."""

import sys
import threading
from pathlib import Path

import pytest

from index.errors import QaError
from index.records import ArticleRecord
from qa.opening import Opening, opening, run, start
from qa.source import file_link, source_file, web_link

SCREEN = {"DISPLAY": ":0"}


def article(path: str = "a.txt", source_url: str | None = None) -> ArticleRecord:
    return ArticleRecord(1, path, "Title", None, None, source_url, None, "en", b"")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole search path, on Linux."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")
    return folder


def install(programs: Path, name: str, script: str = "exit 0") -> Path:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def written(tmp_path: Path, name: str) -> Path:
    file = tmp_path / name
    file.write_text("text")
    return file


@pytest.mark.parametrize(
    ("editor", "arguments", "in_terminal"),
    [
        ("vim", "+34 FILE", True),
        ("nvim", "+34 FILE", True),
        ("vi", "+34 FILE", True),
        ("nano", "+34 FILE", True),
        ("emacs", "+34 FILE", True),
        ("emacs -nw", "-nw +34 FILE", True),
        ("hx", "FILE:34", True),
        ("micro", "+34 FILE", True),
        ("kak", "+34 FILE", True),
        ("code", "--goto FILE:34", False),
        ("code --wait", "--wait --goto FILE:34", False),
        ("subl", "FILE:34", False),
        ("unheard-of", "FILE", True),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(
    programs: Path, tmp_path: Path, editor: str, arguments: str, in_terminal: bool
) -> None:
    file = written(tmp_path, "an article.md")
    install(programs, editor.split()[0])
    found = opening(file, None, 34, None, {"EDITOR": editor})
    expected = [str(file) if part == "FILE" else part.replace("FILE", str(file)) for part in arguments.split()]
    assert found == Opening((editor.split()[0], *expected), file, in_terminal)


def test_visual_goes_before_editor(programs: Path, tmp_path: Path) -> None:
    for editor in ("vim", "nano"):
        install(programs, editor)
    found = opening(written(tmp_path, "a.txt"), None, 1, None, {"VISUAL": "nano", "EDITOR": "vim"})
    assert found.program == "nano"


def test_a_path_is_one_argument_and_no_option(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "-c ':!touch owned';$(touch owned).txt"
    written(tmp_path, name)
    monkeypatch.chdir(tmp_path)
    install(programs, "vim", 'printf "%s\\n" "$@" > arguments; printf "%s" $# > count')
    run(opening(Path(name), None, 3, None, {"EDITOR": "vim"}))
    assert (tmp_path / "count").read_text() == "2"
    assert (tmp_path / "arguments").read_text() == f"+3\n{tmp_path / name}\n"
    assert not (tmp_path / "owned").exists()


def test_an_editor_that_is_not_there_is_named(programs: Path, tmp_path: Path) -> None:
    with pytest.raises(QaError, match=r"the editor vim is not installed: .* or open .*a.txt"):
        opening(written(tmp_path, "a.txt"), None, 1, None, {"EDITOR": "vim"})


def test_an_editor_that_is_no_command_is_named(programs: Path, tmp_path: Path) -> None:
    with pytest.raises(QaError, match="no command"):
        opening(written(tmp_path, "a.txt"), None, 1, None, {"EDITOR": "vim 'unclosed"})


@pytest.mark.parametrize(
    ("viewer", "arguments"),
    [
        ("okular", ["--page", "7", "FILE"]),
        ("evince", ["--page-index=7", "FILE"]),
        ("zathura", ["--page=7", "FILE"]),
        ("xpdf", ["FILE", ":7"]),
        ("SumatraPDF", ["-page", "7", "FILE"]),
    ],
)
def test_a_pdf_is_opened_at_its_page(programs: Path, tmp_path: Path, viewer: str, arguments: list[str]) -> None:
    file = written(tmp_path, "a.pdf")
    install(programs, viewer)
    install(programs, "xdg-open")
    found = opening(file, None, None, 7, SCREEN)
    assert found == Opening((viewer, *(str(file) if part == "FILE" else part for part in arguments)), file, False)


def test_without_such_a_viewer_the_platform_opens_it(programs: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "a.pdf")
    install(programs, "xdg-open")
    assert opening(file, None, None, 7, SCREEN).command == ("xdg-open", str(file))


def test_a_web_page_goes_to_the_browser_with_its_address(programs: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "a.html")
    found = opening(file, "https://example.org/a", None, None, SCREEN)
    assert found == Opening((sys.executable, "-m", "webbrowser", "https://example.org/a"), file, False)


def test_a_web_page_without_an_address_is_opened_as_a_file(programs: Path, tmp_path: Path) -> None:
    install(programs, "xdg-open")
    found = opening(written(tmp_path, "a.html"), None, None, None, SCREEN)
    assert found.command == ("xdg-open", str(tmp_path / "a.html"))


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html"])
def test_what_nothing_can_open_is_named(programs: Path, tmp_path: Path, name: str) -> None:
    install(programs, "xdg-open")
    with pytest.raises(QaError, match=f"nothing here can show .*{name}: "):
        opening(written(tmp_path, name), "https://example.org", None, None, {})


def test_a_file_that_is_gone_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(QaError, match="is gone"):
        opening(tmp_path / "a.txt", None, 1, None, {"EDITOR": "vim"})


def test_a_program_that_fails_at_once_is_told(programs: Path, tmp_path: Path) -> None:
    install(programs, "xdg-open", "exit 3")
    with pytest.raises(QaError, match=r"xdg-open could not open .*a.pdf .*status 3"):
        start(opening(written(tmp_path, "a.pdf"), None, None, None, SCREEN))


def test_nobody_waits_for_a_window(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.opening._FAILS_WITHIN_S", 0.05)
    install(programs, "okular", "exec /bin/sleep 5")
    waiting = threading.Thread(target=start, args=(opening(written(tmp_path, "a.pdf"), None, None, 1, SCREEN),))
    waiting.start()
    waiting.join(4)
    assert not waiting.is_alive()


def test_links_carry_no_escape_sequence(tmp_path: Path) -> None:
    hostile = "a\x1b]52;c;b3du\x07\u202e ü\x9c.txt"
    assert file_link(tmp_path, article(hostile)) == (
        f"file://{tmp_path}/a%1B%5D52%3Bc%3Bb3du%07%E2%80%AE%20%C3%BC%C2%9C.txt"
    )
    assert web_link(article(source_url="https://e.org/\x1b\\?q=ü&x=%20#f")) == "https://e.org/%1B%5C?q=%C3%BC&x=%20#f"


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "HTTPS:no", "app.quit"])
def test_only_the_web_is_linked_to(url: str | None) -> None:
    assert web_link(article(source_url=url)) is None


def test_a_path_that_leads_out_of_the_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QaError, match="leads out of"):
        source_file(tmp_path / "corpus", article("../secret.txt"))
