"""How spread the voice is: V-5."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cop_analytics.estimators import Draws, Floats, between, gini
from cop_analytics.indicators.drawing import numbered, summed
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
    threads = sorted({each.thread_id for each in evidence.contributions})
    total = _written(evidence, threads, np.ones((1, len(threads)), np.int16))
    drawn = _written(evidence, threads, evidence.drawn(len(threads)))
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


def _written(evidence: Evidence, threads: Sequence[str], draws: Draws) -> Floats:
    """Draws × active members: how much each wrote in the threads drawn."""
    row, seat = numbered(threads), numbered(evidence.active)
    cells = [(seat[each.member_id], row[each.thread_id]) for each in evidence.contributions if each.member_id in seat]
    return summed(cells, (len(seat), len(threads)), draws.T).T.astype(np.float64)
