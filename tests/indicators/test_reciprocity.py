"""V-3: whether people answer each other."""

import networkx as nx
import numpy as np
import pytest

from cop_analytics.indicators.reciprocity import garlaschelli_loffredo, mutual_share, reciprocity, turns_of
from tests.indicators.worlds import World, crowd, parts


def test_of_three_dyads_one_is_mutual():
    graph = nx.DiGraph([("ada", "ben"), ("ben", "ada"), ("cyd", "ada"), ("dee", "cyd")])

    assert mutual_share(graph) == pytest.approx(1 / 3)


def test_a_community_without_ties_has_no_reciprocity():
    assert (mutual_share(nx.DiGraph()), garlaschelli_loffredo(nx.DiGraph())) == (None, None)
    assert garlaschelli_loffredo(nx.complete_graph(4, nx.DiGraph())) is None


def test_rho_is_one_where_all_is_returned_and_negative_where_nothing_is():
    """By definition (r − ā)/(1 − ā): a returned pair among four, ā = 2/12, r = 1; a cycle of three, ā = 1/2, r = 0."""
    pair = nx.DiGraph([(0, 1), (1, 0)])
    pair.add_nodes_from(range(4))

    assert garlaschelli_loffredo(pair) == pytest.approx(1)
    assert garlaschelli_loffredo(nx.DiGraph([(0, 1), (1, 2), (2, 0)])) == pytest.approx(-1)


@pytest.mark.parametrize("seed", range(5))
def test_rho_is_the_correlation_of_the_matrix_with_its_transpose(seed):
    """How Garlaschelli & Loffredo (2004) define it: over all ordered pairs of two people."""
    graph = nx.gnp_random_graph(14, 0.3, seed, directed=True)
    matrix = nx.to_numpy_array(graph)
    apart = ~np.eye(14, dtype=bool)

    assert garlaschelli_loffredo(graph) == pytest.approx(np.corrcoef(matrix[apart], matrix.T[apart])[0, 1])


def helping(pairs, returned):
    """Pairs of the crowd in which the one asks and the other answers; in the first few the asker answers back."""
    world, people = World(), crowd(12)
    told = [(one, other) for number, one in enumerate(people) for other in people[number + 1 :]][:pairs]
    for number, (one, other) in enumerate(told):
        world.ask(f"t{number}", one).reply(f"t{number}", other, one, 1)
        if number < returned:
            world.reply(f"t{number}", one, other, 2)
    return world.evidence()


def test_the_share_comes_with_its_interval_and_its_place_among_rewired_graphs():
    part = parts(reciprocity(helping(40, 30)))["mutual_share"]

    assert (part.estimate.value, part.unit_count, part.person_count) == (0.75, 40, 12)
    assert part.estimate.lower < 0.75 < part.estimate.upper
    assert part.null_percentile > 0.95


def test_twenty_nine_pairs_are_too_few():
    assert {part.status for part in reciprocity(helping(29, 3))} == {"too_few"}


def test_mentions_turn_to_people_and_the_team_among_themselves_do_not():
    world = World(team={"cyd", "dee"}).ask("t", "ada").reply("t", "cyd", "ada", 1).reply("t", "dee", "cyd", 2)

    turns = turns_of(world.evidence(mentions=[("t", "ada", "ben"), ("t", "ada", "ada")]))
    assert turns == [("t", "ada", "ben"), ("t", "cyd", "ada")]
