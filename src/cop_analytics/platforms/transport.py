"""The one home of HTTP: GET from one origin, with credentials that never leave it, within time and size.

Redirects are not followed, proxies and .netrc are not read, TLS is always checked. A request that is answered with a
cut body, an outage or a rate limit is asked again, all threads waiting together; nothing is asked for ever.
"""

from __future__ import annotations

import random
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import requests
import urllib3
from requests.adapters import BaseAdapter

from cop_analytics.errors import PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop
from cop_analytics.platforms.body import whole_body
from cop_analytics.platforms.origins import is_trusted, origin_of, refuse_unsafe, shown
from cop_analytics.platforms.pace import Limits, RateLimit
from cop_analytics.platforms.wire import Flight, WireAdapter, is_bad_tls, lone_session

Parameters = Sequence[tuple[str, str]]

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
BROKEN = 500
UNUSABLE_IN_A_ROW = 3
FAULTS = (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError, zlib.error)


@dataclass(frozen=True)
class Answer:
    """What the platform said: status, headers (lower-case names), inflated body, and its own clock in UTC."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime | None


Ask = Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]


class Credentials(Protocol):
    """How a request is signed."""

    def header(self) -> str:
        """The value of `Authorization`; empty where it has to be renewed first."""

    def renewed(self, ask: Ask) -> bool:
        """Try to get fresh credentials after a refusal; False where there is no way."""

    def secrets(self) -> Sequence[str]:
        """Values that must never appear in a message."""


@dataclass(frozen=True)
class Basic:
    """A service account with a password."""

    username: str
    password: str = field(repr=False)

    def header(self) -> str:
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode()

    def renewed(self, ask: Ask) -> bool:
        return False

    def secrets(self) -> Sequence[str]:
        return (self.password, self.header().removeprefix("Basic "))


@dataclass(frozen=True)
class Bearer:
    """A token somebody else keeps fresh."""

    token: str = field(repr=False)

    def header(self) -> str:
        return f"Bearer {self.token}"

    def renewed(self, ask: Ask) -> bool:
        return False

    def secrets(self) -> Sequence[str]:
        return (self.token,)


@dataclass(frozen=True)
class _Call:
    """One request as it will be sent, as often as it takes. `is_usable` tells an answer from noise with status 200."""

    method: str
    target: str
    is_signed: bool = True
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_usable: Callable[[Answer], bool] = lambda answer: True
    tries: int = 6


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
        ca_file: Path | None = None,
        allow_insecure_loopback: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.url = url.rstrip("/")
        self.origin = origin_of(self.url)
        refuse_unsafe(self.url, allow_insecure_loopback=allow_insecure_loopback)
        self.origins = {self.origin, *(origin_of(alias) for alias in aliases)}
        self.limits = limits or Limits()
        self.request_count = 0
        self._credentials, self._adapter, self._jitter, self._clock = credentials, adapter, jitter, clock
        self._verify: str | bool = str(ca_file) if ca_file else True
        self._stopped = threading.Event()
        self._pace = RateLimit(requests_per_second, clock=clock, sleep=sleep or self._stopped.wait)
        self._began = clock()
        self._count, self._signing = threading.Lock(), threading.RLock()
        self._renewals, self._is_accepted, self._is_refused, self._was_forbidden = 0, False, False, False
        self._local, self._flights = threading.local(), set[Flight]()

    def trust(self, url: str) -> None:
        """Let `url`'s origin be named in links; requests still go to the configured one."""
        self.origins.add(origin_of(url))

    def check_origin(self, link: str) -> None:
        """Refuse a link that names an origin nobody listed. Raises SecurityStop."""
        if not is_trusted(link, self.origins):
            raise SecurityStop(
                f"The platform named a foreign address, {self.redacted(shown(link))}, in a link. Nothing was sent there. "
                "If it is the platform's own, list it in platform.aliases."
            )

    def redacted(self, text: str) -> str:
        """`text` from the platform, fit for a message: short, printable, without any secret."""
        for secret in self._credentials.secrets():
            if secret:
                text = text.replace(secret, "…")
        return "".join(character if character.isprintable() else " " for character in text)[:200]

    def stop(self) -> None:
        """End what is under way and ask nothing any more."""
        self._stopped.set()
        for flight in list(self._flights):
            flight.cut()

    def get(
        self,
        path: str,
        parameters: Parameters = (),
        *,
        signed: bool = True,
        is_usable: Callable[[Answer], bool] = lambda answer: True,
        tries: int | None = None,
    ) -> Answer:
        """The answer to GET `path`. Raises PlatformRefused, PlatformBusy, PlatformIncomplete, SecurityStop.

        Outages, rate limits and answers that are not `is_usable` are asked again, `tries` times. A persistent 500, an
        answer that stayed unusable and every other status come back as they are, for the caller to understand.
        """
        target = self.url + path + ("?" + urlencode(parameters, safe=",()@/:") if parameters else "")
        call = _Call("GET", target, signed, is_usable=is_usable, tries=tries or self.limits.tries)
        return self._signed(call) if signed else self._patiently(call)

    def _signed(self, call: _Call) -> Answer:
        """Ask with credentials. Until they are known to be good one thread asks alone: accounts are locked quickly."""
        if not self._is_accepted:
            with self._signing:
                if not self._is_accepted:
                    answer = self._signed_once(call)
                    self._is_accepted = True
                    return answer
        return self._signed_once(call)

    def _signed_once(self, call: _Call) -> Answer:
        if self._is_refused:
            raise self._refusal()
        if not self._credentials.header() and not self._renew(self._renewals):
            raise self._refusal()
        seen = self._renewals
        answer = self._patiently(call)
        if self._may_be_stale(answer) and self._renew(seen):
            answer = self._patiently(call)
        if answer.status == 401:
            raise self._refusal()
        return answer

    def _may_be_stale(self, answer: Answer) -> bool:
        """Whether fresh credentials could help. Some servers answer an old token with 403: that is tried once a run."""
        is_first = answer.status == 403 and not self._was_forbidden
        self._was_forbidden = self._was_forbidden or is_first
        return answer.status == 401 or is_first

    def _refusal(self) -> PlatformRefused:
        self._is_refused = True
        return PlatformRefused(
            f"{self.origin} does not accept the credentials (401). Check the account and its password or token; "
            "`cop doctor` tries them."
        )

    def _renew(self, seen: int) -> bool:
        """Whether the credentials are fresher than at renewal number `seen`; another thread may have seen to it."""
        with self._signing:
            if self._renewals == seen and self._credentials.renewed(self._post_form):
                self._renewals += 1
            return self._renewals > seen

    def _post_form(self, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        """The one POST there is: OAuth2's token request."""
        return self._patiently(_Call("POST", self.url + path, False, form, headers, tries=self.limits.tries))

    def _patiently(self, call: _Call) -> Answer:
        reason, unusable = "", 0
        for attempt in range(call.tries):
            self._wait()
            try:
                answer = self._once(call)
            except FAULTS as error:
                if is_bad_tls(error):
                    raise SecurityStop(
                        f"{self.origin}: its certificate or its TLS does not hold. Nothing was sent."
                    ) from error
                reason = f"no whole answer ({type(error).__name__})"
                self._pause(call, attempt)
                continue
            if answer.status in BUSY:
                if answer.status == BROKEN and attempt == call.tries - 1:
                    return answer
                reason = f"status {answer.status}"
                self._pause(call, attempt, self._retry_after(answer))
            elif call.is_usable(answer) or (unusable := unusable + 1) == UNUSABLE_IN_A_ROW:
                return answer
            else:
                reason = "no usable answer"
                self._pause(call, attempt)
        raise PlatformBusy(f"{self.origin} gave {reason} {call.tries} times. The next run resumes where this ended.")

    def _wait(self) -> None:
        """Wait for a turn. Raises PlatformIncomplete after `stop`, PlatformBusy when the run has lasted too long."""
        self._pace.wait()
        if self._stopped.is_set():
            raise PlatformIncomplete("The reading was stopped. The next run resumes where this ended.")
        if self._clock() - self._began > self.limits.run_seconds:
            hours = self.limits.run_seconds / 3600
            raise PlatformBusy(f"{self.origin} was read for {hours:.0f} hours. The next run resumes where this ended.")

    def _pause(self, call: _Call, attempt: int, asked: float | None = None) -> None:
        if attempt < call.tries - 1:
            backoff = min(self.limits.longest_backoff, 2.0**attempt * (1 + self._jitter() / 4))
            self._pace.pause(asked or backoff)

    def _retry_after(self, answer: Answer) -> float | None:
        """Seconds the platform asks us to wait; None where it says nothing that can be read."""
        text = answer.headers.get("retry-after", "").strip()
        until = _server_time(text)
        seconds = (until - answer.at).total_seconds() if until and answer.at else None
        seconds = float(text) if text.isdecimal() else seconds
        if seconds is not None and seconds > self.limits.longest_retry_after:
            raise PlatformBusy(
                f"{self.origin} asks to wait {seconds:.0f} s, longer than a run may. The next run resumes.",
                retry_after=seconds,
            )
        return max(0.0, seconds) if seconds is not None else None

    def _once(self, call: _Call) -> Answer:
        deadline = self._clock() + self.limits.request_seconds
        sent = {"Accept": "application/json", "Accept-Encoding": "gzip", **call.headers}
        if call.is_signed:
            sent["Authorization"] = self._credentials.header()
        with (
            self._flight() as flight,
            self._session().request(
                call.method,
                call.target,
                headers=sent,
                data=call.form,
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect_seconds, self.limits.read_seconds),
            ) as response,
        ):
            self._refuse_redirect(response)
            body = whole_body(
                response,
                most=self.limits.inflated_bytes,
                ratio=self.limits.inflation_ratio,
                is_late=lambda: flight.was_cut or self._clock() > deadline,
            )
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, names, body, _server_time(names.get("date", "")))

    @contextmanager
    def _flight(self) -> Iterator[Flight]:
        with Flight(self.limits.request_seconds) as flight:
            with self._count:
                self.request_count += 1
                self._flights.add(flight)
            try:
                yield flight
            finally:
                self._flights.discard(flight)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = lone_session(self._adapter or WireAdapter(), self._verify)
        session: requests.Session = self._local.session
        return session

    def _refuse_redirect(self, response: requests.Response) -> None:
        if not 300 <= response.status_code < 400:
            return
        location = response.headers.get("Location", "")
        if not is_trusted(location, {self.origin}):
            raise SecurityStop(
                f"{self.origin} redirects to {self.redacted(shown(location))}. Redirects are not followed."
            )
        raise PlatformRefused(
            f"{self.origin} redirects ({response.status_code}): often a login or upgrade page. Check platform.url."
        )


def _server_time(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None
