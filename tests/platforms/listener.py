"""A loopback server that says byte for byte what a test tells it to, and remembers what it was sent."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

Script = Callable[[socket.socket], None]


def said(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


class Listener:
    """Answers connection after connection with the next of `scripts`; the last one is repeated."""

    def __init__(self, *scripts: bytes | Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts, self._tls = list(scripts), tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.requests: list[str] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> "Listener":
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *words: object) -> None:
        thread = threading.Thread(target=work, args=words, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        self.connections += 1
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                self.requests.append(_request(connection))
                script = self._scripts[min(len(self.requests), len(self._scripts)) - 1]
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)


def _request(connection: socket.socket) -> str:
    text = b""
    while b"\r\n\r\n" not in text:
        chunk = connection.recv(65536)
        if not chunk:
            raise OSError("nobody asked for anything")
        text += chunk
    head, _, body = text.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return (head + b"\r\n\r\n" + body).decode()
