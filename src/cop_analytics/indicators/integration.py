"""Whether newcomers find partners, and come into the fabric of those who talk with each other: V-12."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cop_analytics.estimators import kaplan_meier, wilson
from cop_analytics.indicators.evidence import Contribution, Evidence, Part, Status, persons_behind, told, too_few
from cop_analytics.indicators.newcomers import first_contributions
from cop_analytics.windows import WEEK, Window

FOLLOW_UP, FOLLOW_UP_DAYS = timedelta(days=90), 90
BLOCK = 13 * WEEK
DAY = timedelta(days=1)
MIN_NEWCOMERS, MIN_PARTNERS = 10, 2
SHARE = "Wilson 95 %"
CURVE = "Kaplan–Meier, log-log 95 %; Wilson where all or none came in"
MEDIAN_CURVE = "Kaplan–Meier, log-log 90 %"
PARTS = (("partners_90d", SHARE), ("core_90d", CURVE), ("core_median_days", MEDIAN_CURVE))

Turn = tuple[datetime, str, str]
"""When somebody turned to somebody else, by a reply or a mention: (at, from, to)."""


def integration(evidence: Evidence) -> list[Part]:
    """V-12: of newcomers, the share with two mutual partners within 90 days; when they came into the 2-core of such pairs.

    Newcomers of the 13 weeks before the window, so that each was followed for 90 days within it. A pair is mutual once
    each has turned to the other. The network grows from the weeks the newcomers came in: those in its 2-core have two
    partners or more within it. Seidman (1983), Social Networks 5:269.
    """
    if not evidence.is_long_observed:
        return [Part(part, "not_applicable", None, method, 0, 0) for part, method in PARTS]
    window = evidence.window
    came = Window(window.start - BLOCK, window.end - BLOCK)
    firsts = first_contributions(replace(evidence, window=came))
    if len(firsts) < MIN_NEWCOMERS:
        return [too_few(part, method, len(firsts), len(firsts)) for part, method in PARTS]
    turns = [(reply.replied_at, reply.from_member_id, reply.to_member_id) for reply in evidence.all_replies]
    mentions = [(at, source, target) for at, _, source, target in evidence.all_mentions]
    pairs = mutual_pairs([turn for turn in (*turns, *mentions) if came.start <= turn[0] < window.end], evidence.team)
    return [_partners(firsts, pairs), *_core(firsts, core_entries(pairs), evidence)]


def mutual_pairs(turns: Iterable[Turn], team: Collection[str] = ()) -> dict[tuple[str, str], datetime]:
    """Pairs each of whom turned to the other, and when the second of them did; the team not among themselves."""
    first: dict[tuple[str, str], datetime] = {}
    for at, source, target in sorted(turns):
        if source != target and not {source, target} <= set(team):
            first.setdefault((source, target), at)
    return {
        (one, other): max(at, first[other, one])
        for (one, other), at in sorted(first.items())
        if one < other and (other, one) in first
    }


def core_entries(pairs: Mapping[tuple[str, str], datetime], least: int = 2) -> dict[str, datetime]:
    """When each person came into the k-core, k = `least`, of a network that only grows; who never did is left out.

    Read backwards: as the newest ties are taken away, who keeps fewer than `least` partners drops out, and draws others
    along. They came in with the tie that was taken.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    _peel(partners, sorted(partners), least)
    entries: dict[str, datetime] = {}
    for (one, other), at in sorted(pairs.items(), key=lambda pair: (pair[1], pair[0]), reverse=True):
        if other in partners.get(one, ()):
            partners[one].remove(other)
            partners[other].remove(one)
            entries.update(dict.fromkeys(_peel(partners, [one, other], least), at))
    return dict(sorted(entries.items()))


def _peel(partners: dict[str, set[str]], suspects: Sequence[str], least: int) -> list[str]:
    """Take out who has fewer than `least` partners, as long as there is anybody; those taken, in order."""
    taken, waiting = [], list(suspects)
    while waiting:
        person = waiting.pop()
        if person in partners and len(partners[person]) < least:
            taken.append(person)
            for partner in sorted(partners.pop(person)):
                partners[partner].discard(person)
                waiting.append(partner)
    return taken


def _partners(firsts: Sequence[Contribution], pairs: Mapping[tuple[str, str], datetime]) -> Part:
    until = {first.member_id: first.contributed_at + FOLLOW_UP for first in firsts}
    partners: dict[str, int] = defaultdict(int)
    for pair, at in pairs.items():
        for person in pair:
            partners[person] += person in until and at <= until[person]
    settled = [person for person in until if partners[person] >= MIN_PARTNERS]
    persons = persons_behind(until, settled)
    return Part("partners_90d", "shown", wilson(len(settled), len(until)), SHARE, len(until), persons)


def _core(firsts: Sequence[Contribution], entries: Mapping[str, datetime], evidence: Evidence) -> list[Part]:
    """Censored at the window's end; who left the bank without coming in, at their last contribution."""
    last = {each.member_id: each.contributed_at for each in evidence.all_contributions}
    people = [first.member_id for first in firsts]
    came = [person in entries for person in people]
    ends = [entries.get(person, last[person] if person in evidence.gone else evidence.window.end) for person in people]
    waits = [(end - first.contributed_at) / DAY for end, first in zip(ends, firsts, strict=True)]
    by_then = [
        person for person, wait, is_in in zip(people, waits, came, strict=True) if is_in and wait <= FOLLOW_UP_DAYS
    ]
    curve, wide = kaplan_meier(waits, came), kaplan_meier(waits, came, level=0.90)
    assert curve is not None and wide is not None
    median = wide.median()
    status: Status = "shown" if median else "not_reached"
    inside = [person for person, is_in in zip(people, came, strict=True) if is_in]
    return [
        told("core_90d", curve.happened_by(FOLLOW_UP_DAYS), CURVE, len(people), persons_behind(people, by_then)),
        Part("core_median_days", status, median, MEDIAN_CURVE, len(people), persons_behind(people, inside)),
    ]
