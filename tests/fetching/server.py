"""A web server on this machine that behaves as it is told, well or badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket, str], None]


class Server:
    """Answers each path in its own way, and remembers the requests."""

    def __init__(self) -> None:
        self.pages: dict[str, Behaviour] = {}
        self.requests: list[str] = []
        """Each request as it came."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._ended.set()
        self._listening.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            self.requests.append(request.decode())
            path = self.requests[-1].split()[1]
            self.pages.get(path, reply(b"nothing", status="404 Not Found"))(connection, self.requests[-1])

    def drip(self, head: bytes, piece: bytes) -> Behaviour:
        """Sends without end, slowly."""

        def behave(connection: socket.socket, _: str) -> None:
            connection.sendall(head)
            while not self._ended.wait(0.02):
                connection.sendall(piece)

        return behave


def reply(
    body: bytes, kind: str = "text/html", status: str = "200 OK", *, length: int | None = None, **headers: str
) -> Behaviour:
    """One answer; `length` is what it claims, where that is not the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return lambda connection, _: connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()
