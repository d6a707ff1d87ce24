"""The one home of HTTP: GET from one origin, with credentials that never leave it, within time and size.

Redirects are not followed, proxies and .netrc are not read, TLS is always checked. A request that is answered with a
cut body, an outage or a rate limit is asked again, all threads waiting together; nothing is asked for ever.
"""

from __future__ import annotations

import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlencode, urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter

from cop_analytics.errors import PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop, SettingsError

Parameters = Sequence[tuple[str, str]]

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK = 1 << 16
BODY_FAULTS = (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError, zlib.error)


@dataclass(frozen=True)
class Limits:
    """How long and how much a request may take; seconds and bytes."""

    connect_seconds: float = 10
    read_seconds: float = 90
    request_seconds: float = 120
    tries: int = 6
    longest_backoff: float = 120
    longest_retry_after: float = 600
    inflated_bytes: int = 64 << 20
    inflation_ratio: int = 200


@dataclass(frozen=True)
class Answer:
    """What the platform said: status, headers (lower-case names), inflated body, and its own clock in UTC."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime | None


class Credentials(Protocol):
    """How a request is signed."""

    def header(self) -> str:
        """The value of `Authorization`."""

    def renewed(self, ask: Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]) -> bool:
        """Try to get fresh credentials after a refusal; False where there is no way."""

    def secrets(self) -> Sequence[str]:
        """Values that must never appear in a message."""


@dataclass(frozen=True)
class Basic:
    """A service account with a password."""

    username: str
    password: str

    def header(self) -> str:
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode()

    def renewed(self, ask: Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]) -> bool:
        return False

    def secrets(self) -> Sequence[str]:
        return (self.password, self.header().removeprefix("Basic "))


@dataclass(frozen=True)
class Bearer:
    """A token somebody else keeps fresh."""

    token: str

    def header(self) -> str:
        return f"Bearer {self.token}"

    def renewed(self, ask: Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]) -> bool:
        return False

    def secrets(self) -> Sequence[str]:
        return (self.token,)


class RateLimit:
    """A pace and a pause shared by all threads: at most `per_second` requests, none before a Retry-After is over."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = clock()

    def wait(self) -> None:
        """Take the next free moment and sleep until it comes."""
        with self._lock:
            moment = max(self._next, self._clock())
            self._next = moment + self._gap
        if (pause := moment - self._clock()) > 0:
            self._sleep(pause)

    def pause(self, seconds: float) -> None:
        """Let nobody ask for `seconds`."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)


class Transport:
    """GET from one origin. Safe for use by many threads; each has its own session."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        aliases: Sequence[str] = (),
        requests_per_second: float = 5,
        limits: Limits | None = None,
        adapter: BaseAdapter | None = None,
        allow_insecure_loopback: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.origin = origin_of(self.url)
        _refuse_unsafe(self.url, allow_insecure_loopback=allow_insecure_loopback)
        self.origins = {self.origin, *(origin_of(alias) for alias in aliases)}
        self.rate = RateLimit(requests_per_second, clock=clock, sleep=sleep)
        self.request_count = 0
        self._credentials, self._limits, self._adapter, self._clock = credentials, limits or Limits(), adapter, clock
        self._renewal, self._renewed = threading.Lock(), 0
        self._local, self._count = threading.local(), threading.Lock()

    def trust(self, url: str) -> None:
        """Let `url`'s origin be named in links; requests still go to the configured one."""
        self.origins.add(origin_of(url))

    def check_origin(self, url: str) -> None:
        """Refuse a link that names an origin nobody listed. Raises SecurityStop."""
        parts = urlsplit(url)
        if not parts.scheme and not parts.netloc and url.startswith("/") and not url.startswith(("//", "/\\")):
            return
        if parts.username is not None or parts.password is not None or origin_of(url) not in self.origins:
            raise SecurityStop(
                f"The platform named a foreign address, {parts.scheme}://{parts.hostname}, in a link. Nothing was sent "
                "there. If it is the platform's own, list it in platform.aliases."
            )

    def get(self, path: str, parameters: Parameters = (), *, signed: bool = True) -> Answer:
        """The answer to GET `path`. Raises PlatformRefused, PlatformBusy, PlatformIncomplete, SecurityStop.

        Answers other than 401, redirects and outages are returned as they came, for the caller to understand.
        """
        target = self.url + path + ("?" + urlencode(parameters, safe=",()@/:") if parameters else "")
        renewals = self._renewed
        answer = self._patiently("GET", target, signed=signed)
        if signed and answer.status in (401, 403) and self._renew(renewals):
            answer = self._patiently("GET", target, signed=signed)
        if answer.status == 401:
            raise PlatformRefused(
                f"{self.origin} does not accept the credentials (401). Check the account and its password or token; "
                "`cop doctor` tries them."
            )
        return answer

    def _renew(self, seen: int) -> bool:
        with self._renewal:
            if self._renewed == seen and self._credentials.renewed(self._post_form):
                self._renewed += 1
            return self._renewed > seen

    def _post_form(self, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The one POST there is: OAuth2's token request."""
        return self._patiently("POST", self.url + path, signed=False, form=form, headers=headers)

    def _patiently(
        self,
        method: str,
        target: str,
        *,
        signed: bool,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        reason = ""
        for attempt in range(self._limits.tries):
            self.rate.wait()
            try:
                answer = self._once(method, target, signed=signed, form=form, headers=headers or {})
            except requests.exceptions.SSLError as error:
                raise SecurityStop(f"{self.origin}: its certificate does not hold. Nothing was sent.") from error
            except BODY_FAULTS as error:
                reason = f"no whole answer ({type(error).__name__})"
                self.rate.pause(self._backoff(attempt))
                continue
            if answer.status not in BUSY:
                return answer
            reason = f"status {answer.status}"
            self.rate.pause(self._retry_after(answer) or self._backoff(attempt))
        raise PlatformBusy(
            f"{self.origin} gave {reason} {self._limits.tries} times. The next run resumes where this ended."
        )

    def _backoff(self, attempt: int) -> float:
        return min(self._limits.longest_backoff, 2.0**attempt)

    def _retry_after(self, answer: Answer) -> float | None:
        """Seconds the platform asks us to wait; None where it says nothing that can be read."""
        text = answer.headers.get("retry-after", "").strip()
        if not text.isdigit():
            return None
        seconds = float(text)
        if seconds > self._limits.longest_retry_after:
            raise PlatformBusy(
                f"{self.origin} asks to wait {seconds:.0f} s, longer than a run may. The next run resumes.",
                retry_after=seconds,
            )
        return seconds

    def _once(
        self, method: str, target: str, *, signed: bool, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Answer:
        deadline = self._clock() + self._limits.request_seconds
        sent = {"Accept": "application/json", "Accept-Encoding": "gzip", **headers}
        if signed:
            sent["Authorization"] = self._credentials.header()
        with self._count:
            self.request_count += 1
        with self._session().request(
            method,
            target,
            headers=sent,
            data=form,
            stream=True,
            allow_redirects=False,
            timeout=(self._limits.connect_seconds, self._limits.read_seconds),
        ) as response:
            response.headers = requests.structures.CaseInsensitiveDict(response.headers)
            self._refuse_redirect(response)
            body = self._body(response, deadline)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, body, _server_time(names.get("date")))

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            session.trust_env = False
            session.cookies.set_policy(_NoCookies())
            if self._adapter is not None:
                session.mount("http://", self._adapter)
                session.mount("https://", self._adapter)
            self._local.session = session
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session

    def _refuse_redirect(self, response: requests.Response) -> None:
        if not 300 <= response.status_code < 400:
            return
        location = response.headers.get("Location", "")
        if urlsplit(location).netloc and origin_of(location) != self.origin:
            raise SecurityStop(f"{self.origin} redirects to {origin_of(location)}. Redirects are not followed.")
        raise PlatformRefused(
            f"{self.origin} redirects ({response.status_code}): often a login or upgrade page. Check platform.url."
        )

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        """The inflated body, whole: a gzip stream has to end, a length has to be met, time and size are bounded."""
        is_gzip = response.headers.get("Content-Encoding", "").lower() == "gzip"
        inflate = zlib.decompressobj(wbits=31) if is_gzip else None
        parts, received, inflated = [], 0, 0
        while chunk := response.raw.read(CHUNK, decode_content=False):
            received += len(chunk)
            if inflate is not None:
                chunk = inflate.decompress(chunk, self._limits.inflated_bytes + 1)
            inflated += len(chunk)
            if inflated > min(self._limits.inflated_bytes, max(1 << 20, received * self._limits.inflation_ratio)):
                raise PlatformIncomplete(f"{self.origin} sent a body that inflates beyond bounds. It was not read.")
            if self._clock() > deadline:
                raise requests.Timeout("the answer took too long as a whole")
            parts.append(chunk)
        expected = response.headers.get("Content-Length")
        if (expected is not None and expected.isdigit() and received < int(expected)) or (
            inflate is not None and received and not inflate.eof
        ):
            raise requests.ConnectionError("the body was cut")
        return b"".join(parts)


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[name-defined, misc]
    """Send none back: a stale session cookie makes Jive refuse a signed request."""

    def set_ok(self, cookie: object, request: object) -> bool:
        return False


def origin_of(url: str) -> str:
    """Scheme, host and port of `url`, in lower case; the port is written out."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        port = 0
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def _server_time(date: str | None) -> datetime | None:
    if not date:
        return None
    try:
        return parsedate_to_datetime(date).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return None


def _refuse_unsafe(url: str, *, allow_insecure_loopback: bool) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is not None and address.is_link_local:
        raise SettingsError([f"platform.url: {host} is a link-local address. Give the platform's own."])
    is_loopback = address is not None and address.is_loopback
    if parts.scheme != "https" and not (allow_insecure_loopback and is_loopback):
        raise SettingsError(["platform.url: http would send the password in clear. Use https."])
