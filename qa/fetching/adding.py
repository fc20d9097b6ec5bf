"""Pages and feeds taken into a corpus."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index.errors import FetchFailed, QaError
from index.files import content_hash
from qa.fetching.feed import entries
from qa.fetching.fetch import Limits, fetch
from qa.fetching.page import Page, also_at, page_of
from qa.fetching.saving import write_beside
from qa.fetching.sources import Feed, Saved, Sources

_MOST_NEW_ENTRIES = 50
"""Of one feed in one run; the others come with the next."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an address."""

    url: str
    path: str
    """Of its file, relative to the corpus."""
    what: Literal["added", "changed", "unchanged", "already here under another address"]
    edited: str = ""
    """The file that it had before, left as it is since it is no longer what was written; empty if there is none."""


class Adder:
    """Adds to one corpus, as others may at the same time; what is added is remembered at once."""

    def __init__(self, corpus: Path, limits: Limits) -> None:
        """Raises QaError."""
        self._corpus = corpus
        self._limits = limits
        self._sources = Sources(corpus)

    @property
    def feeds(self) -> list[str]:
        """The addresses of the feeds that are followed."""
        return list(self._sources.feeds)

    def add(self, url: str, *, private: bool = False) -> Added:
        """Fetches and saves what stands at the address, which may be `private`. Raises QaError."""
        fetched = fetch(url, self._permitted(private))
        assert fetched is not None
        page = page_of(fetched)
        with self._sources.changing():
            added = self._added(page)
            self._sources.pages[page.url] = Saved(added.path, page.says)
        return added

    def _permitted(self, private: bool) -> Limits:
        return replace(self._limits, allow_private=private or self._limits.allow_private)

    def _added(self, page: Page) -> Added:
        before = self._sources.pages.get(page.url)
        if before and not (self._corpus / before.path).exists():
            before = None
        if before and before.says == page.says:
            return Added(page.url, before.path, "unchanged")
        if twin := self._twin(page):
            if page.suffix == ".md":
                self._name_address(twin, page.url)
            return Added(page.url, twin, "already here under another address")
        edited = before.path if before and not self._is_as_written(before.path) else ""
        path = before.path if before and not edited else self._free_path(page)
        self._write(path, page.content)
        return Added(page.url, path, "changed" if before else "added", edited)

    def _name_address(self, path: str, url: str) -> None:
        """Adds the address to the file; one that a person edited still counts as edited."""
        content = also_at((self._corpus / path).read_bytes(), url)
        if self._is_as_written(path):
            self._write(path, content)
        else:
            write_beside(self._corpus / path, content)

    def _write(self, path: str, content: bytes) -> None:
        write_beside(self._corpus / path, content)
        self._sources.written[path] = content_hash(content).hex()

    def _is_as_written(self, path: str) -> bool:
        """Whether nobody has edited the file, as far as can be told."""
        try:
            content = (self._corpus / path).read_bytes()
        except OSError:
            return False
        return content_hash(content).hex() == self._sources.written.get(path)

    def _twin(self, page: Page) -> str | None:
        """The file of another address that says the same."""
        same = (saved.path for saved in self._sources.pages.values() if saved.says == page.says)
        return next((path for path in same if (self._corpus / path).exists()), None)

    def _free_path(self, page: Page) -> str:
        path, number = f"{page.name}{page.suffix}", 1
        while (self._corpus / path).exists():
            number += 1
            path = f"{page.name}-{number}{page.suffix}"
        return path

    def follow(self, url: str) -> Iterator[Added | QaError]:
        """Adds the entries of a feed that are new, and remembers the feed; what cannot be had now is tried again."""
        feed = self._sources.feeds.get(url, Feed(self._limits.allow_private))
        fetched = fetch(url, self._permitted(feed.private), feed.etag, feed.modified)
        if fetched is None:
            return
        listed = entries(fetched)
        new = [entry for entry in listed if entry not in feed.done]
        failed = 0
        for entry in new[:_MOST_NEW_ENTRIES]:
            try:
                yield self.add(entry, private=feed.private)
            except QaError as error:
                failed += 1
                yield FetchFailed(f"{entry}: {error}")
            else:
                feed.done.append(entry)
        all_done = not failed and len(new) <= _MOST_NEW_ENTRIES
        feed.etag, feed.modified = (fetched.etag, fetched.modified) if all_done else ("", "")
        feed.done = [entry for entry in listed if entry in feed.done]
        with self._sources.changing():
            self._sources.feeds[url] = feed
