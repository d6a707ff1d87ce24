"""The heartbeat of a community: V-18."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from cop_analytics import kernels
from cop_analytics.business_time import elapsed
from cop_analytics.estimators import Estimate, Floats, between, seeded
from cop_analytics.indicators.drawing import summed
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.windows import WEEK

MIN_EVENTS = 20
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DRAWN = "thread bootstrap 5–95 %, centred"
RESAMPLED = "intervals resampled, 5–95 %, centred"
PARTS = (("weeks_with_talk", DRAWN), ("longest_silence_days", DRAWN), ("burstiness", RESAMPLED))


def rhythm(evidence: Evidence) -> list[Part]:
    """V-18: share of weeks in which somebody answered somebody, the longest silence in days, burstiness of beginnings.

    The null percentile of burstiness is its place among as many beginnings at random times (a Poisson process).
    """
    started = sorted(thread.started_at for thread in evidence.threads)
    voices = persons_behind(each.member_id for each in evidence.contributions)
    if len(evidence.threads) < MIN_EVENTS:
        return [too_few(part, method, len(started), voices) for part, method in PARTS]
    return [_weeks(evidence), _silence(evidence, voices), _bursts(started, voices, evidence)]


def burstiness(intervals: Floats) -> Floats:
    """Burstiness A_n of each row of intervals: −1 regular, 0 as at random, towards 1 in bursts; NaN for fewer than two.

    A_n = [√(n+1)·r − √(n−1)] / [(√(n+1) − 2)·r + √(n−1)], r = σ/μ, n intervals: corrected for their number.
    Kim & Jo (2016), Physical Review E 94:032311.
    """
    count = intervals.shape[-1]
    if count < 2:
        return np.full(intervals.shape[:-1], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = intervals.std(axis=-1) / intervals.mean(axis=-1)
        up, down = np.sqrt(count + 1), np.sqrt(count - 1)
        found: Floats = (up * ratio - down) / ((up - 2) * ratio + down)
    return found


def longest_gap(moments: Sequence[datetime]) -> timedelta:
    """The longest time between two of `moments`, in order of time; none for fewer than two."""
    return max((later - earlier for earlier, later in pairwise(moments)), default=timedelta())


def _weeks(evidence: Evidence) -> Part:
    """A week has talk where somebody replied to somebody else in it."""
    start, count = evidence.window.start, (evidence.window.end - evidence.window.start) // WEEK
    threads = sorted({reply.thread_id for reply in evidence.replies})
    row = {thread: number for number, thread in enumerate(threads)}
    met = {((reply.replied_at - start) // WEEK, row[reply.thread_id]) for reply in evidence.replies}
    persons = persons_behind(reply.from_member_id for reply in evidence.replies)
    if not threads:
        return Part(PARTS[0][0], "shown", Estimate(0.0, None, None), DRAWN, count, persons)
    draws = evidence.drawn(len(threads))
    drawn = (summed(met, (count, len(threads)), draws.T) > 0).mean(axis=0)
    value = len({week for week, _ in met}) / count
    return Part(PARTS[0][0], "shown", between(value, drawn, 1.0), DRAWN, count, persons)


def _silence(evidence: Evidence, persons: int) -> Part:
    """The window's ends count as if something had been said at them."""
    inside = [each.contributed_at for each in evidence.contributions]
    value = longest_gap([evidence.window.start, *inside, evidence.window.end]) / DAY
    at = np.array([(moment - evidence.window.start) / DAY for moment in inside])
    threads = sorted({each.thread_id for each in evidence.contributions})
    row = {thread: number for number, thread in enumerate(threads)}
    of = np.array([row[each.thread_id] for each in evidence.contributions])
    days = (evidence.window.end - evidence.window.start) / DAY
    draws = evidence.drawn(len(threads))
    drawn = kernels.longest_gaps(at, of, draws, days)
    return Part(PARTS[1][0], "shown", between(float(value), drawn, days), DRAWN, len(inside), persons)


def _bursts(started: Sequence[datetime], persons: int, evidence: Evidence) -> Part:
    """In working time, so that nights of Friday to Monday make no burst of everything else."""
    intervals = np.array([elapsed(one, other, None, None) / HOUR for one, other in pairwise(started)])
    value = float(burstiness(intervals[None, :])[0])
    if np.isnan(value):
        return Part(PARTS[2][0], "not_applicable", None, RESAMPLED, len(started), persons)
    chance = seeded(evidence.community_id, "V-18", "bursts", evidence.window.end)
    shape = (evidence.draws, len(intervals))
    drawn = burstiness(intervals[chance.integers(0, len(intervals), shape)])
    random = burstiness(chance.exponential(size=shape))
    found = between(value, drawn, 1.0, floor=-1.0)
    percentile = float((random <= value).mean()) if evidence.draws else None
    return Part(PARTS[2][0], "shown", found, RESAMPLED, len(intervals), persons, null_percentile=percentile)
