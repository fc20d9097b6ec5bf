"""EPUB books: the chapters in the order of the spine."""

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from pathlib import PurePath
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from index.article import Article
from index.cleaning import clean, flat, stem_title
from index.errors import UnreadableFile
from index.readers import markup
from index.readers.archive import open_archive
from index.readers.dates import iso_date
from index.readers.decoding import decode
from index.readers.parts import Part, compose

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER_TYPES = frozenset({"application/xhtml+xml", "text/html"})
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[a-zA-Z]\w*;")  # unknown to XML, lost by its parser


def read(data: bytes, path: PurePath) -> Article:
    """The book as one article. Raises UnreadableFile."""
    with open_archive(data) as archive:
        package_name = _package_name(archive)
        package = _xml(archive.read(package_name))
        chapters = list(_chapters(package, posixpath.dirname(package_name)))
        _refuse_protected(archive, chapters)
        missing = [name for name in chapters if name not in archive.NameToInfo]
        parts = [part for name in chapters if name not in missing for part in _parts(archive.read(name))]
    return compose(
        _fact(package, "title") or stem_title(path),
        parts,
        author=", ".join(_facts(package, "creator")),
        published=iso_date(_fact(package, "date")),
        source_url=_fact(package, "source"),
        site=_fact(package, "publisher"),
        notes=[f"the chapter {name} is missing in the file" for name in missing],
    )


def _package_name(archive: ZipFile) -> str:
    rootfile = _xml(archive.read(_CONTAINER)).find(".//{*}rootfile")
    return (rootfile.get("full-path") if rootfile is not None else None) or ""


def _xml(data: bytes) -> etree._Element:
    """The root element; entities stay unresolved, nothing is fetched, and libxml2's size limits hold."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    return etree.fromstring(data, parser)


def _chapters(package: etree._Element, folder: str) -> Iterator[str]:
    """Member names of the chapters; a name that leads out of the archive is the name of no member, so never read."""
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _CHAPTER_TYPES:
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _refuse_protected(archive: ZipFile, chapters: list[str]) -> None:
    """Fonts may be obfuscated; a chapter that is encrypted can't be read."""
    if _ENCRYPTION not in archive.NameToInfo:
        return
    references = _xml(archive.read(_ENCRYPTION)).iterfind(".//{*}CipherReference")
    if any(unquote(reference.get("URI") or "") in chapters for reference in references):
        raise UnreadableFile("the book is protected against copying (DRM)")


def _parts(chapter: bytes) -> Iterator[Part]:
    source = _NAMED_ENTITY.sub(lambda entity: unescape(entity[0]), clean(decode(chapter).text))
    root = _xml(source.encode())
    body = root.find("{*}body")
    return markup.parts(body if body is not None else root)


def _facts(package: etree._Element, name: str) -> list[str]:
    texts = (flat("".join(element.itertext())) for element in package.iterfind(f".//{{*}}metadata/{{*}}{name}"))
    return [text for text in texts if text]


def _fact(package: etree._Element, name: str) -> str | None:
    return next(iter(_facts(package, name)), None)
