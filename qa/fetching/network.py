"""Connections that end in time, and lead to public addresses only.

A name is resolved once and the address that was checked is the one connected to, for every redirect anew: a name
that answers differently the second time gains nothing.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2 as httpcore

from index.errors import FetchFailed

_ADDRESSES_TRIED = 4


class Network(httpcore.NetworkBackend):
    """Connects for one fetch."""

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        """`deadline` on the clock of `time.monotonic`."""
        self._plain = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception | None = None
        for address in self._addresses(host, port)[:_ADDRESSES_TRIED]:
            try:
                stream = self._plain.connect_tcp(
                    address, port, _sooner(self._deadline, timeout), local_address, socket_options or []
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _TimedStream(stream, self._deadline)
        raise error or httpcore.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for address in found:
            if not self._allow_private and not _is_public(address):
                raise FetchFailed(f"{host} is at {address}, which is no public address: --allow-private permits it")
        return found


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write ends with the fetch's time, however slowly bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _sooner(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _sooner(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _sooner(self._deadline, timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _sooner(deadline: float, timeout: float | None) -> float:
    """Seconds until the deadline, or the timeout if it ends before. Raises FetchFailed when there are none left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchFailed("it takes too long")
    return left if timeout is None else min(left, timeout)


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


@contextmanager
def told_errors() -> Iterator[None]:
    """What goes wrong on the way as FetchFailed, with the reason alone."""
    try:
        yield
    except httpcore.TimeoutException:
        raise FetchFailed("it takes too long") from None
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
        ValueError,
    ) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FetchFailed(reason or type(error).__name__) from None
