"""Every number of a window's conversation beside its definition on a networkx graph, on random and on odd graphs."""

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics import kernels
from cop_analytics.indicators.bridging import joining
from cop_analytics.indicators.dependence import fragmentation, share_of_ties_lost
from cop_analytics.indicators.partners import joined
from cop_analytics.networks import conversation

ODD = {
    "nobody": nx.empty_graph(0),
    "people without ties": nx.empty_graph(3),
    "one tie": nx.path_graph(2),
    "a star": nx.star_graph(6),
    "a path": nx.path_graph(7),
    "a clique": nx.complete_graph(6),
    "a barbell": nx.barbell_graph(4, 2),
    "two pieces": nx.disjoint_union(nx.cycle_graph(4), nx.star_graph(3)),
    "a kite": nx.krackhardt_kite_graph(),
}
graphs = st.one_of(
    st.sampled_from(list(ODD.values())),
    st.builds(nx.gnp_random_graph, st.integers(0, 14), st.floats(0, 0.6), seed=st.integers(0, 9999)),
)


def told(graph):
    """The graph by names, and the same by number."""
    named = nx.relabel_nodes(graph, lambda number: f"m{number:02d}")
    pairs = [(min(pair), max(pair)) for pair in named.edges]
    return conversation(pairs, named), joined(pairs, named)


@settings(deadline=None)
@given(graphs, st.sets(st.integers(0, 13)))
def test_what_holds_without_some_people_is_as_in_the_graph(graph, leaving):
    ties, talk = told(graph)
    leaders = {f"m{number:02d}" for number in leaving}

    assert talk.fragmentation(leaders) == pytest.approx(fragmentation(ties, leaders))
    assert talk.share_of_ties_lost(leaders) == pytest.approx(share_of_ties_lost(ties, leaders))
    staying = ties.subgraph(set(ties) - leaders)
    pieces = {frozenset(piece) for piece in nx.connected_components(staying)}
    of = dict(zip(talk.people, talk.pieces(leaders).tolist(), strict=True))
    assert {frozenset(who for who in staying if of[who] == number) for number in of.values() if number >= 0} == pieces
    assert {who for who, number in of.items() if number < 0} == leaders & set(ties)


@settings(deadline=None)
@given(graphs, st.integers(1, 4))
def test_who_joins_others_is_as_in_the_graph(graph, least):
    ties, talk = told(graph)

    found = {person for person, cut in zip(talk.people, talk.cut_off, strict=True) if cut >= least}
    assert found == joining(ties, least)


@settings(deadline=None)
@given(graphs)
def test_depths_and_partners_are_as_in_the_graph(graph):
    ties, talk = told(graph)

    assert dict(zip(talk.people, talk.depths.tolist(), strict=True)) == nx.core_number(ties)
    assert dict(zip(talk.people, talk.degrees.tolist(), strict=True)) == dict(ties.degree())


@pytest.mark.parametrize("graph", ODD.values(), ids=ODD)
def test_compiled_or_not_the_bits_are_the_same(graph):
    _, talk = told(graph)
    stays = ~talk.among({"m01", "m03"})

    for loop, words in (
        (kernels.components, (talk.ties, stays)),
        (kernels.core_numbers, talk.rows),
        (kernels.cut_off, talk.rows),
    ):
        assert loop(*words).tolist() == loop.__wrapped__(*words).tolist()
