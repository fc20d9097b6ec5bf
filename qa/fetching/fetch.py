"""One address to the bytes that stand there."""

import time
import zlib
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import httpcore2 as httpcore

from index.errors import FetchFailed
from qa.fetching.network import Network, told_errors

MAX_BYTES = 32 * 2**20
"""More is not fetched."""
TIMEOUT_S = 30.0
"""For one address, its redirects included."""
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_UNCHANGED = 304
_HEADERS: dict[bytes | str, bytes | str] = {"User-Agent": "qa-articles", "Accept": "*/*", "Accept-Encoding": "gzip"}
_ZLIB_AND_GZIP = 47
"""What zlib calls "either, by the header"."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    url: str
    """Where it was in the end, after redirects."""
    data: bytes
    kind: str
    """The media type, "text/html"; empty where the server names none."""
    charset: str | None
    etag: str
    modified: str
    """Last-Modified, as the server writes it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go."""

    max_bytes: int = MAX_BYTES
    timeout_s: float = TIMEOUT_S
    allow_private: bool = False


def fetch(url: str, limits: Limits, etag: str = "", modified: str = "") -> Fetched | None:
    """What stands at the address; None if it is unchanged since those stamps were given. Raises FetchFailed."""
    unless = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers: dict[bytes | str, bytes | str] = _HEADERS | {name: value for name, value in unless.items() if value}
    network = Network(time.monotonic() + limits.timeout_s, allow_private=limits.allow_private)
    with told_errors(), httpcore.ConnectionPool(network_backend=network) as pool:
        url = _checked(url)
        for _ in range(_MOST_REDIRECTS + 1):
            with pool.stream("GET", url, headers=headers) as response:
                if response.status == _UNCHANGED and (etag or modified):
                    return None
                if response.status not in _REDIRECTS:
                    return _fetched(url, response, limits.max_bytes)
                url = _checked(_target(response), url)
    raise FetchFailed(f"it redirects more than {_MOST_REDIRECTS} times")


def _target(response: httpcore.Response) -> str:
    target = _header(response, "location").strip()
    if not target:
        raise FetchFailed(f"it redirects with status {response.status}, but does not say where to")
    return target


def _checked(url: str, base: str = "") -> str:
    """The whole address, of one that may be relative to `base`. Raises FetchFailed."""
    try:
        url = urldefrag(urljoin(base, url.strip())).url
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname
        _ = parts.port
    except ValueError:
        known = None
    if not known:
        raise FetchFailed("it is no address that begins with http:// or https://")
    if not url.isascii() or " " in url:
        raise FetchFailed("it has characters that are to be written as %XX, or xn--… in the host")
    return url


def _fetched(url: str, response: httpcore.Response, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise FetchFailed(f"the server answers with status {response.status}")
    kind, _, parameters = _header(response, "content-type").partition(";")
    return Fetched(
        url=url,
        data=_body(response, max_bytes),
        kind=kind.strip().lower(),
        charset=parameters.partition("charset=")[2].partition(";")[0].strip(" \"'") or None,
        etag=_header(response, "etag"),
        modified=_header(response, "last-modified"),
    )


def _body(response: httpcore.Response, max_bytes: int) -> bytes:
    """The body, unpacked; never more of it in memory than is wanted."""
    packed = _header(response, "content-encoding").lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"it is packed as {packed}")
    unpacker = zlib.decompressobj(_ZLIB_AND_GZIP) if packed not in ("", "identity") else None
    body = bytearray()
    try:
        for part in response.iter_stream():
            body += unpacker.decompress(part, max_bytes + 1 - len(body)) if unpacker else part
            if len(body) > max_bytes:
                raise FetchFailed(f"it has more than {max_bytes // 2**20} MiB")
    except zlib.error as error:
        raise FetchFailed(f"it is packed wrongly: {error}") from None
    if unpacker and not unpacker.eof:
        raise FetchFailed("it ends too early")
    return bytes(body)


def _header(response: httpcore.Response, name: str) -> str:
    values = [value for key, value in response.headers if key.lower() == name.encode()]
    return values[0].decode("latin-1") if values else ""
