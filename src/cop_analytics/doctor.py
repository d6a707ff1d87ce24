"""Look before a night runs: settings, inputs, disk, lock, platform, clock, permissions; one finding each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cop_analytics import integrity, runs
from cop_analytics.errors import CopAnalyticsError, NotVisible
from cop_analytics.inputs import load as people_write
from cop_analytics.platforms.connect import client_of
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.jive.resources import PRIVATE_GROUPS
from cop_analytics.platforms.pace import Limits
from cop_analytics.privacy.vault import Vault
from cop_analytics.settings import Settings

SPACE_NEEDED = 1 << 30
IMPATIENT = Limits(connect_seconds=5, read_seconds=20, tries=2)
SKEW_TOLERATED = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ok, warn or fail, in a sentence that says what to do."""

    subject: str
    verdict: str
    sentence: str
    exit_status: int = 0


def examine(settings: Settings, now: datetime) -> list[Finding]:
    """Every finding; one fault hides no other."""
    settings.home.mkdir(parents=True, exist_ok=True)
    findings = [Finding("settings", "ok", "complete"), _disk(settings)]
    findings.append(_tried("lock", lambda: _lock(settings)))
    findings.append(_tried("store", lambda: _store(settings)))
    findings.append(_tried("inputs", lambda: _inputs(settings)))
    if all(finding.verdict != "fail" for finding in findings if finding.subject in ("lock", "store")):
        with Vault(settings.home / "vault.duckdb") as vault:
            findings += _platform(settings, client_of(settings.platform, vault, now, IMPATIENT), now)
    return findings


def _tried(subject: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except CopAnalyticsError as error:
        return Finding(subject, "fail", str(error).replace("\n", "\n      "), error.exit_status)


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.home).free
    words = f"{free / 1e9:.0f} GB free at {settings.home}"
    return Finding("disk", "ok" if free > SPACE_NEEDED else "warn", words)


def _lock(settings: Settings) -> Finding:
    with runs.lock(settings.home):
        return Finding("lock", "ok", "no other run holds the warehouse")


def _store(settings: Settings) -> Finding:
    integrity.refuse_damage(settings.home, ("ledger", "vault"))
    return Finding("store", "ok", "ledger and vault are as they were left")


def _inputs(settings: Settings) -> Finding:
    written = people_write.read_all(settings.inputs)
    if written.faults:
        return Finding("inputs", "warn", "\n      ".join(str(fault) for fault in written.faults), 2)
    return Finding("inputs", "ok", f"{len(written.communities)} communities, {len(written.checks)} health checks")


def _platform(settings: Settings, client: Client, now: datetime) -> Iterator[Finding]:
    reached = _tried(
        "platform", lambda: Finding("platform", "ok", f"Jive {client.version()} at {settings.platform.url}")
    )
    yield reached
    if reached.verdict != "ok":
        return
    signed_in = _tried("credentials", lambda: _credentials(client))
    yield signed_in
    yield _tried("clock", lambda: _clock(client, now))
    if signed_in.verdict == "ok":
        yield from _places(settings, client)


def _credentials(client: Client) -> Finding:
    client.ask("/people/@me", [("fields", "id")])
    return Finding("credentials", "ok", "accepted")


def _clock(client: Client, now: datetime) -> Finding:
    theirs = client.transport.get("/api/version", signed=False).at
    if theirs is None:
        return Finding("clock", "warn", "the platform tells no time; ours is taken")
    skew = abs(theirs - now)
    words = f"{skew.total_seconds():.0f} s between the platform's clock and ours"
    return Finding("clock", "ok" if skew <= SKEW_TOLERATED else "warn", words)


def _places(settings: Settings, client: Client) -> Iterator[Finding]:
    try:
        places = people_write.read_all(settings.inputs).places
    except CopAnalyticsError:
        return
    for place in places:
        try:
            about = client.ask(f"/places/{place}", [("fields", "placeID,type,groupType")])
        except NotVisible as error:
            cure = "check the placeID in communities.toml, or give the account access"
            yield Finding(f"place {place}", "fail", f"not visible ({error.status}): {cure}", 3)
            continue
        if about.get("groupType") in PRIVATE_GROUPS:
            yield Finding(f"place {place}", "warn", "a private group: nothing of it will be read")
    yield Finding("places", "ok", f"{len(places)} declared")
