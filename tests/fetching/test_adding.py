"""`qa add`, from a real server into a real corpus."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath

import pytest
from click.testing import CliRunner, Result
from fpdf import FPDF

from index.article import Article
from index.readers import read
from qa.cli import main
from qa.fetching import sources
from qa.fetching.adding import Adder
from qa.fetching.fetch import Limits
from qa.fetching.page import markdown
from qa.fetching.sources import FILE_NAME, LOCK_NAME, Sources
from qa.library import Library
from tests.conftest import MakeLibrary
from tests.fetching.server import Server, reply, serving
from tests.index.makers import article_of

SENTENCE = "Otters hold hands while they sleep, so that they do not drift apart in the current of the river."
PARAGRAPHS = "".join(f"<p>{SENTENCE} This is paragraph {n} of what is known about otters.</p>" for n in range(4))


def page(title: str = "On otters", body: str = PARAGRAPHS, head: str = "") -> bytes:
    return (
        f"<html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        server.pages["/otters"] = reply(page(head='<meta name="author" content="Ann Otter">'))
        yield server


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def add(corpus: Path, *arguments: str, private: bool = True) -> Result:
    return CliRunner().invoke(main, ["add", *arguments, "-c", str(corpus), *(["--allow-private"] if private else [])])


def files(corpus: Path) -> list[str]:
    return sorted(file.relative_to(corpus).as_posix() for file in corpus.rglob("[!.]*") if file.is_file())


def article(corpus: Path, path: str) -> Article:
    return read((corpus / path).read_bytes(), PurePath(path))


def test_page_is_saved_with_where_it_is_from_and_can_be_asked(
    corpus: Path, server: Server, make_library: MakeLibrary
) -> None:
    done = add(corpus, f"{server.url}/otters")
    assert (done.exit_code, done.stdout) == (0, "added: 127-0-0-1/on-otters.md\n")
    library = make_library(corpus)
    assert library.sync().added == ["127-0-0-1/on-otters.md"]
    citation = library.ask("How do otters sleep?").citations[0]
    assert citation.article.source_url == f"{server.url}/otters"
    assert (citation.article.title, citation.article.author) == ("On otters", "Ann Otter")
    assert SENTENCE in citation.passage.text
    assert "Home" not in (corpus / "127-0-0-1/on-otters.md").read_text()


def test_page_is_read_back_as_it_was_read(corpus: Path, server: Server) -> None:
    body = (
        "<h2>1. Names &amp; *numbers*</h2><p>1. The first [one] is `odd`, 2 &lt; 3 and #4 costs $5_6_7. It goes on.</p>"
        "<ul><li>- A list item that is long enough to be kept by everybody who reads it.</li>"
        "<li>+ 12) Another item which says &lt;b&gt;nothing&lt;/b&gt; bold ~~at all~~ here.</li></ul>"
        f"<p>= A line<br>of | pipes &amp;amp; \\ slashes ![not](an image) and more words to follow.</p>{PARAGRAPHS}"
    )
    server.pages["/odd"] = reply(page("A *star* # and <i>", body))
    add(corpus, f"{server.url}/odd")
    (path,) = files(corpus)
    saved, original = article(corpus, path), read(page("A *star* # and <i>", body), PurePath("page.html"))
    assert saved.title == original.title
    assert blocks(saved) == blocks(original)


def blocks(article: Article) -> list[tuple[str | None, str]]:
    return [(block.heading, " ".join(article.text[block.start : block.end].split())) for block in article.blocks]


def test_any_text_is_read_back_as_it_was(corpus: Path) -> None:
    texts = ["# no heading", "> no quote", "---", "===", "* * *", "1) one", "a\n- b\n2. c", "<div>", "&lt;",
             "```", "    x", "[a]: http://e.org", "| a | b |", "\\", "!", "a_b*c", "~~~", "+ x", "Ünï"]  # fmt: skip
    original = article_of(*texts, title="# T: 'x' \"y\" --- [z]")
    saved = read(markdown(original, "https://e.org/"), PurePath("a.md"))
    assert saved.title == original.title
    assert [text for _, text in blocks(saved)] == [" ".join(text.split()) for text in texts]


def test_same_article_at_two_addresses_is_kept_once_with_both(corpus: Path, server: Server) -> None:
    server.pages["/copy"] = server.pages["/otters"]
    done = add(corpus, f"{server.url}/otters", f"{server.url}/copy", f"{server.url}/copy")
    assert done.stdout.splitlines()[1:] == [
        "already here under another address: 127-0-0-1/on-otters.md",
        "unchanged: 127-0-0-1/on-otters.md",
    ]
    (path,) = files(corpus)
    text = (corpus / path).read_text()
    assert f"source: {server.url}/otters\n" in text
    assert f"also:\n- {server.url}/copy\n" in text
    assert article(corpus, path).source_url == f"{server.url}/otters"


def test_file_whose_facts_a_person_took_out_stays_as_it_is(corpus: Path, server: Server) -> None:
    server.pages["/copy"] = server.pages["/otters"]
    add(corpus, f"{server.url}/otters")
    (path,) = files(corpus)
    (corpus / path).write_text("# On otters\n\nMine now.\n")
    assert add(corpus, f"{server.url}/copy").stdout == f"already here under another address: {path}\n"
    assert (corpus / path).read_text() == "# On otters\n\nMine now.\n"


def test_changed_page_is_changed_and_another_of_the_same_name_beside_it(corpus: Path, server: Server) -> None:
    server.pages["/other"] = reply(page(body=PARAGRAPHS.replace("Otters", "Seals")))
    add(corpus, f"{server.url}/otters", f"{server.url}/other")
    server.pages["/otters"] = reply(page(body=PARAGRAPHS.replace("hands", "paws")))
    assert add(corpus, f"{server.url}/otters").stdout == "changed: 127-0-0-1/on-otters.md\n"
    assert files(corpus) == ["127-0-0-1/on-otters-2.md", "127-0-0-1/on-otters.md"]
    assert "hold paws" in (corpus / "127-0-0-1/on-otters.md").read_text()
    (corpus / "127-0-0-1/on-otters.md").unlink()
    assert add(corpus, f"{server.url}/otters").stdout == "added: 127-0-0-1/on-otters.md\n"


def test_file_that_a_person_edited_stays_and_the_new_version_is_beside_it(corpus: Path, server: Server) -> None:
    add(corpus, f"{server.url}/otters")
    server.pages["/copy"] = server.pages["/otters"]
    add(corpus, f"{server.url}/copy")
    file = corpus / "127-0-0-1/on-otters.md"
    file.write_text(edited := file.read_text() + "\nMy own note.\n")
    server.pages["/otters"] = reply(page(body=PARAGRAPHS.replace("hands", "paws")))
    assert add(corpus, f"{server.url}/otters").stdout == (
        "changed: 127-0-0-1/on-otters-2.md; 127-0-0-1/on-otters.md was edited since it was saved, and stays as it is\n"
    )
    assert file.read_text() == edited
    server.pages["/otters"] = reply(page(body=PARAGRAPHS.replace("hands", "feet")))
    assert add(corpus, f"{server.url}/otters").stdout == "changed: 127-0-0-1/on-otters-2.md\n"
    assert "hold feet" in (corpus / "127-0-0-1/on-otters-2.md").read_text()


def test_file_that_was_given_another_address_counts_as_written(corpus: Path, server: Server) -> None:
    server.pages["/copy"] = server.pages["/otters"]
    add(corpus, f"{server.url}/otters", f"{server.url}/copy")
    server.pages["/otters"] = reply(page(body=PARAGRAPHS.replace("hands", "paws")))
    assert add(corpus, f"{server.url}/otters").stdout == "changed: 127-0-0-1/on-otters.md\n"


def test_pdf_is_saved_as_it_is(corpus: Path, server: Server) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica")
    pdf.multi_cell(0, text=SENTENCE)
    data = bytes(pdf.output())
    server.pages["/files/A%20paper.pdf?x=1"] = reply(data, "application/octet-stream")
    assert add(corpus, f"{server.url}/files/A%20paper.pdf?x=1").exit_code == 0
    assert files(corpus) == ["127-0-0-1/a-paper.pdf"]
    assert (corpus / "127-0-0-1/a-paper.pdf").read_bytes() == data


@pytest.mark.parametrize(("charset", "encoding"), [("koi8-r", "koi8-r"), ("utf-8", "cp1251"), ("nonsense", "utf-8")])
def test_encoding_is_the_servers_unless_the_bytes_say_otherwise(
    corpus: Path, server: Server, charset: str, encoding: str
) -> None:
    sentence = "Выдры держатся за лапы, когда спят, чтобы течение реки не унесло их друг от друга ночью."
    body = "".join(f"<p>{sentence} Это абзац номер {n}.</p>" for n in range(4))
    server.pages["/a"] = reply(page("Выдры", body).decode().encode(encoding), f"text/html; charset={charset}")
    assert add(corpus, f"{server.url}/a").exit_code == 0
    (path,) = files(corpus)
    assert (sentence in (corpus / path).read_text()) == (encoding != "cp1251")


def test_names_of_files_are_safe(corpus: Path, server: Server) -> None:
    for number, title in enumerate(["../../etc/passwd", ".hidden", "\x1b[31mred", "CON: a|b?*", "x" * 500, "日本"]):
        server.pages[f"/{number}"] = reply(page(title, PARAGRAPHS.replace("Otters", f"Otters {number}")))
        assert add(corpus, f"{server.url}/{number}").exit_code == 0
    found = files(corpus)
    assert len(found) == 6
    assert all(path.startswith("127-0-0-1/") and len(path) < 120 and path.isprintable() for path in found)
    assert all(set(path).isdisjoint('\\:*?"<>| ') and "/." not in path for path in found)


def test_what_is_no_article_is_told_and_the_rest_goes_on(corpus: Path, server: Server) -> None:
    server.pages["/image"] = reply(b"\x89PNG", "image/png")
    server.pages["/menu"] = reply(b"<html><body><nav><a href='/'>Home</a></nav></body></html>")
    server.pages["/nothing"] = reply(b"")
    done = add(corpus, *(f"{server.url}/{path}" for path in ("image", "menu", "nothing", "missing", "otters")))
    assert done.exit_code == 2
    assert done.stdout == "added: 127-0-0-1/on-otters.md\n"
    told = done.stderr.splitlines()
    assert len(told) == 4
    assert told[0] == f"qa: {server.url}/image: it is image/png, and neither a page, text nor PDF"
    assert "status 404" in told[3]


def test_private_addresses_are_refused_unless_permitted(corpus: Path, server: Server) -> None:
    done = add(corpus, f"{server.url}/otters", private=False)
    assert done.exit_code == 2
    assert "--allow-private" in done.stderr
    assert files(corpus) == []


def test_corpus_that_is_not_there_is_told(tmp_path: Path, server: Server) -> None:
    assert "does not exist" in add(tmp_path / "nowhere", f"{server.url}/otters").stderr
    assert server.requests == []


# Feeds


def feed(server: Server, *entries: str) -> bytes:
    items = "".join(f"<item><title>{entry}</title><link>{server.url}/{entry}</link></item>" for entry in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


def publish(server: Server, *entries: str) -> None:
    server.pages["/feed"] = reply(feed(server, *entries), "application/rss+xml", ETag=f'"{len(entries)}"')
    for entry in entries:
        server.pages[f"/{entry}"] = reply(page(entry, PARAGRAPHS.replace("Otters", entry)))


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, make_library: MakeLibrary, corpus: Path) -> None:
    """`qa index` on the fake encoder."""
    monkeypatch.setattr("qa.commands.upkeep.library_of", lambda *_, **__: make_library(corpus))


def test_feed_is_followed_by_index_runs(corpus: Path, server: Server, index: None) -> None:
    publish(server, "seals")
    assert add(corpus, "--feed", f"{server.url}/feed").stdout == "added: 127-0-0-1/seals.md\n"
    publish(server, "whales", "seals")
    done = CliRunner().invoke(main, ["index", str(corpus)])
    assert done.stdout.startswith("added: 127-0-0-1/whales.md\n2 new ")
    assert [request.split()[1] for request in server.requests] == ["/feed", "/seals", "/feed", "/whales"]
    assert 'If-None-Match: "1"' in server.requests[2]
    server.pages["/feed"] = reply(b"", status="304 Not Modified")
    assert "2 unchanged" in CliRunner().invoke(main, ["index", str(corpus)]).stdout


def test_entry_that_fails_is_tried_again(corpus: Path, server: Server, index: None) -> None:
    publish(server, "seals", "whales")
    page_of_whales = server.pages.pop("/whales")
    done = add(corpus, "--feed", f"{server.url}/feed")
    assert done.exit_code == 2
    assert f"{server.url}/whales: the server answers with status 404" in done.stderr
    server.pages["/whales"] = page_of_whales
    assert "added: 127-0-0-1/whales.md" in CliRunner().invoke(main, ["index", str(corpus)]).stdout


@pytest.mark.parametrize("broken", [b"no feed", b"", b"/etc/passwd", b"<rss", b"http://127.0.0.1:1/"])
def test_failing_feed_is_one_line_and_stops_nothing(corpus: Path, server: Server, index: None, broken: bytes) -> None:
    publish(server, "seals")
    add(corpus, "--feed", f"{server.url}/feed")
    server.pages["/feed"] = reply(broken)
    done = CliRunner().invoke(main, ["index", str(corpus)])
    assert done.exit_code == 0
    assert done.stderr == f"qa: the feed {server.url}/feed: it is no RSS or Atom feed\n"
    assert "1 new" in done.stdout


def test_feed_that_leads_to_no_address_is_one_line_and_stops_nothing(corpus: Path, server: Server, index: None) -> None:
    publish(server, "seals")
    add(corpus, "--feed", f"{server.url}/feed")
    server.pages["/feed"] = reply(b"", status="302 Found", Location="http://[x")
    done = CliRunner().invoke(main, ["index", str(corpus)])
    assert done.exit_code == 0
    assert done.stderr.startswith(f"qa: the feed {server.url}/feed: it is no address ")
    assert "1 new" in done.stdout


def test_damaged_list_of_sources_is_told_and_stops_nothing(
    corpus: Path, server: Server, index: None, library: Library
) -> None:
    add(corpus, f"{server.url}/otters")
    for damage in ("{", "[]", '{"pages": {"a": 1}}', json.dumps({"feeds": {"a": {"x": 1}}})):
        (corpus / FILE_NAME).write_text(damage)
        done = CliRunner().invoke(main, ["index", str(corpus)])
        assert done.exit_code == 0
        assert f"{FILE_NAME} cannot be read" in done.stderr
        assert add(corpus, f"{server.url}/otters").exit_code == 2


def test_full_disk_is_told(corpus: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert "cannot be written (No space left on device)" in add(corpus, f"{server.url}/otters").stderr
    assert [file.name for file in corpus.rglob("*") if file.is_file()] == [LOCK_NAME]


# Several at once


def test_what_others_add_meanwhile_is_remembered(corpus: Path, server: Server) -> None:
    publish(server, "seals", "whales")
    adder = Adder(corpus, Limits(allow_private=True))
    following = adder.follow(f"{server.url}/feed")
    next(following)
    add(corpus, f"{server.url}/otters")
    server.pages["/other"] = reply(feed(server), "application/rss+xml")
    add(corpus, "--feed", f"{server.url}/other")
    (corpus / "127-0-0-1/on-otters.md").write_text("Mine now.\n")
    list(following)
    assert list(Sources(corpus).feeds) == [f"{server.url}/other", f"{server.url}/feed"]
    assert add(corpus, f"{server.url}/otters").stdout == "unchanged: 127-0-0-1/on-otters.md\n"
    server.pages["/otters"] = reply(page(body=PARAGRAPHS.replace("hands", "paws")))
    assert add(corpus, f"{server.url}/otters").stdout.startswith("changed: 127-0-0-1/on-otters-2.md; ")
    assert (corpus / "127-0-0-1/on-otters.md").read_text() == "Mine now.\n"


def test_pages_that_two_add_at_once_get_a_file_each(corpus: Path, server: Server) -> None:
    urls = [f"{server.url}/{number}" for number in range(12)]
    for number in range(12):
        server.pages[f"/{number}"] = reply(page(body=PARAGRAPHS.replace("Otters", f"Otters {number}")))

    def add_one(url: str) -> str:
        return Adder(corpus, Limits(allow_private=True)).add(url).path

    with ThreadPoolExecutor(6) as pool:
        paths = list(pool.map(add_one, urls))
    assert len(set(paths)) == len(urls)
    assert {url: saved.path for url, saved in Sources(corpus).pages.items()} == dict(zip(urls, paths, strict=True))


def test_sources_that_another_writes_without_end_are_told(
    corpus: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_LOCK_WAIT_S", 0.1)
    with Sources(corpus).changing():
        done = add(corpus, f"{server.url}/otters")
    assert done.exit_code == 2
    assert f"{FILE_NAME} is being written by another qa: try again" in done.stderr
    assert files(corpus) == []


def test_lock_is_no_article(corpus: Path, server: Server, index: None) -> None:
    add(corpus, f"{server.url}/otters")
    assert (corpus / LOCK_NAME).exists()
    told = CliRunner().invoke(main, ["index", str(corpus)]).stdout
    assert told.startswith("1 new in ")
    assert "left alone" not in told
