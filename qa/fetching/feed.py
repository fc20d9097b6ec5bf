"""The entries of an RSS or Atom feed."""

from io import BytesIO
from urllib.parse import urljoin

import feedparser

from index.errors import FetchFailed
from qa.fetching.fetch import Fetched


def entries(fetched: Fetched) -> list[str]:
    """The addresses of its entries, the newest first as a rule. Raises FetchFailed if it is no feed."""
    # As a stream: what is not one, feedparser may take for an address or a file's name, and open it.
    parsed = feedparser.parse(
        BytesIO(fetched.data), response_headers={"content-location": fetched.url}, sanitize_html=False
    )
    if not parsed.get("version"):
        raise FetchFailed("it is no RSS or Atom feed")
    links = (urljoin(fetched.url, str(entry["link"])) for entry in parsed.entries if entry.get("link"))
    return list(dict.fromkeys(links))
