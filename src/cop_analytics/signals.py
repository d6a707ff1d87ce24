"""Being told to stop: the first time a run winds up, and while it does nobody interrupts it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STOP = (signal.SIGINT, signal.SIGTERM)
_heard: list[int] = []


class Stopped(BaseException):
    """Somebody told the process to stop; `number` is the signal."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"signal {number}")


@contextmanager
def heeded() -> Iterator[None]:
    """The first SIGINT or SIGTERM raises Stopped in the main thread; those after it are not heard, to the very end."""

    def stop(number: int, frame: FrameType | None) -> None:
        _set(signal.SIG_IGN)
        _heard.append(number)
        raise Stopped(number)

    _set(stop)
    try:
        yield
    except Stopped:
        _set(signal.SIG_IGN)  # whoever stood between may have put our handler back
        raise


def again() -> Stopped:
    """The stop that something on the way, a database for one, took for a fault of its own."""
    return Stopped(_heard[-1] if _heard else signal.SIGINT)


def heard() -> int | None:
    """The signal that told this process to stop, if any did."""
    return _heard[-1] if _heard else None


@contextmanager
def unheard() -> Iterator[None]:
    """Within this nobody interrupts: a run writes how it ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, signal.SIG_IGN) for each in STOP}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _set(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for each in STOP:
        signal.signal(each, handler)
