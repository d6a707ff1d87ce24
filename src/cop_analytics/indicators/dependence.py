"""What remains if a few go on leave: V-6, in bands only, because it is inherently about persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import networkx as nx

from cop_analytics.indicators.evidence import Evidence, Part, in_thirds, too_few

MIN_TIES = 40
METHOD = "band"
BANDS = ((5, "fewer than 5"), (10, "5 to 9"), (20, "10 to 19"))
WIDEST_BAND = "20 or more"
TENS = ((10, "fewer than 10"), *BANDS[2:])
"""For parts of a group whose size is told: where its parts are told to be fewer than five, they are known."""
PARTS = ("half_of_replies", "ties_of_leaders", "fragmentation", "fragmentation_without_leaders")


def dependence(evidence: Evidence) -> list[Part]:
    """V-6: how many people wrote half of the replies; what share of ties, and of who reaches whom, goes with the leaders.

    Contributor absence factor after CHAOSS; removal of a key set after Borgatti (2006), CMOT 12:21. What is about the
    declared leaders is not applicable where there are none.
    """
    talk = evidence.structure
    size, persons = len(talk.ties), talk.counts.voices
    if size < MIN_TIES:
        return [too_few(part, METHOD, size, persons) for part in PARTS]
    lost = talk.share_of_ties_lost if evidence.leaders else None
    after = talk.fragmentation_without_leaders if evidence.leaders else None
    shares = [None if share is None else in_thirds(share) for share in (lost, talk.fragmentation, after)]
    bands = [band(talk.counts.half) if talk.counts.half else None, *shares]
    return [
        Part(part, "not_applicable" if words is None else "shown", None, METHOD, size, persons, words)
        for part, words in zip(PARTS, bands, strict=True)
    ]


def absence_factor(authors: Iterable[str]) -> int | None:
    """The smallest number of people who together wrote at least half; None where nobody wrote."""
    counts = sorted(Counter(authors).values(), reverse=True)
    written = 0
    for number, count in enumerate(counts, start=1):
        written += count
        if 2 * written >= sum(counts):
            return number
    return None


def share_of_ties_lost(ties: nx.Graph[str], leaving: Collection[str]) -> float | None:
    """1 − |E(G − R)| / |E(G)|: the share of ties that end in `leaving`; None without ties."""
    if ties.number_of_edges() == 0:
        return None
    remaining = ties.subgraph(set(ties) - set(leaving)).number_of_edges()
    return (ties.number_of_edges() - remaining) / ties.number_of_edges()


def fragmentation(ties: nx.Graph[str], leaving: Collection[str] = ()) -> float | None:
    """Share of pairs that no path joins once `leaving` are gone: 1 − Σ s(s−1) / n(n−1) over components of size s.

    0: all reach each other, 1: nobody reaches anybody. None for fewer than two people. Borgatti (2006), CMOT 12:21.
    """
    staying = ties.subgraph(set(ties) - set(leaving))
    people = staying.number_of_nodes()
    if people < 2:
        return None
    joined = sum(len(component) * (len(component) - 1) for component in nx.connected_components(staying))
    return 1 - joined / (people * (people - 1))


def band(people: int, bands: Sequence[tuple[int, str]] = BANDS) -> str:
    """A number of people, in words that show no person."""
    return next((words for limit, words in bands if people < limit), WIDEST_BAND)
