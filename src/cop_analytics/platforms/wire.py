"""Connections that can be cut off: a request ends at its deadline wherever it is, even between two bytes of a header.

requests counts a timeout from byte to byte, so that a server which sends one now and then is waited for as long as it likes.
"""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool

from cop_analytics.errors import SecurityStop
from cop_analytics.platforms.origins import address_of, is_link_local

_LOCAL = threading.local()


class Flight:
    """One request under way in this thread. After `seconds`, or at `cut`, its connection is shut."""

    def __init__(self, seconds: float) -> None:
        self.was_cut = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> Flight:
        _LOCAL.flight = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._socket, _LOCAL.flight = None, None

    def uses(self, connection: socket.socket | None) -> None:
        """The request goes over `connection`."""
        self._socket = connection
        if self.was_cut:
            self.cut()

    def cut(self) -> None:
        """End the request: whoever waits for its bytes gets an error."""
        self.was_cut = True
        if (connection := self._socket) is not None:
            with suppress(OSError):  # it may have ended by itself meanwhile
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _noted(connection: socket.socket | None) -> None:
    flight: Flight | None = getattr(_LOCAL, "flight", None)
    if flight is not None:
        flight.uses(connection)


def _met(connection: socket.socket) -> socket.socket:
    """A new connection, unless a name led to the machine's own neighbourhood."""
    address = address_of(str(connection.getpeername()[0]))
    if address is not None and is_link_local(address):
        connection.close()
        raise SecurityStop(f"The platform's name leads to {address}, a link-local address. Nothing was sent.")
    _noted(connection)
    return connection


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _met(super()._new_conn())

    def connect(self) -> None:
        super().connect()
        _noted(self.sock)

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        _noted(self.sock)
        super().putrequest(method, url, skip_host, skip_accept_encoding)


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _met(super()._new_conn())

    def connect(self) -> None:
        super().connect()
        _noted(self.sock)

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        _noted(self.sock)
        super().putrequest(method, url, skip_host, skip_accept_encoding)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class WireAdapter(HTTPAdapter):
    """requests' own adapter, over connections that can be cut off. It asks once; trying again is the transport's."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        classes: dict[str, type[ConnectionPool]] = {"http": _PlainPool, "https": _SecurePool}
        self.poolmanager.pool_classes_by_scheme = classes


class _NoCookies(DefaultCookiePolicy):
    """Send none back: a stale session cookie makes Jive refuse a signed request."""

    def set_ok(self, cookie: object, request: object) -> bool:
        return False


class _Homebound(requests.Session):
    """requests works out where a redirect leads even when it is not to follow it, and stumbles over strange addresses."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def lone_session(adapter: BaseAdapter, verify: str | bool) -> requests.Session:
    """A session that knows no proxy, no .netrc, no cookie, no credentials and no redirect."""
    session = _Homebound()
    session.trust_env, session.verify = False, verify
    session.cookies.set_policy(_NoCookies())
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def is_bad_tls(error: BaseException) -> bool:
    """Whether TLS itself was refused; a connection that was merely cut off may be tried again."""
    if not isinstance(error, requests.exceptions.SSLError):
        return False
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return False
        cause = cause.__cause__ or cause.__context__
    return True
