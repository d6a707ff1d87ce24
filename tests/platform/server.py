"""One loopback server for the invented bank: paging, permissions, sign-in, latency, and a script for each request.

The script may answer in the bank's stead: with any status, headers and bytes, late, cut or with the connection reset.
"""

import base64
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from cop_analytics import bank

USER, PASSWORD = "svc-analytics", "an invented password"
TOKEN = "an invented token"


@dataclass
class Scripted:
    """What the script says: an answer, perhaps `delay` seconds late, cut after `cut` bytes, or a reset connection."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    cut: int | None = None
    reset: bool = False


@cache
def the_bank() -> bank.Bank:
    return bank.Bank()


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_):
        """Quiet."""

    def send_response(self, code, message=None):
        """The bank tells its own time; the usual line would add a second one."""
        self.send_response_only(code, message)


class JiveServer:
    """Use as a context manager; `now` is the platform's clock, `requests` the paths and queries it was asked."""

    def __init__(self, answer, *, latency: float = 0.0, script: Callable[[Request], Scripted | None] | None = None):
        self._answer, self.latency, self.script = answer, latency, script
        self.requests: list[str] = []
        self.authorizations: list[str] = []
        self.now = bank.FIRST_NIGHT
        self.access_tokens = {TOKEN}
        self._lock = threading.Lock()

    @classmethod
    def of_the_bank(cls, world: bank.Bank | None = None, **options):
        server = cls(None, **options)
        server._answer = bank.Jive(world or the_bank(), lambda: server.now).answer
        return server

    def __enter__(self):
        self._server = make_server("127.0.0.1", 0, self._respond, threaded=True, request_handler=_Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @Request.application
    def _respond(self, request: Request) -> Response:
        with self._lock:
            self.requests.append(f"{request.method} {request.full_path}")
            self.authorizations.append(request.headers.get("Authorization", ""))
        time.sleep(self.latency)
        if self.script is not None and (scripted := self.script(request)) is not None:
            return self._played(request, scripted)
        if request.path == "/oauth2/token":
            return self._granted(request)
        if request.path != "/api/version" and not self._is_signed(request):
            return Response('{"error":{"status":401,"message":"who are you"}}', 401, content_type="application/json")
        said = self._answer(request.path, list(request.args.items(multi=True)))
        return Response(said.body, said.status, headers=dict(said.headers))

    def _is_signed(self, request: Request) -> bool:
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        allowed = {f"Basic {basic}", *(f"Bearer {token}" for token in self.access_tokens)}
        return request.headers.get("Authorization") in allowed

    def _granted(self, request: Request) -> Response:
        if request.form.get("grant_type") != "refresh_token" or request.form.get("refresh_token") != "refresh-1":
            return Response('{"error":"invalid_grant"}', 400, content_type="application/json")
        self.access_tokens.add("access-2")
        body = '{"access_token":"access-2","refresh_token":"refresh-2","token_type":"bearer","expires_in":172800}'
        return Response(body, 200, content_type="application/json")

    def _played(self, request: Request, scripted: Scripted) -> Response:
        time.sleep(scripted.delay)
        if scripted.reset or scripted.cut is not None:
            connection = request.environ["werkzeug.socket"]
            if scripted.cut is not None:
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(scripted.body)}\r\n\r\n"
                )
                connection.sendall(head.encode() + scripted.body[: scripted.cut])
            else:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.shutdown(socket.SHUT_RDWR)
            return Response(b"")
        return Response(scripted.body, scripted.status, headers={"Content-Type": "application/json"} | scripted.headers)


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
