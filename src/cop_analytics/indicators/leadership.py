"""Whether leaders and the core meet the others: V-26."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx

from cop_analytics.estimators import wilson
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.levels import CORE, at_level, levels
from cop_analytics.networks import conversation

MIN_ACTIVE, MIN_LEADERS = 20, 2
METHOD = "Wilson 95 %"
PARTS = ("met_directly", "within_two_steps")


def connectedness_of_leaders(evidence: Evidence) -> list[Part]:
    """V-26: of active members who lead not, the share in conversation with a leader, and within two steps through the core.

    The core are those at core level or with a declared core role; not applicable with fewer than two leaders at work.
    """
    leaders = set(evidence.leaders)
    others = sorted(set(evidence.active) - leaders)
    at_work = leaders & {each.member_id for each in evidence.contributions}
    if len(evidence.active) < MIN_ACTIVE:
        return [too_few(part, METHOD, len(others), len(others)) for part in PARTS]
    if len(at_work) < MIN_LEADERS:
        return [Part(part, "not_applicable", None, METHOD, len(others), 0) for part in PARTS]
    ties = conversation([tie[1:] for tie in evidence.ties], evidence.active)
    core = set(evidence.core) | at_level(levels(evidence) or {}, CORE)
    direct = reached(ties, leaders) & set(others)
    near = (direct | reached(ties, reached(ties, leaders) & core)) & set(others)
    return [
        Part(part, "shown", wilson(len(met), len(others)), METHOD, len(others), persons_behind(others, met))
        for part, met in zip(PARTS, (direct, near), strict=True)
    ]


def reached(ties: nx.Graph[str], people: Collection[str]) -> set[str]:
    """Everybody with a tie to one of `people`."""
    return {partner for person in people if person in ties for partner in ties[person]}
