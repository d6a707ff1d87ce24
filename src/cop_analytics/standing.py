"""How things stand, from run reports, ledger and the link to the release: no database is opened, no lock is taken."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from cop_analytics import runs
from cop_analytics.errors import StorageFailed
from cop_analytics.fields import fingerprint
from cop_analytics.inputs.starter import DEMO_KEY

Report = Mapping[str, Any]

RUNS_SHOWN = 5
STALE_AFTER = timedelta(hours=26)
LOCKS = Path("/proc/locks")
RESUMES = "Nothing is lost: the next run resumes by itself, or start it now: cop nightly"
NEXT = {
    "no_run": "`cop demo` or `cop nightly` makes one.",
    "stale": "See whether the schedule's worker is alive, or start a run by hand: cop nightly",
    "release_missing": "Make it anew: cop rebuild",
    "killed": f"{RESUMES}. If it is killed again, look at the machine's memory and time limits.",
    "interrupted": RESUMES,
    "PlatformRefused": "Ask which of sign-in, permissions and places it is: cop doctor. Mend that, then: cop nightly",
    "NotVisible": "Ask which of sign-in, permissions and places it is: cop doctor. Mend that, then: cop nightly",
    "PlatformBusy": f"{RESUMES}. If the platform stays like this, ask those who run it.",
    "PlatformIncomplete": f"{RESUMES}. If it ends so again, ask those who run the platform.",
    "SecurityStop": "Do not start it again until somebody has found out who answers under the platform's address; "
    "a host that is the platform's own goes into aliases in cop.toml.",
    "SettingsError": "Mend what is named, see that all is well, and start again: cop doctor, then cop nightly",
    "InputFault": "Mend the rows that are named, see that all is well, and start again: cop doctor, then cop nightly",
    "StorageFailed": "Free space or mend the disk, see what is damaged, and start again: cop verify, then cop nightly",
    "DisclosureFailed": "Do not publish by hand; give those who look after cop-analytics the message.",
}
OUR_FAULT = "Give those who look after cop-analytics the message; the version before it may do meanwhile."
GATE = 'Look at the rows; mend the data, or, if they are right: cop accept {} --because "…", then cop nightly'
PLACE_WORDS = {
    "not_visible": "Give the account access to the place, or take it out of communities.toml.",
    "shows_nothing": "Ask those who run the platform whether the place was emptied, or is hidden from the account.",
    "refused_private": "Take the place out of communities.toml: nothing of a private group is read.",
}
LOOK = "Nothing stops. Look at what is listed below."


@dataclass(frozen=True)
class Verdict:
    """good, attention or failed; a code for programs, what happened and what to do in words."""

    state: str
    cause: str | None
    exit_status: int
    what: str
    next: str


@dataclass(frozen=True)
class Past:
    """What the ledger and the reports tell; `running` and `killed` are runs that never ended."""

    reports: Sequence[Report]
    running: Report | None
    killed: Report | None

    @property
    def good(self) -> Report | None:
        """The last run that released, or found nothing new."""
        return next((report for report in self.reports if report["status"] in runs.GOOD), None)

    @property
    def last(self) -> Sequence[Report]:
        """The reports of the last run; where the stations ran one by one, of each."""
        return [*self.reports[:1], *takewhile(lambda report: report["status"] == "done", self.reports[1:])]


def status(home: Path, now: datetime) -> dict[str, Any]:
    """How things stand, as `cop status --json` tells it."""
    served = _served(home)
    try:
        past = _past(home)
    except StorageFailed as damage:  # a person has to be told of this as well, beside what can still be seen
        past = Past((), None, None)
        verdict = Verdict("failed", damage.cause, damage.exit_status, str(damage), NEXT[damage.cause])
    else:
        verdict = _judged(home, past, served, now)
    pulled: Report = next((report for report in past.reports if report["streams"]), {})
    age = _age(past, now)
    return {
        "home": str(home),
        "state": verdict.state,
        "cause": verdict.cause,
        "exit_status": verdict.exit_status,
        "what": verdict.what,
        "next": verdict.next,
        "reasons": _reasons(past.last),
        "failures_in_a_row": _failures(past),
        "running": past.running,
        "release_id": served,
        "last_good_run": past.good["run_id"] if past.good else None,
        "hours_since_last_good_run": round(age / timedelta(hours=1), 1) if age is not None else None,
        "is_stale": age is None or age > STALE_AFTER,
        "runs": [
            {
                name: report.get(name)
                for name in ("run_id", "kind", "logical_at", "status", "exit_status", "cause", "message")
            }
            for report in past.reports[:RUNS_SHOWN]
        ],
        "streams": _streams(pulled),
        "quarantined": pulled.get("quarantine", []),
        "places": pulled.get("places", {}),
        "checks": [check for report in past.last for check in report["checks"]],
        "accepted": past.reports[0].get("accepted", {}) if past.reports else {},
        "warnings": [warning for report in past.last for warning in report["warnings"]],
    }


def _streams(pulled: Report) -> dict[str, Any]:
    """What each stream of the last pull brought, and a word for the set of fields it came with."""
    counted: Mapping[str, Mapping[str, int]] = pulled.get("fields", {})
    return {
        stream: {**counts, "fields": fingerprint(counted.get(stream, {}))}
        for stream, counts in pulled.get("streams", {}).items()
    }


def _past(home: Path) -> Past:
    left: Report | None = next(iter(reversed(runs.left_open(home))), None)
    told = None
    if left is not None:
        told = {name: left[name] for name in ("run_id", "kind", "logical_at")} | {
            "process": _process(home, left["run_id"])
        }
    is_going = told is not None and told["process"] is not None
    return Past(runs.reports(home), told if is_going else None, None if is_going else told)


def _process(home: Path, run_id: str) -> int | None:
    """The process that does this run. Asked of the kernel's list: taking the lock would turn a starting run away."""
    file = home / "lock"
    words = re.fullmatch(r"run (\S+), process (\d+)", file.read_text()) if file.exists() else None
    if words is None or words[1] != run_id:
        return None
    return int(words[2]) if _holds_a_lock(int(words[2]), file.stat().st_ino) else None


