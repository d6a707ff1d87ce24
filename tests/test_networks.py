"""From rows of ties to graphs, for communities of nobody, one, and all."""

from cop_analytics.networks import conversation, replies


def test_replies_keep_their_direction_and_number():
    graph = replies([("ada", "ben"), ("ada", "ben"), ("ben", "ada"), ("cyd", "cyd")])

    assert dict(graph.edges) == {("ada", "ben"): {"weight": 2}, ("ben", "ada"): {"weight": 1}}


def test_a_conversation_joins_a_pair_once():
    graph = conversation([("ada", "ben"), ("ben", "ada"), ("cyd", "ada")], ["dee"])

    assert sorted(graph.edges) == [("ada", "ben"), ("ada", "cyd")]
    assert sorted(graph.nodes) == ["ada", "ben", "cyd", "dee"]


def test_nobody_makes_an_empty_graph():
    assert conversation([]).number_of_nodes() == 0
