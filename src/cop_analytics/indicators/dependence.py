"""What remains if a few go on leave: V-6, in bands only, because it is inherently about persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import networkx as nx

from cop_analytics.indicators.evidence import Evidence, Part, in_thirds, persons_behind, too_few
from cop_analytics.networks import conversation

MIN_TIES = 40
METHOD = "band"
BANDS = ((5, "fewer than 5"), (10, "5 to 9"), (20, "10 to 19"))
WIDEST_BAND = "20 or more"


def dependence(evidence: Evidence) -> list[Part]:
    """V-6: how many people wrote half of the replies, and what share of ties goes with the declared leaders.

    Contributor absence factor after CHAOSS; removal of a key set after Borgatti (2006), CMOT 12:21.
    """
    ties = conversation([tie[1:] for tie in evidence.ties])
    authors = [reply.from_member_id for reply in evidence.replies if reply.from_member_id not in evidence.team]
    persons = persons_behind(authors)
    size = ties.number_of_edges()
    if size < MIN_TIES:
        return [too_few(part, METHOD, size, persons) for part in ("half_of_replies", "ties_of_leaders")]
    few = absence_factor(authors)
    lost = share_of_ties_lost(ties, evidence.leaders)
    parts = [
        Part("half_of_replies", "not_applicable", None, METHOD, size, persons)
        if few is None
        else Part("half_of_replies", "shown", None, METHOD, size, persons, band(few))
    ]
    if evidence.leaders and lost is not None:
        return [*parts, Part("ties_of_leaders", "shown", None, METHOD, size, persons, in_thirds(lost))]
    return [*parts, Part("ties_of_leaders", "not_applicable", None, METHOD, size, persons)]


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
    return 1 - remaining / ties.number_of_edges()


def band(people: int) -> str:
    """A number of people, in words that show no person."""
    return next((words for limit, words in BANDS if people < limit), WIDEST_BAND)
