"""Rows of ties in, `networkx` graph out. Pure: the graph never knows where it came from."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

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
