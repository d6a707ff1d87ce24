"""V-15: what holds a community together across units."""

import networkx as nx
import pytest

from cop_analytics.indicators.bridging import bridging, constraints, joining
from cop_analytics.indicators.evidence import Attributes
from tests.indicators.worlds import World, crowd, parts


@pytest.mark.parametrize(
    "graph",
    [
        nx.krackhardt_kite_graph(),
        nx.florentine_families_graph(),
        nx.barbell_graph(5, 2),
        nx.star_graph(6),
        nx.path_graph(5),
    ],
    ids=["Krackhardt's kite", "Florentine families", "a barbell", "a star", "a path"],
)
def test_constraint_is_networkxs(graph):
    graph = nx.Graph(graph.edges)

    assert constraints(graph) == pytest.approx(nx.constraint(graph))


def test_constraint_of_a_star_is_by_hand():
    """The centre spends 1/6 on each of six who know nobody else: 6 · (1/6)²; each of them all on one: 1."""
    found = constraints(nx.star_graph(6))

    assert (found[0], found[1]) == (pytest.approx(1 / 6), pytest.approx(1))
    assert constraints(nx.empty_graph(2)) == {0: None, 1: None}


def test_who_joins_others_is_who_cuts_two_or_more_off():
    """In a barbell the ends of the bridge and the two on it; at the end of a path, only those two in."""
    assert joining(nx.barbell_graph(4, 2)) == {3, 4, 5, 6}
    assert joining(nx.path_graph(6)) == {2, 3}
    assert joining(nx.star_graph(5)) == {0}
    assert joining(nx.complete_graph(6)) == set()


def bridged(bridges):
    """Two units of fifteen who talk among themselves, and the first few of the one with the first of the other."""
    people = crowd(30)
    pairs = [(one, other) for half in (0, 15) for one in range(half, half + 8) for other in range(half, one)]
    pairs += [(bridge % 15, 15 + bridge % 3) for bridge in range(bridges)]
    world = World()
    for number, member in enumerate(people):
        world.ask(f"own{number}", member)
    for number, (one, other) in enumerate(pairs):
        world.ask(f"t{number}", people[one], 5).reply(f"t{number}", people[other], people[one], 6)
    units = {member: Attributes("ab"[number >= 15], "Europe", "staff", "UTC") for number, member in enumerate(people)}
    return world.evidence(attributes=units)


def test_few_who_bridge_are_told_in_words():
    found = parts(bridging(bridged(12)))

    assert (found["articulation"].band, found["top_five_bridges"].band) == ("fewer than 5", "half or more")
    assert found["constraint_median"].estimate.lower <= found["constraint_median"].estimate.value


def test_fifty_nine_ties_are_too_few():
    assert {part.status for part in bridging(bridged(3))} == {"too_few"}
