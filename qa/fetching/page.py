"""What was fetched, as a file that the readers of the index read back the same."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from index.article import Article
from index.cleaning import one_line
from index.errors import FetchFailed, UnreadableFile
from index.files import content_hash
from index.readers import front_matter, read
from index.readers.decoding import decode
from qa.fetching.fetch import Fetched

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
}
_NAME_CHARS = 80
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&$!])")
_MARKUP_OF_LINES = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A file to be."""

    url: str
    name: str
    """Relative to the corpus, without suffix: letters, digits, "-" and "."; the host is its folder."""
    suffix: str
    content: bytes
    says: str
    """Hash of what it says, the same at whatever address."""


def page_of(fetched: Fetched) -> Page:
    """Raises FetchFailed for what is no article."""
    suffix = ".pdf" if fetched.data.startswith(b"%PDF-") else _SUFFIXES.get(fetched.kind)
    if suffix is None:
        raise FetchFailed(f"it is {one_line(fetched.kind) or 'of no known kind'}, and neither a page, text nor PDF")
    host = _safe(urlsplit(fetched.url).hostname or "")
    if suffix == ".pdf":
        stem = PurePath(unquote(urlsplit(fetched.url).path)).stem
        return Page(fetched.url, f"{host}/{_safe(stem)}", suffix, fetched.data, content_hash(fetched.data).hex())
    try:
        article = read(_as_utf8(fetched), PurePath(f"page{suffix}"))
    except UnreadableFile as reason:
        raise FetchFailed(str(reason)) from None
    says = content_hash(article.text.encode("utf-8", "replace")).hex()
    return Page(fetched.url, f"{host}/{_safe(article.title)}", ".md", markdown(article, fetched.url), says)


def _as_utf8(fetched: Fetched) -> bytes:
    """By the server's word for the encoding, where the bytes do not tell it."""
    if fetched.charset is None or fetched.data.lstrip().startswith(b"%PDF-"):
        return fetched.data
    return decode(fetched.data, fetched.charset).text.encode("utf-8", "replace")


def markdown(article: Article, url: str) -> bytes:
    """The article as a Markdown file that is read back with the same paragraphs under the same headings."""
    about = {
        "title": article.title,
        "author": article.author,
        "date": article.published,
        "source": url,
        "site": article.site,
    }
    header = _yaml({key: value for key, value in about.items() if value})
    pieces, heading = [f"---\n{header}---", f"# {_escaped(article.title)}"], None
    for block in article.blocks:
        if block.heading and block.heading != heading:
            pieces.append(f"## {_escaped(block.heading)}")
        heading = block.heading
        pieces.append(_escaped(article.text[block.start : block.end]))
    return ("\n\n".join(pieces) + "\n").encode("utf-8", "replace")


def also_at(content: bytes, url: str) -> bytes:
    """The Markdown file with one more address that it was found at; as it is where a person took its facts out."""
    about, body = front_matter.split(decode(content).text)
    if not about.facts:
        return content
    known = about.facts.get("also") or []
    facts = {**about.facts, "also": [*(known if isinstance(known, list) else [known]), url]}
    return f"---\n{_yaml(facts)}---\n{body}".encode("utf-8", "replace")


def _yaml(facts: dict[str, Any]) -> str:
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)


def _escaped(text: str) -> str:
    """Text that Markdown takes for text."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _MARKUP_OF_LINES.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", lines))


def _safe(name: str) -> str:
    words = re.findall(r"\w+", one_line(name).casefold())
    return "-".join(words)[:_NAME_CHARS].strip("-_") or "page"
