"""Every error the house can raise.

CopAnalyticsError(.exit_status)
├─ Defect 1               a fault in cop-analytics itself                           (.trace)
├─ SettingsError 2        the configuration is missing or contradicts itself        (.faults: all at once)
├─ InputFault 2           files people wrote have faulty rows                       (.faults: file, row, column, cure)
├─ PlatformRefused 3      credentials or a request not accepted: retrying will not help
│  └─ NotVisible 3        the account may not see this, or it is gone               (.status)
├─ PlatformBusy 3         rate limit or outage: retrying may help                   (.retry_after)
├─ PlatformIncomplete 3   a stream could not be enumerated to its end
├─ LockHeld 4             another run holds the warehouse                           (.holder)
├─ SecurityStop 5         a foreign origin, a bad certificate
├─ ModelError 6           a SQL model did not build                                 (.path)
├─ CheckFailed 6          a claim about the data does not hold                      (.check_name, .claim, .rows: first ten)
├─ StorageFailed 7        disk full, I/O error, damaged file
└─ DisclosureFailed 8     a number would show a person
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class CopAnalyticsError(Exception):
    """Something a person has to know; its message says what, where, and what to do."""

    exit_status = 1

    def __reduce__(self) -> tuple[object, ...]:
        """From process to process as it is, never made anew from its own words."""
        return _again, (type(self), self.args), self.__dict__

    @property
    def cause(self) -> str:
        """A word for programs: what kind of thing went wrong."""
        return type(self).__name__


def _again(kind: type[CopAnalyticsError], words: tuple[object, ...]) -> CopAnalyticsError:
    return kind.__new__(kind, *words)


class Defect(CopAnalyticsError):
    """A fault in cop-analytics itself: of what kind and where. Its own words are left out, for they may quote a name."""

    def __init__(self, error: BaseException) -> None:
        self.trace = trace_of(error)
        frame = (traceback.extract_tb(error.__traceback__) or [None])[-1]
        place = f" at {Path(frame.filename).name}:{frame.lineno}" if frame else ""
        super().__init__(
            f"A fault in cop-analytics itself: {type(error).__name__}{place}. COP_DEBUG=1 shows the trace."
        )


def trace_of(error: BaseException) -> str:
    """Where `error` and what led to it came from: files, lines and kinds; no word of what anything held."""
    if isinstance(error, Defect):
        return error.trace
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    own = "".join([*traceback.format_tb(error.__traceback__), type(error).__name__])
    return own if before is None else f"{trace_of(before)}\n\nled to\n\n{own}"


@contextmanager
def words_held_back() -> Iterator[None]:
    """Let the house's own errors through; of every other, keep its words from logs, reports and schedulers."""
    try:
        yield
    except CopAnalyticsError:
        raise
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or type(error).__name__
        raise StorageFailed(f"{place}{reason}. Check the path, its permissions and the disk.") from None
    except Exception as error:
        raise Defect(error) from None


class SettingsError(CopAnalyticsError):
    """The configuration is missing, unreadable or contradicts itself."""

    exit_status = 2

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


Kind = Literal["", "doubled", "stranger"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file people wrote: where it is and what mends it. `row` counts from 1, header included.

    `kind` is for those who tell faults together: a row that is there twice, or names somebody who is not known.
    """

    file: str
    row: int | None
    column: str | None
    problem: str
    cure: str
    kind: Kind = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        return f"{place}: {self.problem}. {self.cure}"


class InputFault(CopAnalyticsError):
    """Files people wrote have faulty rows; every fault is listed."""

    exit_status = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class PlatformRefused(CopAnalyticsError):
    """The platform does not accept the credentials or the request: retrying will not help."""

    exit_status = 3


class NotVisible(PlatformRefused):
    """The account may not see this place or thing, or it is gone: the platform does not say which."""

    def __init__(self, message: str, status: int) -> None:
        self.status = status
        super().__init__(message)


class PlatformBusy(CopAnalyticsError):
    """The platform is out or asks us to wait longer than a run may."""

    exit_status = 3

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class PlatformIncomplete(CopAnalyticsError):
    """A stream could not be read to its end; nothing is released, the next run resumes."""

    exit_status = 3


class LockHeld(CopAnalyticsError):
    """Another run holds the warehouse."""

    exit_status = 4

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(f"Another run holds the warehouse: {holder}. Wait for it, or see `cop status`.")


class SecurityStop(CopAnalyticsError):
    """The platform named a foreign origin, or its certificate does not hold."""

    exit_status = 5


class ModelError(CopAnalyticsError):
    """A SQL model did not build."""

    exit_status = 6

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        super().__init__(f"{path} did not build: {reason}")


class CheckFailed(CopAnalyticsError):
    """A claim about the data does not hold; the previous release stands."""

    exit_status = 6

    def __init__(self, claim: str, rows: Sequence[object], *, check_name: str) -> None:
        self.claim, self.check_name = claim, check_name
        self.rows = tuple(rows[:10])
        shown = "\n".join(f"  {row}" for row in self.rows)
        super().__init__(
            f"The data break a claim: {claim}\n{shown}\n"
            "The last release stands. Mend the data; or, if they are right as they are, let the claim pass once: "
            f'cop accept {check_name} --because "…"'
        )

    @property
    def cause(self) -> str:
        return self.check_name


class StorageFailed(CopAnalyticsError):
    """Local storage failed: disk full, I/O error, a damaged or missing file."""

    exit_status = 7


class DisclosureFailed(CopAnalyticsError):
    """A number would show a person; nothing is released."""

    exit_status = 8
