"""Fetching from a server that misbehaves."""

import gzip
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from index.errors import FetchFailed
from qa.fetching.fetch import Fetched, Limits, fetch
from tests.fetching.server import Server, reply, serving

HERE = Limits(max_bytes=2**20, timeout_s=20, allow_private=True)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetched(url: str, limits: Limits = HERE) -> Fetched:
    found = fetch(url, limits)
    assert found
    return found


def refused(url: str, limits: Limits = HERE) -> str:
    with pytest.raises(FetchFailed) as refusal:
        fetch(url, limits)
    assert len(str(refusal.value).splitlines()) == 1
    return str(refusal.value)


def test_page_is_fetched_with_what_is_said_about_it(server: Server) -> None:
    server.pages["/a"] = reply(b"text", 'Text/HTML; charset="iso-8859-1"', ETag='"1"', Last_Modified="yesterday")
    found = fetched(f"{server.url}/a#part")
    assert (found.url, found.data, found.kind, found.charset) == (f"{server.url}/a", b"text", "text/html", "iso-8859-1")
    assert (found.etag, found.modified) == ('"1"', "yesterday")


def test_unchanged_page_is_not_fetched_again(server: Server) -> None:
    server.pages["/a"] = reply(b"", status="304 Not Modified")
    assert fetch(f"{server.url}/a", HERE, '"1"', "yesterday") is None
    assert 'If-None-Match: "1"' in server.requests[0]
    assert "If-Modified-Since: yesterday" in server.requests[0]


def test_redirects_are_followed_but_not_without_end(server: Server) -> None:
    server.pages["/a"] = reply(b"", status="302 Found", Location="/b?x=1")
    server.pages["/b?x=1"] = reply(b"here")
    server.pages["/loop"] = reply(b"", status="301 Moved", Location=f"{server.url}/loop")
    assert fetched(f"{server.url}/a").url == f"{server.url}/b?x=1"
    assert refused(f"{server.url}/loop") == "it redirects more than 5 times"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://e.org/", "gopher://e.org", "javascript:1"])
def test_only_the_web_is_fetched_also_after_a_redirect(server: Server, target: str) -> None:
    server.pages["/a"] = reply(b"", status="302 Found", Location=target)
    for url in (target, f"{server.url}/a"):
        assert "begins with http:// or https://" in refused(url)


@pytest.mark.parametrize("target", ["http://[x", "http://[x#part", "//[", "http://e.org:x/"])
def test_redirect_to_what_is_no_address_is_told(server: Server, target: str) -> None:
    server.pages["/a"] = reply(b"", status="302 Found", Location=target)
    assert refused(f"{server.url}/a") == "it is no address that begins with http:// or https://"


def test_redirect_to_nowhere_is_told(server: Server) -> None:
    server.pages["/a"] = reply(b"", status="302 Found")
    server.pages["/b"] = reply(b"", status="301 Moved", Location=" ")
    assert refused(f"{server.url}/a") == "it redirects with status 302, but does not say where to"
    assert "status 301" in refused(f"{server.url}/b")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "http://",
        "http://[",
        "http://[x#part",
        "http://e.org:99999/",
        "http://e.org/a b",
        "http://é.org/",
        "http://e.org/\r\nX: y",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert refused(url).startswith("it ")


PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::1]", "[fe80::1]",
           "[::ffff:127.0.0.1]", "[fd00::1]", "224.0.0.1", "2130706433"]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused(host: str) -> None:
    told = refused(f"http://{host}:1/", replace(HERE, allow_private=False))
    assert "is no public address: --allow-private permits it" in told


def test_name_is_resolved_once_and_connected_where_it_was_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if host == "public.example" or host == "127.0.0.1" else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    server.pages["/a"] = reply(b"here")
    server.pages["/b"] = reply(b"", status="302 Found", Location="http://private.example/")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("qa.fetching.network._is_public", lambda address: address == "127.0.0.1")
    limits = replace(HERE, allow_private=False)
    assert fetched(f"http://public.example:{server.port}/a", limits).data == b"here"
    assert [host for host in asked if host != "127.0.0.1"] == ["public.example"]
    assert "private.example is at 10.0.0.1" in refused(f"http://public.example:{server.port}/b", limits)


def test_slow_and_endless_answers_end_in_time(server: Server) -> None:
    server.pages["/header"] = server.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
    server.pages["/body"] = server.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x")
    server.pages["/silent"] = server.drip(b"", b"")
    for path in server.pages:
        start = time.monotonic()
        assert refused(f"{server.url}{path}", replace(HERE, timeout_s=0.5)) == "it takes too long"
        assert time.monotonic() - start < 5


def test_large_answers_are_cut_off(server: Server) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    server.pages["/endless"] = server.drip(head, b"x" * 2**18)
    server.pages["/large"] = reply(b"x" * 2**21)
    bomb = gzip.compress(bytes(2**28))
    server.pages["/bomb"] = reply(bomb, Content_Encoding="gzip")
    for path in server.pages:
        assert refused(f"{server.url}{path}") == "it has more than 1 MiB"


def test_packed_answer_is_unpacked(server: Server) -> None:
    packed = gzip.compress(b"here" * 1000)
    server.pages["/a"] = reply(packed, Content_Encoding="gzip")
    server.pages["/short"] = reply(packed[:-10], Content_Encoding="gzip")
    server.pages["/wrong"] = reply(b"not packed", Content_Encoding="gzip")
    server.pages["/other"] = reply(b"x", Content_Encoding="br")
    assert fetched(f"{server.url}/a").data == b"here" * 1000
    assert refused(f"{server.url}/short") == "it ends too early"
    assert "packed wrongly" in refused(f"{server.url}/wrong")
    assert refused(f"{server.url}/other") == "it is packed as br"


def test_what_goes_wrong_is_told(server: Server) -> None:
    server.pages["/length"] = reply(b"short", length=1000)
    server.pages["/error"] = reply(b"", status="500 Oh no")
    server.pages["/rubbish"] = lambda connection, _: connection.sendall(b"\x00\x01 rubbish\r\n\r\n")
    server.pages["/nothing"] = lambda connection, _: connection.close()
    assert "status 404" in refused(f"{server.url}/missing")
    assert "status 500" in refused(f"{server.url}/error")
    for path in ("length", "rubbish", "nothing"):
        assert refused(f"{server.url}/{path}")
    assert refused("http://127.0.0.1:1/")
    assert refused("http://no-such-host.invalid/")
