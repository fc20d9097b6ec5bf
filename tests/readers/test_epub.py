from io import BytesIO
from pathlib import PurePath
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from index.article import Article
from index.errors import UnreadableFile
from index.readers import read
from tests.readers.checks import block_texts

CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Flood</dc:title><dc:creator>Jane Roe</dc:creator>
<dc:creator>John Doe</dc:creator><dc:date>2020-01-02</dc:date><dc:publisher>House</dc:publisher></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="text/chapter%201.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="out" href="../../../etc/passwd" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="nav"/><itemref idref="two"/><itemref idref="one"/>{more}</spine></package>"""
TWO = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><h1>Chapter&nbsp;One</h1>
<p>It was a <em>dark</em><!-- and --> night&mdash;very.&x;<br/>A new line.</p>
<div>Loose <b>text</b><p>Inner.</p>tail</div>
<ul><li>One</li><li><p>Two</p></li></ul><script>bad()</script><pre>a
  b</pre><table><tr><th>Year</th><th>Level</th></tr><tr><td>2002</td><td>8<br/>m</td></tr></table></body></html>"""
ONE = '<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>Chapter Two</h2><p>The end. \x1b[2J</p></body></html>'


def book(more: str = "", **members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/content.opf", PACKAGE.format(more=more))
        archive.writestr("OEBPS/nav.xhtml", "<html><body><p>Contents</p></body></html>")
        archive.writestr("OEBPS/text/chapter 1.xhtml", ONE)
        archive.writestr("OEBPS/text/two.xhtml", members.get("two", TWO))
        if "encryption" in members:
            archive.writestr("META-INF/encryption.xml", members["encryption"])
    return file.getvalue()


def article(data: bytes) -> Article:
    return read(data, PurePath("a-book.epub"))


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    found = article(book())
    assert block_texts(found) == [
        "It was a dark night—very.\nA new line.",
        "Loose text",
        "Inner.",
        "tail",
        "One",
        "Two",
        "a\n  b",
        "Year: 2002 | Level: 8 m",
        "The end. [2J",
    ]
    assert [block.heading for block in found.blocks] == [*["Chapter One"] * 8, "Chapter Two"]


def test_the_package_describes_the_book() -> None:
    found = article(book())
    assert (found.title, found.author) == ("The Flood", "Jane Roe, John Doe")
    assert (found.published, found.site) == ("2020-01-02", "House")


def test_entities_and_paths_lead_nowhere_outside() -> None:
    found = article(book(more='<itemref idref="out"/>'))
    assert "root:" not in found.text
    assert found.notes == ("the chapter ../../etc/passwd is missing in the file",)


def test_a_badly_formed_chapter_is_read_as_far_as_it_goes() -> None:
    found = article(book(two="<html><body><p>Some <b>text<p>More &nbsp;text &bogus; & so on"))
    assert "Some text" in block_texts(found)[0]
    assert "More" in found.text


def test_a_protected_book_is_named() -> None:
    uri = '<CipherReference URI="OEBPS/text/two.xhtml"/>'
    with pytest.raises(UnreadableFile, match="DRM"):
        article(book(encryption=f'<encryption xmlns="http://www.w3.org/2001/04/xmlenc#">{uri}</encryption>'))


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float) -> None:
    data = book()
    with pytest.raises(UnreadableFile, match="damaged, or not an EPUB book"):
        article(data[: int(len(data) * share)])


def test_an_archive_that_is_no_book_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(UnreadableFile, match="not an EPUB book"):
        article(file.getvalue())


def test_entity_bombs_do_not_grow() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE html [<!ENTITY e0 "boom">{entities}]><html><body><p>Text &e11;</p></body></html>'
    assert len(article(book(two=bomb)).text) < 1000
