"""How connected active members are: V-4, in place of density, which falls with size at the same behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import networkx as nx
import numpy as np
import numpy.typing as npt

from cop_analytics.estimators import Floats, Ints, between, thread_draws
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.networks import conversation

MIN_ACTIVE = 10
METHOD = "thread bootstrap 5–95 %"
PARTS = ("mean_partners", "median_partners", "repeat_tie_share")


def connectedness(evidence: Evidence) -> list[Part]:
    """V-4: distinct partners per active member (mean, median), and the share of pairs that met in two threads."""
    active, pairs = evidence.active, sorted({tie[1:] for tie in evidence.ties})
    persons = persons_behind(active, (person for pair in pairs for person in pair))
    if len(active) < MIN_ACTIVE:
        return [too_few(part, METHOD, len(pairs), persons) for part in PARTS]
    ties = conversation(pairs, active)
    threads = sorted({each.thread_id for each in evidence.contributions})
    draws = thread_draws(len(threads), evidence.community_id, "V-4", evidence.window.end)
    drawn = _drawn(evidence, threads, pairs, draws)
    values = (mean_partners(ties, active), median_partners(ties, active), repeat_tie_share(evidence.ties))
    return [
        Part(part, "not_applicable", None, METHOD, len(pairs), persons)
        if value is None
        else Part(part, "shown", between(value, column), METHOD, len(pairs), persons)
        for part, value, column in zip(PARTS, values, drawn, strict=True)
    ]


def mean_partners(ties: nx.Graph[str], active: Sequence[str]) -> float | None:
    """Mean number of neighbours over `active`; None where nobody is active."""
    return sum(ties.degree(member) for member in active) / len(active) if active else None


def median_partners(ties: nx.Graph[str], active: Sequence[str]) -> float | None:
    """Median number of neighbours over `active`; None where nobody is active."""
    return float(median(ties.degree(member) for member in active)) if active else None


def repeat_tie_share(ties: Sequence[tuple[str, str, str]]) -> float | None:
    """Of the pairs in (thread, one, other), the share that met in two threads or more; None without any pair."""
    meetings: dict[tuple[str, str], set[str]] = {}
    for thread, one, other in ties:
        meetings.setdefault((one, other), set()).add(thread)
    if not meetings:
        return None
    return sum(len(threads) > 1 for threads in meetings.values()) / len(meetings)


def _drawn(
    evidence: Evidence, threads: Sequence[str], pairs: Sequence[tuple[str, str]], draws: Ints
) -> tuple[Floats, Floats, Floats]:
    """The three values in each draw: of a pair or a member, what stands is what happened in a thread that was drawn."""
    row = {thread: number for number, thread in enumerate(threads)}
    column = {pair: number for number, pair in enumerate(pairs)}
    seat = {member: number for number, member in enumerate(evidence.active)}
    met = np.zeros((len(threads), len(pairs)), np.int64)
    for thread, one, other in evidence.ties:
        met[row[thread], column[one, other]] = 1
    wrote = np.zeros((len(threads), len(seat)), np.int64)
    for each in evidence.contributions:
        if each.member_id in seat:
            wrote[row[each.thread_id], seat[each.member_id]] = 1
    ends = np.zeros((len(pairs), len(seat)), np.int64)
    for pair, number in column.items():
        for member in pair:
            if member in seat:
                ends[number, seat[member]] = 1
    meetings = draws @ met
    present = (draws @ wrote) > 0
    partners = (meetings > 0).astype(np.int64) @ ends
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (partners * present).sum(axis=1) / present.sum(axis=1)
        repeat = (meetings > 1).sum(axis=1) / (meetings > 0).sum(axis=1)
    return mean, _row_medians(partners, present), repeat


def _row_medians(partners: Ints, present: npt.NDArray[np.bool_]) -> Floats:
    return np.asarray(np.nanmedian(np.where(present, partners.astype(float), np.nan), axis=1), float)
