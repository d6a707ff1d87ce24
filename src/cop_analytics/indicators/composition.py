"""Who makes up the contributors: new, continuing, returning: V-11. And which parts of a whole can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cop_analytics.estimators import wilson
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.privacy.disclosure import MIN_GROUP

NEW, CONTINUING, RETURNING = "new", "continuing", "returning"
PARTS = (NEW, CONTINUING, RETURNING)
SILENCE = timedelta(days=90)
MIN_ACTIVE = 20
METHOD = "Wilson 95 %"


def composition(evidence: Evidence) -> list[Part]:
    """V-11: of the window's contributors, the shares who are new, continue, or return after 90 days of silence.

    Ransbotham & Kane (2011), MIS Quarterly 35:613: mixtures of new and experienced contributors do best.
    """
    if not evidence.is_long_observed:
        return [Part(part, "not_applicable", None, METHOD, 0, 0) for part in PARTS]
    arrivals = contributors(evidence)
    active, counts = evidence.active, {part: len(arrivals[part]) for part in PARTS}
    if len(active) < MIN_ACTIVE:
        return [too_few(part, METHOD, len(active), persons_behind(active, arrivals[part])) for part in PARTS]
    hidden = told_together(counts)
    return [
        Part(
            part,
            "shown",
            wilson(counts[part], len(active)),
            METHOD,
            len(active),
            min(counts[each] for each in hidden) if part in hidden else persons_behind(active, arrivals[part]),
        )
        for part in PARTS
    ]


def contributors(evidence: Evidence) -> dict[str, set[str]]:
    """Active members by how they came into the window: for the first time, or after less or more than 90 days.

    What counts is the silence before their first contribution in the window.
    """
    active = set(evidence.active)
    last: dict[str, datetime] = {}
    found: dict[str, set[str]] = {part: set() for part in PARTS}
    for each in evidence.all_contributions:
        person, at = each.member_id, each.contributed_at
        if person in active and at in evidence.window:
            active.remove(person)
            found[_arrival(at - last[person] if person in last else None)].add(person)
        last[person] = at
    return found


def _arrival(silence: timedelta | None) -> str:
    if silence is None:
        return NEW
    return RETURNING if silence >= SILENCE else CONTINUING


def told_together(counts: Mapping[str, int], floor: int = MIN_GROUP) -> frozenset[str]:
    """Of a whole in parts, those that may be told as one only: the parts of fewer than `floor` people, nobody's left out.

    A part held back alone is what the others leave of the whole: where the small ones are but one, or together still
    fewer than `floor`, the next smallest joins them.
    """
    rest = sorted((count, part) for part, count in counts.items() if count)
    small = [each for each in rest if each[0] < floor]
    if not small:
        return frozenset()
    rest = rest[len(small) :]
    while rest and (len(small) < 2 or sum(count for count, _ in small) < floor):
        small.append(rest.pop(0))
    return frozenset(part for _, part in small)
