from pathlib import PurePath

import pytest

from index.article import Article
from index.errors import UnreadableFile
from index.readers import read
from tests.readers.checks import block_texts

PARAGRAPH = (
    "The council meets on Friday to decide about new dykes, which would cost twelve million euros over six years."
)
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>River floods town | Daily Sample</title>
<meta name="author" content="Jane Roe"><meta property="og:site_name" content="Daily Sample">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://example.org/river"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>River floods town</h1>
<p>The river rose by <b>four metres</b> &mdash; and flooded the <a href="/m">main street</a>, officials said.</p>
<h2>What comes next</h2><p>{PARAGRAPH}</p>
<ul><li>A dyke of two metres in the <em>north</em></li><li>A pump house in the south</li></ul>
<table><tr><th>Year</th><th>Level</th></tr><tr><td>2002</td><td>8.4 m</td></tr></table></article>
<div class="comments"><p>First comment, nonsense!</p></div>
<footer><p>Copyright 2024 Daily Sample. All rights reserved.</p></footer></body></html>"""


def article(page: str | bytes, name: str = "saved-page.html") -> Article:
    return read(page if isinstance(page, bytes) else page.encode(), PurePath(name))


def test_the_article_is_read_without_what_surrounds_it() -> None:
    found = article(PAGE)
    assert block_texts(found) == [
        "The river rose by four metres — and flooded the main street, officials said.",
        PARAGRAPH,
        "A dyke of two metres in the north",
        "A pump house in the south",
        "Year: 2002 | Level: 8.4 m",
    ]
    assert [block.heading for block in found.blocks] == [None, *["What comes next"] * 4]
    assert not found.lined


def test_the_page_says_where_it_is_from() -> None:
    found = article(PAGE)
    assert (found.title, found.author, found.published) == ("River floods town", "Jane Roe", "2024-03-05")
    assert (found.site, found.source_url) == ("Daily Sample", "https://example.org/river")


def test_dates_in_the_text_are_not_taken_for_the_publication() -> None:
    assert article(f"<html><body><h1>A</h1><p>On 3 May 2019 it rained. {PARAGRAPH}</p></body></html>").published is None


@pytest.mark.parametrize("name", ["a.htm", "a.xhtml"])
def test_xhtml_is_read_too(name: str) -> None:
    page = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PARAGRAPH}</p>'
    )
    assert block_texts(article(page + "</body></html>", name)) == [PARAGRAPH]


def test_a_fragment_is_read_under_the_name_of_its_file() -> None:
    found = article(f"<p>{PARAGRAPH}</p>")
    assert (found.title, block_texts(found)) == ("Saved page", [PARAGRAPH])


def test_headings_that_are_links_stay_headings() -> None:
    found = article(PAGE.replace("<h2>What comes next</h2>", '<h2><a href="#next">What comes next</a></h2>'))
    assert found.blocks[1].heading == "What comes next"


def test_two_line_breaks_part_paragraphs() -> None:
    found = article(f"<html><body><div>{PARAGRAPH}<br><br>{PARAGRAPH} More.<br/>\n<br/>{PARAGRAPH}</div></body></html>")
    assert block_texts(found) == [PARAGRAPH, PARAGRAPH + " More.", PARAGRAPH]


@pytest.mark.parametrize(
    "declaration", ['<meta charset="windows-1252">', '<meta http-equiv=x content="a; charset=latin1">']
)
def test_the_declared_encoding_counts(declaration: str) -> None:
    page = f"<html><head>{declaration}</head><body><p>Café “quoted”. {PARAGRAPH}</p></body></html>"
    assert block_texts(article(page.encode("cp1252")))[0].startswith("Café “quoted”.")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<nav><ul>" + "".join(f'<li><a href="/{n}">Link number {n}</a></li>' for n in range(30)) + "</ul></nav>",
        '<div class="menu">' + "".join(f'<a href="/{n}">Link number {n}</a> ' for n in range(30)) + "</div>",
        "<script>var text = 'not for reading';</script>",
    ],
    ids=["nothing", "list", "menu", "script"],
)
def test_a_page_without_an_article_is_refused(body: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^no article text in the page$"):
        article(f"<html><head><title>Start</title></head><body>{body}</body></html>")


def test_escapes_hidden_in_character_references_are_made_harmless() -> None:
    found = article(f"<html><body><h1>A&#27;[31m &#x202e;title</h1><p>&#x9b;2J {PARAGRAPH}</p></body></html>")
    assert PARAGRAPH in block_texts(found)[0]


def test_external_entities_stay_outside() -> None:
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>{PARAGRAPH} &x;</p></body></html>'
    assert "root:" not in article(page, "a.xhtml").text


def test_odd_pages_write_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableFile):
        article("<html><body></body></html>")
    assert capfd.readouterr() == ("", "")


def test_deeply_nested_markup_gives_an_article_or_a_reason() -> None:
    page = "<html><body>" + "<div>" * 200 + f"<p>{PARAGRAPH}</p>"
    assert block_texts(article(page)) == [PARAGRAPH]
    with pytest.raises(UnreadableFile, match=r"no article text|damaged"):
        article(page.replace("<div>", "<div>" * 100))
