"""The ledger of runs and the lock: what ran, what it landed, how it ended. The ledger is the truth, not a scheduler.

`runs/ledger.jsonl` only grows, each line synced to disk; `runs/<run>.json` is the report of one run. Neither holds a
person.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cop_analytics.errors import LockHeld, StorageFailed

Json = dict[str, object]


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
    """One open run. `now` is its logical time, frozen when it opened."""

    home: Path
    run_id: str
    kind: str
    now: datetime
    begun: float = field(default_factory=time.monotonic)
    status: str = "done"
    release_id: str | None = None
    request_count: int = 0
    streams: dict[str, StreamCounts] = field(default_factory=dict)
    quarantine: list[Json] = field(default_factory=list)
    checks: list[Json] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    def note(self, event: str, **facts: object) -> None:
        """Add a line to the ledger; it is on disk when this returns."""
        _append(ledger(self.home), {"event": event, "run_id": self.run_id, **facts})

    def close(self, status: str, exit_status: int, message: str | None) -> None:
        """Write the report, then the last line of the run."""
        report = self.report(status, exit_status, message)
        write_whole(self.home / "runs" / f"{self.run_id}.json", json.dumps(report, indent=1).encode())
        self.note("run_closed", status=status, exit_status=exit_status)

    def report(self, status: str, exit_status: int, message: str | None) -> Json:
        """The run as the report file tells it."""
        ended = self.now + timedelta(seconds=round(time.monotonic() - self.begun, 3))
        return {
            "run_id": self.run_id,
            "kind": self.kind,
            "logical_at": self.now.isoformat(),
            "ended_at": ended.isoformat(timespec="milliseconds"),
            "status": status,
            "exit_status": exit_status,
            "message": message,
            "release_id": self.release_id,
            "request_count": self.request_count,
            "streams": {name: asdict(counts) for name, counts in sorted(self.streams.items())},
            "quarantine": self.quarantine,
            "checks": self.checks,
            "places": self.places,
            "warnings": self.warnings,
        }

    def summary(self) -> str:
        """What a person reads at the end."""
        return "\n".join([*self.sentences, *(f"warning: {warning}" for warning in self.warnings)])


def open_run(home: Path, kind: str, now: datetime) -> Run:
    """Begin a run at logical time `now`; a run the ledger still calls open was killed, and is marked so."""
    for earlier in _left_open(home):
        crashed = Run(home, earlier["run_id"], earlier["kind"], datetime.fromisoformat(earlier["logical_at"]))
        crashed.close("crashed", 1, "The run was killed. What it had landed is kept; the next run resumed.")
    run = Run(home, f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}", kind, now)
    (home / "runs").mkdir(parents=True, exist_ok=True)
    run.note("run_opened", kind=kind, logical_at=now.isoformat())
    return run


@contextmanager
def lock(home: Path) -> Iterator[None]:
    """Be the only run on `home`. Raises LockHeld at once, with who holds it. The file stays; the kernel frees it."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeld(os.pread(descriptor, 200, 0).decode() or "a run that has just begun") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def ledger(home: Path) -> Path:
    """Where the ledger lies."""
    return home / "runs" / "ledger.jsonl"


def events(home: Path) -> Iterator[Json]:
    """The ledger's lines, oldest first; a last line torn by a kill is left out."""
    file = ledger(home)
    if not file.exists():
        return
    for line in file.read_bytes().split(b"\n"):
        if line:
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def reports(home: Path) -> list[Json]:
    """The run reports, newest first: by logical time, then as the ledger saw them begin."""
    begun = {event["run_id"]: number for number, event in enumerate(events(home)) if event["event"] == "run_opened"}
    told: list[Json] = [json.loads(file.read_text()) for file in (home / "runs").glob("*.json")]
    return sorted(told, key=lambda report: (str(report["logical_at"]), begun.get(report["run_id"], 0)), reverse=True)


def write_whole(file: Path, content: bytes) -> None:
    """Put `content` at `file` at once or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises StorageFailed where the disk refuses.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        with temporary.open("wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        temporary.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise StorageFailed(f"{file}: {error.strerror}. Free space on the disk or mend its permissions.") from error


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append(file: Path, line: Mapping[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("ab+") as output:
            if output.tell():
                output.seek(-1, os.SEEK_END)
                if output.read(1) != b"\n":
                    output.write(b"\n")
            output.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            output.flush()
            os.fsync(output.fileno())
    except OSError as error:
        raise StorageFailed(f"{file}: {error.strerror}. Free space on the disk or mend its permissions.") from error


def _left_open(home: Path) -> list[dict[str, str]]:
    opened: dict[str, dict[str, str]] = {}
    for event in events(home):
        run_id = str(event["run_id"])
        if event["event"] == "run_opened":
            opened[run_id] = {name: str(value) for name, value in event.items()}
        elif event["event"] == "run_closed":
            opened.pop(run_id, None)
    return list(opened.values())
