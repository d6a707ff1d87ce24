"""How long those who begin to contribute go on: V-10."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from cop_analytics.estimators import Estimate, Survival, kaplan_meier
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, told, too_few
from cop_analytics.windows import Window, quarter_starts

SILENCE = timedelta(days=90)
DAY = timedelta(days=1)
MIN_COHORT = 20
METHOD = "Kaplan–Meier, log-log 95 %; Wilson where all or none went on"
HORIZONS = (("still_6m", 182), ("still_12m", 365))
PARTS = tuple(part for part, _ in HORIZONS)


def retention(evidence: Evidence) -> list[Part]:
    """V-10: of those who began in a half-year, the Kaplan–Meier share who had not fallen silent 6 and 12 months later.

    For each, the newest half-year all of whose beginners were followed that long. A silence is 90 days or more, and
    counts from the last word before it. Those who left the bank are censored at theirs: they did not fall silent. Where
    older history is not kept, nobody is known to begin within 90 days of where it starts.
    """
    written = _written(evidence)
    return [_still(part, days, written, evidence) for part, days in HORIZONS]


def _still(part: str, days: int, written: dict[str, list[datetime]], evidence: Evidence) -> Part:
    known_until = evidence.window.end - SILENCE
    entry = newest_half_year(known_until - days * DAY)
    if evidence.observed_from is not None and entry.start < evidence.observed_from + SILENCE:
        return Part(part, "not_applicable", None, METHOD, 0, 0)
    cohort = [person for person, moments in sorted(written.items()) if moments[0] in entry]
    spans = [staying(written[person], known_until, is_gone=person in evidence.gone) for person in cohort]
    still = [person for person, (lasted, _) in zip(cohort, spans, strict=True) if lasted > days]
    persons = persons_behind(cohort, still)
    curve = kaplan_meier([lasted for lasted, _ in spans], [is_silent for _, is_silent in spans])
    if curve is None or len(cohort) < MIN_COHORT:
        return too_few(part, METHOD, len(cohort), persons)
    return told(part, still_at(curve, days), METHOD, len(cohort), persons)


def staying(moments: Sequence[datetime], known_until: datetime, *, is_gone: bool) -> tuple[float, bool]:
    """Days from the first of `moments` to the beginning of the first silence, and whether one began.

    A silence that began after `known_until` was not yet 90 days old at the window's end, so nothing later is looked at:
    who had not fallen silent by then is censored then. That holds for all alike; were those with a recent word censored
    at that word, a community would look the more faithful the younger it is.
    """
    for moment, following in pairwise([*moments, datetime.max]):
        if moment > known_until:
            break
        if following - moment >= SILENCE:
            has_left = is_gone and following == datetime.max
            return (moment - moments[0]) / DAY, not has_left
    return (known_until - moments[0]) / DAY, False


def still_at(curve: Survival, days: float) -> Estimate | None:
    """The share for which it has not happened by `days`, with its interval."""
    happened = curve.happened_by(days)
    if happened is None:
        return None
    lower, upper = (None if end is None else 1 - end for end in (happened.upper, happened.lower))
    return Estimate(1 - happened.value, lower, upper)


def newest_half_year(moment: datetime) -> Window:
    """The newest half of an ISO year, two quarters, that has ended by `moment`."""
    year = moment.isocalendar().year
    bounds = [*quarter_starts(year - 1)[::2], *quarter_starts(year)[2::2]]
    past = [bound for bound in bounds if bound <= moment]
    return Window(past[-2], past[-1])


def _written(evidence: Evidence) -> dict[str, list[datetime]]:
    """When each member contributed, the social learning team left out."""
    moments: dict[str, list[datetime]] = defaultdict(list)
    for each in evidence.all_contributions:
        moments[each.member_id].append(each.contributed_at)
    return {person: each for person, each in moments.items() if person not in evidence.team}
