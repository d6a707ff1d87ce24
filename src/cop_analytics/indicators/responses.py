"""Whether and how soon those who ask are replied to: V-1 and V-2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cop_analytics import business_time
from cop_analytics.estimators import kaplan_meier, wilson
from cop_analytics.indicators.evidence import Evidence, Part, Status, Thread, persons_behind, told, too_few

LONGEST_WAIT = timedelta(days=30)
FOLLOW_UP = timedelta(days=14)
MIN_ROOTS, MIN_ASKERS, MIN_COUNTED = 20, 5, 10
CURVE = "Kaplan–Meier, log-log 95 %; Wilson where all or none were replied to"
MEDIAN_CURVE = "Kaplan–Meier, log-log 90 %"
SHARE = "Wilson 95 %"
HOUR = timedelta(hours=1)

KINDS = (("", "question"), ("discussions_", "discussion"))
"""Questions by themselves and other discussions by themselves; posts, documents and announcements ask for no reply."""


def time_to_first_reply(evidence: Evidence) -> list[Part]:
    """V-1: shares replied to within 24 hours, 3 business days and 14 days, and the median wait in hours.

    A root nobody replied to is censored at the window's end, when it was closed, or after 30 days: silence is neither
    a long wait nor absent. Ortega et al. (2014), arXiv:1407.5903.
    """
    return [
        part
        for prefix, kind in KINDS
        for part in _waits(prefix, [thread for thread in evidence.threads if thread.kind == kind], evidence)
    ]


def _waits(prefix: str, roots: Sequence[Thread], evidence: Evidence) -> list[Part]:
    askers = {root.member_id for root in roots if root.member_id}
    if len(roots) < MIN_ROOTS or len(askers) < MIN_ASKERS:
        names = [
            ("answered_24h", CURVE),
            ("answered_3bd", CURVE),
            ("answered_14d", CURVE),
            ("median_hours", MEDIAN_CURVE),
        ]
        return [too_few(prefix + name, method, len(roots), len(askers)) for name, method in names]
    ends = [_end(root, evidence) for root in roots]
    heard = [is_heard for _, is_heard in ends]
    raw = [(end - root.started_at) / HOUR for root, (end, _) in zip(roots, ends, strict=True)]
    office = [
        business_time.elapsed(root.started_at, end, root.zone, root.country) / HOUR
        for root, (end, _) in zip(roots, ends, strict=True)
    ]
    parts = []
    for name, waits, hours in (("answered_24h", raw, 24), ("answered_3bd", office, 72), ("answered_14d", raw, 336)):
        curve = kaplan_meier(waits, heard)
        assert curve is not None
        persons = persons_behind(askers, _heard_by(hours, roots, waits, heard))
        parts.append(told(prefix + name, curve.happened_by(hours), CURVE, len(roots), persons))
    curve = kaplan_meier(raw, heard, level=0.90)
    median = curve.median() if curve else None
    status: Status = "shown" if median else "not_reached"
    persons = persons_behind(askers, _heard_by(float("inf"), roots, raw, heard))
    return [*parts, Part(f"{prefix}median_hours", status, median, MEDIAN_CURVE, len(roots), persons)]


def _heard_by(hours: float, roots: Sequence[Thread], waits: Sequence[float], heard: Sequence[bool]) -> set[str | None]:
    """Who was replied to within `hours`."""
    return {
        root.member_id for root, wait, is_heard in zip(roots, waits, heard, strict=True) if is_heard and wait <= hours
    }


def _end(root: Thread, evidence: Evidence) -> tuple[datetime, bool]:
    """When the wait ended, and whether by a reply."""
    limits = [evidence.window.end, root.started_at + LONGEST_WAIT]
    first = evidence.first_replies.get(root.thread_id)
    if root.closed_at is not None and (first is None or root.closed_at < first[0]):
        limits.append(max(root.closed_at, root.started_at))
    end = min(limits)
    return (first[0], True) if first is not None and first[0] <= end else (end, False)


def replied_to_share(evidence: Evidence) -> list[Part]:
    """V-2: of roots with 14 days of follow-up, the share replied to within them; of questions, the share resolved.

    Roots younger than 14 days are left out of both, above and below the line.
    """
    roots = [
        root
        for root in evidence.threads
        if root.kind in ("question", "discussion") and root.started_at + FOLLOW_UP <= evidence.window.end
    ]
    replied = [
        root
        for root in roots
        if (first := evidence.first_replies.get(root.thread_id)) and first[0] <= root.started_at + FOLLOW_UP
    ]
    questions = [root for root in roots if root.kind == "question"]
    resolved = [root for root in questions if root.is_resolved]
    return [_share("replied_14d", replied, roots), _share("resolved", resolved, questions)]


def _share(part: str, counted: Sequence[Thread], roots: Sequence[Thread]) -> Part:
    persons = persons_behind((root.member_id for root in roots), (root.member_id for root in counted))
    if len(roots) < MIN_COUNTED:
        return too_few(part, SHARE, len(roots), persons)
    return Part(part, "shown", wilson(len(counted), len(roots)), SHARE, len(roots), persons)
