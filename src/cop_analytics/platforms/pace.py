"""How fast, how long and how much a platform is asked: one pace and one pause for all threads, and what bounds them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How long and how much a request may take; seconds and bytes. Jive's slowest recorded answer took 18 s."""

    connect_seconds: float = 10
    read_seconds: float = 90
    request_seconds: float = 120
    run_seconds: float = 4 * 3600
    tries: int = 6
    longest_backoff: float = 120
    longest_retry_after: float = 600
    inflated_bytes: int = 64 << 20
    inflation_ratio: int = 200


class RateLimit:
    """At most `per_second` turns a second, and none before a pause is over. Safe for use by many threads."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next, self._paused_until = clock(), clock()

    def wait(self) -> None:
        """Take the next free turn and sleep until it comes; a pause called meanwhile puts it off."""
        while True:
            with self._lock:
                turn = max(self._next, self._paused_until, self._clock())
                self._next = turn + self._gap
            if (seconds := turn - self._clock()) > 0:
                self._sleep(seconds)
            if self._paused_until <= turn:
                return

    def pause(self, seconds: float) -> None:
        """Let nobody ask for `seconds` from now."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._clock() + seconds)
