"""What holds a community together across units, and whether it hangs on few: V-15, never a list of persons."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np

from cop_analytics import kernels
from cop_analytics.estimators import Floats, between
from cop_analytics.indicators.boundaries import Mixing, mixing
from cop_analytics.indicators.dependence import band
from cop_analytics.indicators.drawing import medians, meetings, numbered
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.partners import joined
from cop_analytics.networks import Tie

MIN_TIES, BRIDGES, DRAWS, LEAST = 60, 5, 100, 2
DRAWN = f"thread bootstrap of {DRAWS} draws, 5–95 %, centred"
PARTS = (("articulation", "band"), ("top_five_bridges", "band"), ("constraint_median", DRAWN))


def bridging(evidence: Evidence) -> list[Part]:
    """V-15: how many people others depend on to be joined at all, what few bridge between units, median constraint.

    Burt's constraint (1992, Structural Holes) of an active member: near 0 among many who do not know each other, 1 and
    more with one partner only.
    """
    active = set(evidence.active)
    pairs = sorted({tie[1:] for tie in evidence.ties if active.issuperset(tie[1:])})
    persons = persons_behind(person for pair in pairs for person in pair)
    if len(pairs) < MIN_TIES:
        return [too_few(part, method, len(pairs), persons) for part, method in PARTS]
    cut = int((joined(pairs).cut_off >= LEAST).sum())
    return [
        Part("articulation", "shown", None, "band", len(pairs), persons, band(cut)),
        _top_five(mixing(evidence), len(pairs), persons),
        _constraint(pairs, persons, evidence),
    ]


def joining(ties: nx.Graph[str], least: int = LEAST) -> set[str]:
    """Whose leaving would cut `least` other people or more off from the rest of those they are joined with."""
    found = set()
    for person in nx.articulation_points(ties):
        together = nx.node_connected_component(ties, person) - {person}
        pieces = [len(piece) for piece in nx.connected_components(ties.subgraph(together))]
        if sum(pieces) - max(pieces) >= least:
            found.add(person)
    return found


def constraints(ties: nx.Graph[str]) -> dict[str, float | None]:
    """Burt's constraint of each person: Σ_j (p_ij + Σ_q p_iq p_qj)², p_ij = 1 / degree of i; None without a partner."""
    order = sorted(ties)
    found = _constraints(nx.to_numpy_array(ties, order, dtype=np.dtype(float)))
    return {person: None if np.isnan(each) else float(each) for person, each in zip(order, found, strict=True)}


def _constraints(adjacency: Floats) -> Floats:
    """People × people in, 1 where two have a tie; NaN for who has none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.nan_to_num(adjacency / adjacency.sum(axis=1, keepdims=True))
    reach = np.where(adjacency > 0, shares + shares @ shares, 0.0)
    found: Floats = np.where(adjacency.any(axis=1), (reach**2).sum(axis=1), np.nan)
    return found


def _top_five(mixed: Mixing, units: int, persons: int) -> Part:
    crossing = [pair for pair in mixed.pairs if mixed.units[pair[0]] != mixed.units[pair[1]]]
    if not mixed.is_enough or not crossing:
        return too_few("top_five_bridges", "band", len(crossing), persons_behind(*crossing))
    ends = Counter(person for pair in crossing for person in pair)
    few = {person for person, _ in sorted(ends.items(), key=lambda end: (-end[1], end[0]))[:BRIDGES]}
    carried = sum(bool(few & set(pair)) for pair in crossing) / len(crossing)
    words = "half or more" if carried >= 1 / 2 else "less than half"
    return Part("top_five_bridges", "shown", None, "band", units, persons, words)


def _constraint(pairs: list[Tie], persons: int, evidence: Evidence) -> Part:
    seat = numbered(sorted({person for pair in pairs for person in pair}))
    threads = sorted({tie[0] for tie in evidence.ties})
    draws = evidence.drawn(len(threads))[:DRAWS]
    stands = meetings(evidence.ties, pairs, threads, draws) > 0
    ends = np.array([(seat[one], seat[other]) for one, other in pairs])
    found = kernels.constraints(ends, np.column_stack([np.ones(len(pairs), np.bool_), stands]), len(seat))
    middles = medians(found, found >= 0)
    value, drawn = float(middles[0]), middles[1:]
    return Part("constraint_median", "shown", between(value, drawn), DRAWN, len(seat), persons)
