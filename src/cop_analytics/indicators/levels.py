"""Levels of participation over 13 weeks: core, active, occasional, peripheral and transactional.

What `sql/publish/participation_levels.sql` counts, person by person: a test holds the two to each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from cop_analytics.indicators.evidence import Evidence, Standing
from cop_analytics.windows import WEEK, Window, trailing

CORE, ACTIVE, OCCASIONAL, PERIPHERAL, TRANSACTIONAL = "core", "active", "occasional", "peripheral", "transactional"
LEVELS = (CORE, ACTIVE, OCCASIONAL, PERIPHERAL, TRANSACTIONAL)
CORE_WEEKS, ACTIVE_WEEKS, CORE_PARTNERS = 7, 3, 3
BLOCK = 13 * WEEK
BELONGING = frozenset({"owner", "member", "follower"})

Timed = TypeVar("Timed")


def levels(
    evidence: Evidence, end: datetime | None = None, standing: Standing | None = None, *, shift: int = 0
) -> dict[str, str] | None:
    """The level of everybody who belonged to the community at `end`, or contributed in the 13 weeks before it.

    `end` is the window's unless given, `standing` that of the window; `shift` moves the thresholds by active weeks.
    The social learning team and sponsors have no level. None before any membership was seen: who belongs is not known.
    """
    window = trailing(end or evidence.window.end)
    held = standing or Standing(evidence.core, evidence.beside)
    spans = [span for span in evidence.memberships if span.valid_from < window.end]
    if not spans:
        return None
    members = {
        span.member_id
        for span in spans
        if span.state in BELONGING and (span.valid_to is None or span.valid_to >= window.end)
    }
    weeks, partners = active_weeks(evidence, window), people_answered(evidence, window)
    return {
        person: level(
            weeks.get(person, 0) - shift,
            partners.get(person, 0),
            is_active=person in weeks,
            is_member=person in members,
            is_core=person in held.core,
        )
        for person in sorted((members | weeks.keys()) - set(held.beside))
    }


def level(weeks: int, partners: int, *, is_active: bool, is_member: bool, is_core: bool) -> str:
    """The level of a person by active weeks and by how many they replied to; a declared core role stands for the latter.

    Absolute thresholds: those that look at everybody's rank would find a tenth of every community in its core.
    """
    if not is_active:
        return PERIPHERAL
    if not is_member:
        return TRANSACTIONAL
    if weeks >= CORE_WEEKS and (partners >= CORE_PARTNERS or is_core):
        return CORE
    return ACTIVE if weeks >= ACTIVE_WEEKS else OCCASIONAL


@lru_cache(maxsize=4)
def active_weeks(evidence: Evidence, window: Window) -> Mapping[str, int]:
    """In how many ISO weeks of `window` each person contributed; who did not is left out."""
    weeks: dict[str, set[int]] = defaultdict(set)
    for each in within(evidence.all_contributions, window, lambda each: each.contributed_at):
        weeks[each.member_id].add((each.contributed_at - window.start) // WEEK)
    return {person: len(each) for person, each in weeks.items()}


@lru_cache(maxsize=4)
def people_answered(evidence: Evidence, window: Window) -> Mapping[str, int]:
    """To how many others each person replied in `window`."""
    partners: dict[str, set[str]] = defaultdict(set)
    for reply in within(evidence.all_replies, window, lambda reply: reply.replied_at):
        if reply.from_member_id != reply.to_member_id:
            partners[reply.from_member_id].add(reply.to_member_id)
    return {person: len(each) for person, each in partners.items()}


def at_level(told: Mapping[str, str], *wanted: str) -> set[str]:
    """Who stands at one of the levels `wanted`."""
    return {person for person, found in told.items() if found in wanted}


def within(timed: Sequence[Timed], window: Window, at: Callable[[Timed], datetime]) -> Sequence[Timed]:
    """Of things in order of time, those in `window`."""
    return timed[bisect_left(timed, window.start, key=at) : bisect_left(timed, window.end, key=at)]


def levels_before(evidence: Evidence) -> dict[str, str] | None:
    """The levels at the end of the block of 13 weeks before the window's last."""
    return levels(evidence, evidence.window.end - BLOCK, evidence.earlier)
