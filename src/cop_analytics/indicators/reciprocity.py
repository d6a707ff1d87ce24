"""Whether people answer each other, or a few answer all: V-3."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np

from cop_analytics import kernels, nulls
from cop_analytics.estimators import Floats, between, seeded
from cop_analytics.indicators.drawing import meetings, numbered
from cop_analytics.indicators.evidence import Evidence, Part, fewest, too_few
from cop_analytics.indicators.structure import rho
from cop_analytics.networks import Tie

MIN_DYADS, MIN_ACTIVE = 30, 10
METHOD = "thread bootstrap 5–95 %, centred"
PARTS = ("mutual_share", "rho")


def reciprocity(evidence: Evidence) -> list[Part]:
    """V-3: of the pairs in which somebody turned to somebody, the share in which both did; and ρ, the same beyond chance.

    The null percentile is the place of the share among graphs in which everybody turned to, and was turned to by, as
    many. Garlaschelli & Loffredo (2004), Physical Review Letters 93:268701.
    """
    talk = evidence.structure
    dyads, counts = len(talk.ties), talk.counts
    persons = fewest(counts.tied, counts.mutually_tied)
    value, beyond = talk.mutual_share, talk.rho
    if dyads < MIN_DYADS or counts.active < MIN_ACTIVE or value is None:
        return [too_few(part, METHOD, dyads, persons) for part in PARTS]
    shares, rhos, place = _by_chance(evidence, talk.names)
    told = Part("mutual_share", "shown", between(value, shares, 1.0), METHOD, dyads, persons, None, place)
    if beyond is None:
        return [told, Part("rho", "not_applicable", None, METHOD, dyads, persons)]
    return [told, Part("rho", "shown", between(beyond, rhos, 1.0, floor=-1.0), METHOD, dyads, persons)]


def turns_of(evidence: Evidence) -> list[tuple[str, str, str]]:
    """(thread, from, to) for each reply and mention between two different people; the team not among themselves."""
    both = [(reply.thread_id, reply.from_member_id, reply.to_member_id) for reply in evidence.replies]
    team = set(evidence.team)
    return sorted({(t, a, b) for t, a, b in [*both, *evidence.mentions] if a != b and not {a, b} <= team})


def mutual_share(graph: nx.DiGraph[str]) -> float | None:
    """M / (M + A): of dyads with a tie, those with ties both ways; None without any."""
    mutual = sum(graph.has_edge(target, source) for source, target in graph.edges) // 2
    dyads = graph.number_of_edges() - mutual
    return mutual / dyads if dyads else None


def garlaschelli_loffredo(graph: nx.DiGraph[str]) -> float | None:
    """ρ = (r − ā) / (1 − ā), r the share of ties that are returned, ā the density; None without ties or with all of them."""
    returned = sum(graph.has_edge(target, source) for source, target in graph.edges)
    return rho(returned, graph.number_of_edges(), graph.number_of_nodes())


def _by_chance(evidence: Evidence, people: Sequence[str]) -> tuple[Floats, Floats, float | None]:
    """Share and ρ in each draw of threads, and the place of the share among graphs at random; nothing without draws."""
    if not evidence.draws:
        return np.empty(0), np.empty(0), None
    turns = turns_of(evidence)
    arcs = sorted({turn[1:] for turn in turns})
    return (*_drawn(turns, arcs, len(people), evidence), _place(arcs, people, evidence))


def _drawn(
    turns: Sequence[tuple[str, str, str]], arcs: Sequence[Tie], people: int, evidence: Evidence
) -> tuple[Floats, Floats]:
    """Share and ρ in each draw of threads: a tie stands where a thread in which it was made was drawn."""
    threads = sorted({each.thread_id for each in evidence.contributions} | {turn[0] for turn in turns})
    column = numbered(arcs)
    draws = evidence.drawn(len(threads))
    stands = meetings(turns, arcs, threads, draws) > 0
    forth = [column[arc] for arc in arcs if arc[::-1] in column and arc[0] < arc[1]]
    back = [column[arcs[number][::-1]] for number in forth]
    mutual = (stands[forth] & stands[back]).sum(axis=0)
    ties = stands.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = ties / (people * (people - 1))
        return mutual / (ties - mutual), (2 * mutual / ties - density) / (1 - density)


def _place(arcs: Sequence[Tie], people: Sequence[str], evidence: Evidence) -> float | None:
    """As many ties stand in each graph, so the share is in the place of the number of mutual pairs."""
    seat = numbered(people)
    ends = np.array([(seat[source], seat[target]) for source, target in arcs], np.int64)
    chance = seeded(evidence.community_id, "V-3", "null", evidence.window.end)
    drawn = nulls.rewirings(ends, len(people), evidence.draws, chance)
    counted = kernels.count_mutual(ends[:, 0], drawn, len(people))
    found = kernels.count_mutual(ends[:, 0], ends[None, :, 1], len(people))
    return nulls.percentile(float(found[0]), counted)
