"""How connected active members are: V-4, in place of density, which falls with size at the same behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import networkx as nx
import numpy as np

from cop_analytics.estimators import Floats, between
from cop_analytics.indicators.drawing import medians, meetings, numbered, summed
from cop_analytics.indicators.evidence import Evidence, Part, fewest, too_few

MIN_ACTIVE = 10
METHOD = "thread bootstrap 5–95 %, centred"
PARTS = ("mean_partners", "median_partners", "repeat_tie_share")


def connectedness(evidence: Evidence) -> list[Part]:
    """V-4: distinct partners per active member (mean, median), and the share of pairs that met in two threads."""
    talk = evidence.structure
    counts, pairs = talk.counts, len(talk.ties)
    persons, units = fewest(counts.active, counts.tied), (counts.active, counts.active, pairs)
    if counts.active < MIN_ACTIVE:
        return [too_few(part, METHOD, count, persons) for part, count in zip(PARTS, units, strict=True)]
    values = (counts.mean_partners, counts.median_partners, talk.repeat_tie_share)
    return [
        Part(part, "not_applicable", None, METHOD, count, persons)
        if value is None
        else Part(part, "shown", between(value, drawn, ceiling), METHOD, count, persons)
        for part, value, drawn, count, ceiling in zip(
            PARTS, values, _drawn(evidence), units, (np.inf, np.inf, 1.0), strict=True
        )
    ]


def mean_partners(ties: nx.Graph[str], active: Sequence[str]) -> float | None:
    """Mean number of neighbours over `active`; None where nobody is active."""
    return sum(ties.degree(member) for member in active) / len(active) if active else None


def median_partners(ties: nx.Graph[str], active: Sequence[str]) -> float | None:
    """Median number of neighbours over `active`; None where nobody is active."""
    return float(median(ties.degree(member) for member in active)) if active else None


def repeat_tie_share(ties: Sequence[tuple[str, str, str]]) -> float | None:
    """Of the pairs in (thread, one, other), the share that met in two threads or more; None without any pair."""
    met: dict[tuple[str, str], set[str]] = {}
    for thread, one, other in ties:
        met.setdefault((one, other), set()).add(thread)
    return sum(len(threads) > 1 for threads in met.values()) / len(met) if met else None


def _drawn(evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """The three values in each draw: of a pair or a member, what stands is what happened in a thread that was drawn."""
    if not evidence.draws:
        return np.empty(0), np.empty(0), np.empty(0)
    pairs = sorted({tie[1:] for tie in evidence.ties})
    threads = sorted({each.thread_id for each in evidence.contributions})
    draws = evidence.drawn(len(threads))
    row, seat = numbered(threads), numbered(evidence.active)
    wrote = {(seat[each.member_id], row[each.thread_id]) for each in evidence.contributions if each.member_id in seat}
    ends = [(seat[one], number) for number, pair in enumerate(pairs) for one in pair if one in seat]
    met = meetings(evidence.ties, pairs, threads, draws)
    present = summed(wrote, (len(seat), len(threads)), draws.T) > 0
    partners = summed(ends, (len(seat), len(pairs)), met > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (partners * present).sum(axis=0) / present.sum(axis=0)
        repeat = (met > 1).sum(axis=0) / (met > 0).sum(axis=0)
    return mean, medians(partners.astype(np.float64), present), repeat
