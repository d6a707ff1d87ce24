"""What holds a community together across units, and whether it hangs on few: V-15, never a list of persons."""

from __future__ import annotations

import networkx as nx
import numpy as np

from cop_analytics import kernels
from cop_analytics.estimators import Floats, between
from cop_analytics.indicators.dependence import band
from cop_analytics.indicators.drawing import medians, meetings, numbered
from cop_analytics.indicators.evidence import Evidence, Part, too_few
from cop_analytics.indicators.structure import Crossing

MIN_TIES, DRAWS, LEAST = 60, 100, 2
DRAWN = f"thread bootstrap of {DRAWS} draws, 5–95 %, centred"
PARTS = (("articulation", "band"), ("top_five_bridges", "band"), ("constraint_median", DRAWN))


def bridging(evidence: Evidence) -> list[Part]:
    """V-15: how many people others depend on to be joined at all, what few bridge between units, median constraint.

    Burt's constraint (1992, Structural Holes) of an active member: near 0 among many who do not know each other, 1 and
    more with one partner only.
    """
    talk = evidence.structure
    pairs, persons = len(talk.own_ties), talk.own_people
    if pairs < MIN_TIES:
        return [too_few(part, method, pairs, persons) for part, method in PARTS]
    cut, middle = int((talk.cut_off >= LEAST).sum()), talk.median_constraint
    assert middle is not None
    return [
        Part("articulation", "shown", None, "band", pairs, persons, band(cut)),
        _top_five(talk.crossing, pairs, persons),
        Part("constraint_median", "shown", between(middle, _drawn(evidence)), DRAWN, persons, persons),
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


def _top_five(found: Crossing, units: int, persons: int) -> Part:
    if not found.is_enough or not found.across:
        return too_few("top_five_bridges", "band", found.across, 2 if found.across else 0)
    words = "half or more" if 2 * found.of_few >= found.across else "less than half"
    return Part("top_five_bridges", "shown", None, "band", units, persons, words)


def _drawn(evidence: Evidence) -> Floats:
    """The median constraint in each draw of threads."""
    if not evidence.draws:
        return np.empty(0)
    active = set(evidence.active)
    pairs = sorted({tie[1:] for tie in evidence.ties if active.issuperset(tie[1:])})
    seat = numbered(sorted({person for pair in pairs for person in pair}))
    threads = sorted({tie[0] for tie in evidence.ties})
    stands = meetings(evidence.ties, pairs, threads, evidence.drawn(len(threads))[:DRAWS]) > 0
    ends = np.array([(seat[one], seat[other]) for one, other in pairs])
    found = kernels.constraints(ends, stands, len(seat))
    return medians(found, found >= 0)
