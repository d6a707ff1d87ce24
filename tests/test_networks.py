"""From rows of ties to graphs, for communities of nobody, one, and all."""

import math

import networkx as nx

from cop_analytics.networks import conversation, places, replies


def test_replies_keep_their_direction_and_number():
    graph = replies([("ada", "ben"), ("ada", "ben"), ("ben", "ada"), ("cyd", "cyd")])

    assert dict(graph.edges) == {("ada", "ben"): {"weight": 2}, ("ben", "ada"): {"weight": 1}}


def test_a_conversation_joins_a_pair_once():
    graph = conversation([("ada", "ben"), ("ben", "ada"), ("cyd", "ada")], ["dee"])

    assert sorted(graph.edges) == [("ada", "ben"), ("ada", "cyd")]
    assert sorted(graph.nodes) == ["ada", "ben", "cyd", "dee"]


def test_nobody_makes_an_empty_graph():
    assert conversation([]).number_of_nodes() == 0


def test_all_stand_within_the_drawing_and_who_talked_with_nobody_at_its_foot():
    """Zachary (1977): the two sides of the club stand closer to their own leader than to the other."""
    club = nx.relabel_nodes(nx.karate_club_graph(), "m{:02d}".format)
    club.add_nodes_from(["dee", "eli"])
    found = places(club)

    assert (found["dee"], found["eli"]) == ((1 / 3, 1.0), (2 / 3, 1.0))
    assert {0.0 <= each <= 1.0 for place in found.values() for each in place} == {True}
    sides = [
        (name, math.dist(found[name], found["m00"]) < math.dist(found[name], found["m33"]))
        for name in found
        if name.startswith("m")
    ]
    agree = sum(is_near == (club.nodes[name]["club"] == "Mr. Hi") for name, is_near in sides)
    assert agree >= 30


def test_the_same_network_has_the_same_places():
    ring = nx.cycle_graph(["ada", "ben", "cyd", "dee"])

    assert places(ring) == places(nx.Graph([("dee", "ada"), ("cyd", "dee"), ("cyd", "ben"), ("ben", "ada")]))


def test_nobody_stands_nowhere_and_two_stand_apart():
    assert places(conversation([])) == {}
    assert places(conversation([], ["ada"])) == {"ada": (0.5, 1.0)}
    assert len(set(places(conversation([("ada", "ben")])).values())) == 2
