"""Rows of ties in, `networkx` graph out. Pure: the graph never knows where it came from."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np

Tie = tuple[str, str]


def replies(ties: Iterable[Tie]) -> nx.DiGraph[str]:
    """Who replied to whom: from the one who replies, weight = number of replies. Replies to oneself are left out."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for source, target in sorted(tie for tie in ties if tie[0] != tie[1]):
        weight = graph.edges[source, target]["weight"] + 1 if graph.has_edge(source, target) else 1
        graph.add_edge(source, target, weight=weight)
    return graph


def conversation(ties: Iterable[Tie], members: Iterable[str] = ()) -> nx.Graph[str]:
    """Pairs joined by at least one reply or mention in either direction; `members` without any are isolates."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(set(members)))
    graph.add_edges_from(sorted({(min(tie), max(tie)) for tie in ties if tie[0] != tie[1]}))
    return graph


def places(graph: nx.Graph[str], seed: int = 1) -> dict[str, tuple[float, float]]:
    """Where each person stands in a drawing, 0–1 to the right and down: ties pull, people push, all stay together.

    Whoever is tied to nobody stands in a row at the foot. The same graph and seed give the same places.
    Fruchterman & Reingold (1991), Software: Practice and Experience 21:1129, with the pull to the middle of each component.
    """
    joined = graph.subgraph([person for person, degree in graph.degree() if degree])
    alone = sorted(set(graph) - set(joined))
    found = {person: ((number + 1) / (len(alone) + 1), 1.0) for number, person in enumerate(alone)}
    if not joined:
        return found
    ties: nx.Graph[str] = nx.Graph()
    ties.add_nodes_from(sorted(joined))
    ties.add_edges_from(joined.edges)
    drawn = nx.spring_layout(ties, seed=seed, method="energy")
    spread = np.array(list(drawn.values()))
    low, high = spread.min(axis=0), spread.max(axis=0)
    foot = 0.9 if alone else 1.0
    for person, place in drawn.items():
        across, down = (place - low) / np.where(high > low, high - low, 1.0)
        found[person] = (float(across), float(down) * foot)
    return found
