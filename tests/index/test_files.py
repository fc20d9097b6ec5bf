import os
from pathlib import Path

import pytest

from index.files import list_files


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return make(tmp_path / "corpus", "a.txt", "notes/b.md", "notes/old/c.txt", "drafts/d.txt")


def make(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("text")
    return folder


def listed(corpus: Path, *, follow_links: bool = False) -> list[str]:
    return list(list_files(corpus, follow_links=follow_links).files)


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ("", ["a.txt", "drafts/d.txt", "notes/b.md", "notes/old/c.txt"]),
        ("drafts/\n", ["a.txt", "notes/b.md", "notes/old/c.txt"]),
        ("*.txt\n!a.txt\n", ["a.txt", "notes/b.md"]),
        ("/*.txt", ["drafts/d.txt", "notes/b.md", "notes/old/c.txt"]),
        ("# a comment\n\nnotes/**/c.txt", ["a.txt", "drafts/d.txt", "notes/b.md"]),
        ("*\n!*/\n!*.md", ["notes/b.md"]),
        ("notes\n!notes/b.md", ["a.txt", "drafts/d.txt"]),
        ("\ufeffdrafts\r\nnotes\r\n", ["a.txt"]),
    ],
)
def test_qaignore_is_read_as_git_reads_gitignore(corpus: Path, patterns: str, left: list[str]) -> None:
    (corpus / ".qaignore").write_text(patterns, encoding="utf-8")
    assert listed(corpus) == left


def test_qaignore_of_a_folder_goes_before_those_above(corpus: Path) -> None:
    (corpus / ".qaignore").write_text("*.txt")
    (corpus / "notes" / ".qaignore").write_text("/b.md\n!c.txt")
    assert listed(corpus) == ["notes/old/c.txt"]


def test_line_that_is_no_pattern_is_told_and_the_others_hold(corpus: Path) -> None:
    (corpus / "notes" / ".qaignore").write_text("b.md\n!\n[z-a]\n")
    listing = list_files(corpus)
    assert "notes/b.md" not in listing.files
    reasons = ["line 2 is no pattern: !", "line 3 is no pattern: [z-a]"]
    assert listing.problems == [("notes/.qaignore", reason) for reason in reasons]


def test_links_out_of_the_corpus_are_followed_if_wanted(corpus: Path, tmp_path: Path) -> None:
    outside = make(tmp_path / "outside", "e.txt", "sub/f.txt")
    (corpus / "linked").symlink_to(outside)
    (corpus / "g.txt").symlink_to(outside / "e.txt")
    assert not {"g.txt", "linked/e.txt"} & set(listed(corpus))
    assert {"g.txt", "linked/e.txt", "linked/sub/f.txt"} <= set(listed(corpus, follow_links=True))


def test_no_folder_is_gone_through_twice(corpus: Path, tmp_path: Path) -> None:
    outside = make(tmp_path / "outside", "e.txt")
    (outside / "back").symlink_to(corpus)
    (outside / "self").symlink_to(outside)
    (corpus / "again").symlink_to(corpus / "notes")
    (corpus / "one").symlink_to(outside)
    (corpus / "two").symlink_to(outside)
    (corpus / "nowhere").symlink_to(tmp_path / "nowhere")
    plain = ["a.txt", "drafts/d.txt", "notes/b.md", "notes/old/c.txt"]
    assert listed(corpus, follow_links=True) == sorted([*plain, "one/e.txt"])


def test_ignored_links_are_not_followed(corpus: Path, tmp_path: Path) -> None:
    (corpus / "linked").symlink_to(make(tmp_path / "outside", "e.txt"))
    (corpus / ".qaignore").write_text("linked/")
    assert "linked/e.txt" not in listed(corpus, follow_links=True)


def test_what_is_named_like_an_article_but_is_none_is_told(corpus: Path) -> None:
    before = listed(corpus)
    (corpus / "gone.txt").symlink_to("nowhere.txt")
    (corpus / "loop.txt").symlink_to("loop.txt")
    (corpus / "folder.txt").symlink_to(".", target_is_directory=True)
    os.mkfifo(corpus / "pipe.md")
    os.mkfifo(corpus / "pipe")
    listing = list_files(corpus)
    assert list(listing.files) == before
    assert listing.problems == [
        ("gone.txt", "the link leads nowhere"),
        ("loop.txt", "cannot be looked at: Too many levels of symbolic links"),
        ("pipe.md", "no file that can be read"),
    ]
    assert not listing.other_kinds


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_folder_that_cannot_be_read_is_told(corpus: Path) -> None:
    (corpus / "notes").chmod(0)
    listing = list_files(corpus)
    (corpus / "notes").chmod(0o700)
    assert listing.problems == [("notes", "the folder cannot be read: Permission denied")]
    assert list(listing.files) == ["a.txt", "drafts/d.txt"]
