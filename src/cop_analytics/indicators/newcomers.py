"""Whether newcomers are heard and come back: V-7."""

from __future__ import annotations

from datetime import datetime, timedelta

from cop_analytics.estimators import kaplan_meier, wilson
from cop_analytics.indicators.evidence import Contribution, Evidence, Part, persons_behind, told, too_few

HEARD_WITHIN = timedelta(days=7)
RETURN_WITHIN_DAYS = 60
MIN_NEWCOMERS = 10
SHARE = "Wilson 95 %"
CURVE = "Kaplan–Meier, log-log 95 %; Wilson where all or none returned"
PARTS = (("heard_7d", SHARE), ("returned_60d", CURVE))
DAY = timedelta(days=1)


def newcomers(evidence: Evidence) -> list[Part]:
    """V-7: of those who wrote here for the first time, the shares answered within 7 days and writing again within 60.

    Joyce & Kraut (2006), JCMC 11(3): a reply raised re-posting from 44 % to 56 %.
    """
    if not evidence.is_long_observed:
        return [Part(part, "not_applicable", None, method, 0, 0) for part, method in PARTS]
    firsts = first_contributions(evidence)
    followed = [first for first in firsts if first.contributed_at + HEARD_WITHIN <= evidence.window.end]
    heard = [first for first in followed if _answered_at(first, evidence) is not None]
    return [_heard(followed, heard), _returned(firsts, evidence)]


def first_contributions(evidence: Evidence) -> list[Contribution]:
    """The first ever contribution of each member for whom it lies in the window, the social learning team left out."""
    seen: dict[str, Contribution] = {}
    for each in evidence.all_contributions:
        seen.setdefault(each.member_id, each)
    return [
        first
        for member, first in sorted(seen.items())
        if first.contributed_at in evidence.window and member not in evidence.team
    ]


def _heard(followed: list[Contribution], heard: list[Contribution]) -> Part:
    persons = persons_behind((each.member_id for each in followed), (each.member_id for each in heard))
    if len(followed) < MIN_NEWCOMERS:
        return too_few("heard_7d", SHARE, len(followed), persons)
    return Part("heard_7d", "shown", wilson(len(heard), len(followed)), SHARE, len(followed), persons)


def _returned(firsts: list[Contribution], evidence: Evidence) -> Part:
    again = {first.member_id: _next(first, evidence) for first in firsts}
    back = [member for member, moment in again.items() if moment is not None]
    persons = persons_behind(again, back)
    waits = [((again[first.member_id] or evidence.window.end) - first.contributed_at) / DAY for first in firsts]
    curve = kaplan_meier(waits, [again[first.member_id] is not None for first in firsts])
    if curve is None or len(firsts) < MIN_NEWCOMERS:
        return too_few("returned_60d", CURVE, len(firsts), persons)
    return told("returned_60d", curve.happened_by(RETURN_WITHIN_DAYS), CURVE, len(firsts), persons)


def _answered_at(first: Contribution, evidence: Evidence) -> datetime | None:
    """When somebody else answered within 7 days: anybody in the thread of a root, a direct reply to a reply."""
    return next(
        (
            reply.replied_at
            for reply in evidence.all_replies
            if (reply.parent_id == first.contribution_id or (first.is_root and reply.thread_id == first.thread_id))
            and reply.from_member_id != first.member_id
            and first.contributed_at <= reply.replied_at <= first.contributed_at + HEARD_WITHIN
        ),
        None,
    )


def _next(first: Contribution, evidence: Evidence) -> datetime | None:
    return next(
        (
            each.contributed_at
            for each in evidence.all_contributions
            if each.member_id == first.member_id and each.contributed_at > first.contributed_at
        ),
        None,
    )
