"""Runs and the lock: one run at a time holds the warehouse, and each leaves a report of counts; neither holds a person.

`runs/<run>.json` is the report of one run, `runs/quarantine/<run>.json` what it could not read (kept for 14 days).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cop_analytics import ledger
from cop_analytics.errors import LockHeld, StorageFailed

Json = dict[str, object]

GOOD = ("released", "no_change")
REBUILD = "rebuild"
"""The kind of run that makes the warehouse anew, whatever is left of it."""
QUARANTINE_KEPT = timedelta(days=14)
SWEEP_TAKEN_UP = timedelta(days=1)


@dataclass
class StreamCounts:
    """What became of the items of one stream; `received` is the sum of the six that follow it."""

    received: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    quarantined: int = 0
    suppressed: int = 0
    tombstoned: int = 0
    watermark: str | None = None

    def conserves(self) -> bool:
        """Whether every item received is accounted for."""
        kept = self.inserted + self.updated + self.unchanged
        return self.received == kept + self.duplicate + self.quarantined + self.suppressed


@dataclass
class Run:
    """One open run. `now` is its logical time, frozen when it opened; `accepted` names the gates let pass once, and why."""

    home: Path
    run_id: str
    kind: str
    now: datetime
    accepted: Mapping[str, str] = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)
    status: str = "done"
    release_id: str | None = None
    request_count: int = 0
    streams: dict[str, StreamCounts] = field(default_factory=dict)
    quarantine: list[Json] = field(default_factory=list)
    checks: list[Json] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    row_counts: dict[str, dict[str, int]] = field(default_factory=dict)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def note(self, event: str, **facts: object) -> None:
        """Add a line to the ledger; it is on disk when this returns."""
        ledger.append(self.home, {"event": event, "run_id": self.run_id, **facts})

    def close(
        self, status: str, exit_status: int, message: str | None, *, cause: str | None = None, **kept: object
    ) -> None:
        """Write the report, then the last line of the run; `kept` are the checksums of what it leaves behind."""
        report = json.dumps(self.report(status, exit_status, message, cause), indent=1).encode()
        if self.quarantine:
            file = _quarantine_file(self.home, self.run_id)
            ledger.write_whole(file, json.dumps(self.quarantine, indent=1).encode())
            kept["quarantine"] = ledger.sha256_of(file)
        file = self.home / "runs" / f"{self.run_id}.json"
        ledger.write_whole(file, report)
        self.note("run_closed", status=status, exit_status=exit_status, report=ledger.sha256_of(file), **kept)

    def report(self, status: str, exit_status: int, message: str | None, cause: str | None = None) -> Json:
        """The run as the report file tells it; what it could not read lies beside it."""
        ended = self.now + timedelta(seconds=round(time.monotonic() - self.begun, 3))
        return {
            "run_id": self.run_id,
            "kind": self.kind,
            "logical_at": self.now.isoformat(),
            "ended_at": ended.isoformat(timespec="milliseconds"),
            "status": status,
            "exit_status": exit_status,
            "cause": cause,
            "message": message,
            "release_id": self.release_id,
            "request_count": self.request_count,
            "streams": {name: asdict(counts) for name, counts in sorted(self.streams.items())},
            "checks": self.checks,
            "accepted": dict(self.accepted),
            "places": self.places,
            "row_counts": self.row_counts,
            "fields": {stream: dict(sorted(counted.items())) for stream, counted in sorted(self.fields.items())},
            "warnings": self.warnings,
        }

    def summary(self) -> str:
        """What a person reads at the end."""
        return "\n".join([*self.sentences, *(f"warning: {warning}" for warning in self.warnings)])


def open_run(home: Path, kind: str, now: datetime) -> Run:
    """Begin a run at logical time `now`; a run the ledger still calls open was killed, and is marked so."""
    for earlier in left_open(home):
        crashed = Run(home, earlier["run_id"], earlier["kind"], datetime.fromisoformat(earlier["logical_at"]))
        message = "The run was killed. What it had landed is kept; the next run resumed."
        crashed.close("crashed", 1, message, cause="killed")
    run = Run(home, f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}", kind, now, _accepted(home))
    run.note("run_opened", kind=kind, logical_at=now.isoformat(), format=ledger.FORMAT)
    _forget_old_quarantine(run)
    return run


@contextmanager
def lock(home: Path) -> Iterator[Callable[[str], None]]:
    """Be the only run on `home`; yields a function that says who holds it.

    The file stays, the kernel frees it. One that was deleted and made anew by another run holds nobody off: it is looked
    at again. Raises LockHeld at once, with who does; StorageFailed where the file cannot be written.
    """
    file = home / "lock"
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = _locked(file)
    except OSError as error:
        raise ledger.storage_failed(file, error) from error

    def held_by(words: str) -> None:
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, words.encode(), 0)
        except OSError as error:
            raise ledger.storage_failed(file, error) from error

    try:
        held_by(f"process {os.getpid()}")
        yield held_by
    finally:
        os.close(descriptor)


def reports(home: Path) -> list[Json]:
    """The run reports, newest first: by logical time, then as the ledger saw them begin; each with its quarantine.

    Raises StorageFailed for a report that cannot be read.
    """
    begun = {event["run_id"]: number for number, event in enumerate(ledger.events(home))}
    told = [_read(file, home) for file in (home / "runs").glob("*.json")]
    return sorted(told, key=lambda report: (str(report["logical_at"]), begun.get(report["run_id"], 0)), reverse=True)


def begun_at(run_id: str) -> datetime:
    """The logical time of a run, which its id begins with."""
    return datetime.strptime(run_id[:16], "%Y%m%dT%H%M%SZ")


def accept(home: Path, check_name: str, because: str, at: datetime) -> None:
    """Let one gate pass once: until the next good run. Recorded in the ledger."""
    ledger.append(
        home, {"event": "accepted", "run_id": "", "check": check_name, "because": because, "at": at.isoformat()}
    )


def is_cut_short(home: Path) -> bool:
    """Whether the last run that ended did not end well: what it landed may lack what hangs on it."""
    last: Mapping[str, Any] = {}
    for event in ledger.events(home):
        if event["event"] == "run_closed":
            last = event
    return bool(last) and last["status"] in ("failed", "crashed", "interrupted")


def unfinished_sweep(run: Run) -> datetime | None:
    """The logical time of the sweep that `run` takes up: begun within the last day, and none has ended well since."""
    begun: dict[str, datetime] = {}
    for event in ledger.events(run.home):
        if event["event"] == "run_opened" and event["kind"] == "sweep" and event["run_id"] != run.run_id:
            begun[event["run_id"]] = datetime.fromisoformat(event["logical_at"])
        if event["event"] == "run_closed" and event["run_id"] in begun and event["status"] in GOOD:
            begun.clear()
    return min((at for at in begun.values() if run.now - SWEEP_TAKEN_UP <= at <= run.now), default=None)


def _accepted(home: Path) -> dict[str, str]:
    """Gates to be let pass: accepted since the last good run."""
    accepted: dict[str, str] = {}
    for event in ledger.events(home):
        if event["event"] == "accepted":
            accepted[event["check"]] = event["because"]
        if event["event"] == "run_closed" and event["status"] in GOOD:
            accepted.clear()
    return accepted


def _locked(file: Path) -> int:
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode() or "a run that has just begun"
            os.close(descriptor)
            raise LockHeld(holder) from None
        if file.exists() and os.fstat(descriptor).st_ino == file.stat().st_ino:
            return descriptor
        os.close(descriptor)


def _quarantine_file(home: Path, run_id: str) -> Path:
    return home / "runs" / "quarantine" / f"{run_id}.json"


def _forget_old_quarantine(run: Run) -> None:
    for file in sorted((run.home / "runs" / "quarantine").glob("*.json")):
        if begun_at(file.name) < run.now - QUARANTINE_KEPT:
            run.note("expired", file=f"runs/quarantine/{file.name}")
            file.unlink()


def _read(file: Path, home: Path) -> Json:
    try:
        report: dict[str, Any] = json.loads(file.read_text())
        quarantine = _quarantine_file(home, str(report["run_id"]))
        return report | {"quarantine": json.loads(quarantine.read_text()) if quarantine.exists() else []}
    except ValueError as error:
        raise StorageFailed(f"{file} is not as it was written. Restore it from a backup, or delete it.") from error


def left_open(home: Path) -> list[dict[str, str]]:
    """Runs that began and never ended, oldest first: one that goes on, or was killed."""
    opened: dict[str, dict[str, str]] = {}
    for event in ledger.events(home):
        if event["event"] == "run_opened":
            opened[event["run_id"]] = event
        elif event["event"] == "run_closed":
            opened.pop(event["run_id"], None)
    return list(opened.values())
