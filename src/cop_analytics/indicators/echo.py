"""What formats people use, and how much of the talk echoes events: V-23, where there is a calendar."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from cop_analytics.estimators import wilson
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few

MIN_EVENTS = 5
AROUND = timedelta(days=3)
DAY = timedelta(days=1)
SHARE = "Wilson 95 %"
FORMATS = {"question": "questions", "discussion": "discussions", "document": "documents", "blog_post": "blog_posts"}
OTHERS = "other_formats"
PARTS = ("near_events", *FORMATS.values(), OTHERS)


def echo(evidence: Evidence) -> list[Part]:
    """V-23: the share of contributions within 3 days of an event; of threads begun, the share of each format.

    The null percentile is the place of the share among those of the same calendar begun on each other day of the window.
    Not applicable where no calendar is given.
    """
    events = [(start, end) for start, end in evidence.events if end + AROUND > evidence.window.start]
    wrote = [each.member_id for each in evidence.contributions]
    if not evidence.events:
        return [Part(part, "not_applicable", None, SHARE, 0, 0) for part in PARTS]
    if len(events) < MIN_EVENTS or not wrote:
        return [too_few(part, SHARE, len(events), persons_behind(wrote)) for part in PARTS]
    return [_near(evidence), *(_format(name, evidence) for name in (*FORMATS, ""))]


def _near(evidence: Evidence) -> Part:
    window, days = evidence.window, (evidence.window.end - evidence.window.start) / DAY
    at = np.array([(each.contributed_at - window.start) / DAY for each in evidence.contributions])
    spans = np.array(
        [((s - AROUND - window.start) / DAY, (e + AROUND - window.start) / DAY) for s, e in evidence.events]
    )
    shifts = np.arange(int(days)) if evidence.draws else np.arange(1)
    moved = (at[None, :] - shifts[:, None]) % days
    inside = (moved[..., None] >= spans[:, 0]) & (moved[..., None] <= spans[:, 1])
    near = np.asarray(inside.any(axis=-1))
    close = [each.member_id for each, is_near in zip(evidence.contributions, near[0], strict=True) if is_near]
    persons = persons_behind((each.member_id for each in evidence.contributions), close)
    shares = near.mean(axis=1)
    percentile = float((shares[1:] <= shares[0]).mean()) if evidence.draws else None
    share = wilson(len(close), len(at))
    return Part("near_events", "shown", share, SHARE, len(at), persons, null_percentile=percentile)


def _format(kind: str, evidence: Evidence) -> Part:
    """The share of a format among the threads begun; without a name, of all those that have none here."""
    part = FORMATS.get(kind, OTHERS)
    of_kind = [t for t in evidence.threads if (t.kind == kind if kind else t.kind not in FORMATS)]
    starters = [thread.member_id for thread in evidence.threads]
    persons = persons_behind(starters, (thread.member_id for thread in of_kind))
    if not starters:
        return too_few(part, SHARE, 0, 0)
    return Part(part, "shown", wilson(len(of_kind), len(starters)), SHARE, len(starters), persons)
