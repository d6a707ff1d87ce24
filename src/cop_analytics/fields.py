"""Which fields a stream brings: a platform that stops sending one must not look like people who stopped using it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from cop_analytics import runs
from cop_analytics.runs import Run
from cop_analytics.warehouse import CheckResult

ENOUGH, USUAL, UNREADABLE_SHARE = 100, 0.5, 0.01

Counted = Mapping[str, Mapping[str, int]]
"""By stream, how many items had each field; `""` counts the items themselves."""


def fingerprint(counted: Mapping[str, int]) -> str:
    """A short word for the set of fields that came at all."""
    return hashlib.sha256(" ".join(sorted(name for name, count in counted.items() if count)).encode()).hexdigest()[:12]


def lost(now: Counted, earlier: Counted) -> Iterator[CheckResult]:
    """For each stream with enough items in both runs, the fields that half of them had, and none has any more."""
    for stream, counted in sorted(now.items()):
        before, items = earlier.get(stream, {}), counted.get("", 0)
        comparable = items >= ENOUGH and before.get("", 0) >= ENOUGH
        gone = [
            (name, count, before[""])
            for name, count in sorted(before.items())
            if comparable and count >= USUAL * before[""] and not counted.get(name)
        ]
        claim = f"The {stream} still have the fields they had: (field, items that had it, of so many)."
        yield CheckResult(f"{stream}__keep_their_fields", "fail", claim, len(gone), tuple(gone[:10]))


def earlier(home: Path) -> Counted:
    """Of each stream the fields of the last good run that read enough of it to tell."""
    found: dict[str, Mapping[str, int]] = {}
    for report in runs.reports(home):
        if report["status"] in runs.GOOD:
            told: dict[str, dict[str, int]] = report.get("fields", {})  # type: ignore[assignment]
            found = {stream: counted for stream, counted in told.items() if counted.get("", 0) >= ENOUGH} | found
    return found


def unreadable(run: Run) -> Iterator[CheckResult]:
    """A platform that changed its shape must not look like one that lost its content."""
    for stream, counts in sorted(run.streams.items()):
        rejects = [(each["reason"], each["pointer"]) for each in run.quarantine if each["stream"] == stream]
        is_broken = counts.quarantined > counts.received * UNREADABLE_SHARE
        claim = f"At most 1 % of the {stream} received cannot be read."
        count = len(rejects) if is_broken else 0
        yield CheckResult(f"{stream}__can_be_read", "fail", claim, count, tuple(rejects[:10]))
