"""The ledger `runs/ledger.jsonl`: what ran, what it landed, how it ended. It is the truth, not a scheduler.

It only grows; each line is on disk before the next thing happens, and carries a checksum of itself and of all lines
before it, so that a line changed, cut out or put in is found.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cop_analytics.errors import SettingsError, StorageFailed

Event = dict[str, Any]

FORMAT = 1
SUM = "sum"
LONGEST_LINE = 1 << 20


def file_of(home: Path, name: str = "ledger") -> Path:
    """Where the ledger lies, or another record kept in the same way."""
    return home / "runs" / f"{name}.jsonl"


def append(home: Path, line: Mapping[str, object], name: str = "ledger") -> None:
    """Add a line; it is on disk when this returns. What a kill left of an unfinished line is cut off first.

    Two that add at once wait for each other. Raises StorageFailed where the disk refuses.
    """
    file = file_of(home, name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        is_new = not file.exists()
        with file.open("ab+") as output:
            fcntl.flock(output, fcntl.LOCK_EX)
            before = _last_sum(output)
            text = json.dumps(line, separators=(",", ":"))
            output.write(f'{text[:-1]},"{SUM}":"{_sum(before, text)}"}}\n'.encode())
            output.flush()
            os.fsync(output.fileno())
        if is_new:
            sync_folder(file.parent)
    except OSError as error:
        raise storage_failed(file, error) from error


def events(home: Path, name: str = "ledger") -> Iterator[Event]:
    """The lines, oldest first; one that a kill left unfinished at the end is left out.

    Raises StorageFailed where a line is not as it was written, SettingsError where a newer version wrote it.
    """
    file = file_of(home, name)
    if not file.exists():
        return
    before = ""
    lines = file.read_bytes().split(b"\n")[:-1]
    for number, line in enumerate(lines, start=1):
        event = _checked(line, before)
        if event is None:
            raise StorageFailed(f"{file}, line {number}, is not as it was written. Restore it from a backup.")
        if event.get("format", FORMAT) > FORMAT:
            raise SettingsError([f"{file}: written by a newer version of cop-analytics. Install that version again."])
        before = event.pop(SUM)
        yield event


def rewritten(events: Iterable[Event]) -> dict[str, tuple[str, str]]:
    """By file, below the home, the checksum it was given last and the one it had: a kill may have come in between."""
    return {event["file"]: (event["sha256"], event["was"]) for event in events if event["event"] == "rewritten"}


def expired(events: Iterable[Event]) -> set[str]:
    """What was kept no longer, below the home: it may still be there after a kill."""
    return {event["file"] for event in events if event["event"] == "expired"}


def sha256_of(file: Path) -> str:
    """The checksum of a file as the ledger holds it."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_whole(file: Path, content: bytes) -> None:
    """Put `content` at `file` at once or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises StorageFailed where the disk refuses.
    """
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        temporary.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise storage_failed(file, error) from error


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_failed(file: Path, error: OSError) -> StorageFailed:
    """The disk's refusal in words."""
    return StorageFailed(f"{file}: {error.strerror}. Free space on the disk or mend its permissions.")


def _last_sum(output: BinaryIO) -> str:
    """The checksum of the last whole line; what stands after it is cut off."""
    end = output.seek(0, os.SEEK_END)
    start = output.seek(max(0, end - LONGEST_LINE))
    tail = output.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        output.truncate(start + len(whole))
    last = whole.rstrip(b"\n").rpartition(b"\n")[2]
    return str(json.loads(last)[SUM]) if last else ""


def _checked(line: bytes, before: str) -> Event | None:
    try:
        event = json.loads(line)
        text, _, rest = line.decode().rpartition(f',"{SUM}":"')
    except ValueError:
        return None
    is_whole = isinstance(event, dict) and rest == f'{event.get(SUM)}"}}' and event.get(SUM) == _sum(before, text + "}")
    return event if is_whole else None


def _sum(before: str, text: str) -> str:
    return hashlib.sha256((before + text).encode()).hexdigest()[:32]