def _holds_a_lock(process: int, inode: int) -> bool:
    if LOCKS.exists():
        held = [line.split() for line in LOCKS.read_text().splitlines() if " FLOCK " in line]
        return any(line[4] == str(process) and line[5].endswith(f":{inode}") for line in held)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _judged(home: Path, past: Past, served: str | None, now: datetime) -> Verdict:
    """The worst of what is to be said."""
    last: Report = next(iter(past.reports), {})
    age = _age(past, now)
    if past.killed is not None:
        what = f"The {past.killed['kind']} run of {_minute(past.killed['logical_at'])} was killed."
        return Verdict("failed", "killed", 1, what, NEXT["killed"])
    if last and last["exit_status"]:
        return _failed(last)
    if past.good is None and not past.reports:
        word = "failed" if past.running is None else "attention"
        return Verdict(word, "no_run", 0, f"No run yet in {home}.", NEXT["no_run"])
    if age is None or (age > STALE_AFTER and not (home / DEMO_KEY).exists()):
        since = f"for {age / timedelta(hours=1):.0f} h" if age is not None else "yet"
        return Verdict("failed", "stale", 0, f"Nothing was released or confirmed {since}.", NEXT["stale"])
    if served is None:
        return Verdict(
            "failed", "release_missing", 0, "No release stands under published/current.", NEXT["release_missing"]
        )
    return _with_attention(past)


def _failed(report: Report) -> Verdict:
    status, message = report["exit_status"], report["message"] or "The run ended without a word."
    cause = report.get("cause") or f"exit_{status}"
    is_gate = any(check["check_name"] == cause for check in report["checks"])
    return Verdict("failed", cause, status, message, GATE.format(cause) if is_gate else NEXT.get(cause, OUR_FAULT))


def _with_attention(past: Past) -> Verdict:
    reasons = _reasons(past.last)
    if not reasons:
        return Verdict("good", None, 0, "The last run went well.", "Nothing to do.")
    warnings = sum(len(report["warnings"]) for report in past.last)
    quarantined = sum(len(report["quarantine"]) for report in past.last)
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (warnings, "warning", "warnings"),
            (quarantined, "unreadable item", "unreadable items"),
        )
        if count
    ]
    what = f"The last run went well, with {' and '.join(parts)}."
    return Verdict("attention", reasons[0], 0, what, PLACE_WORDS.get(reasons[0], LOOK))


def _reasons(last: Sequence[Report]) -> list[str]:
    """Codes for what is to be looked at although nothing failed, the weightiest first; none twice."""
    return list(dict.fromkeys(code for report in last for code in _codes(report)))


def _codes(report: Report) -> Iterator[str]:
    yield from sorted(set(report["places"].values()), key=list(PLACE_WORDS).index)
    yield from (check["check_name"] for check in report["checks"])
    if report["quarantine"]:
        yield "quarantined"
    if report["warnings"] and not (report["places"] or report["checks"]):
        yield "warned"


def _failures(past: Past) -> int:
    """How many runs in a row ended badly, a killed one among them."""
    ended = len(list(takewhile(lambda report: report["exit_status"], past.reports)))
    return ended + (past.killed is not None)


def _age(past: Past, now: datetime) -> timedelta | None:
    return now - datetime.fromisoformat(past.good["logical_at"]) if past.good else None


def _served(home: Path) -> str | None:
    """The release that readers get; None where there is none."""
    current = home / "published" / "current"
    return current.resolve().name if (current / "datapackage.json").exists() else None


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")
