"""How spread the voice is: V-5."""

from __future__ import annotations

import numpy as np

from cop_analytics.estimators import Floats, between, gini
from cop_analytics.indicators.evidence import Evidence, Part, too_few

MIN_ACTIVE = 20
METHOD = "thread bootstrap 5–95 %, centred"


def inequality(evidence: Evidence) -> list[Part]:
    """V-5: Gini of contributions over active members, and the share the most active tenth of them wrote.

    Only active members count: silent ones would turn .52 into .95 and say nothing of those who speak.
    """
    active = evidence.active
    if len(active) < MIN_ACTIVE:
        return [too_few(part, METHOD, len(active), len(active)) for part in ("gini", "top_tenth_share")]
    wrote = _by_thread(evidence)
    draws = evidence.drawn(len(wrote))
    drawn, total = (draws @ wrote).astype(float), wrote.sum(axis=0, keepdims=True).astype(float)
    tenth = max(1, len(active) // 10)
    return [
        Part("gini", "shown", between(float(gini(total)[0]), gini(drawn), 1.0), METHOD, len(active), len(active)),
        Part(
            "top_tenth_share",
            "shown",
            between(float(top_share(total, tenth)[0]), top_share(drawn, tenth), 1.0),
            METHOD,
            len(active),
            tenth,
        ),
    ]


def top_share(amounts: Floats, people: int) -> Floats:
    """Of each row's total, the share of its `people` largest amounts; NaN for an empty row."""
    largest = np.sort(amounts, axis=1)[:, -people:]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares: Floats = largest.sum(axis=1) / amounts.sum(axis=1)
    return shares


def _by_thread(evidence: Evidence) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Contributions: threads × active members."""
    threads = sorted({each.thread_id for each in evidence.contributions})
    row = {thread: number for number, thread in enumerate(threads)}
    seat = {member: number for number, member in enumerate(evidence.active)}
    wrote = np.zeros((len(threads), len(seat)), np.int64)
    for each in evidence.contributions:
        if each.member_id in seat:
            wrote[row[each.thread_id], seat[each.member_id]] += 1
    return wrote
