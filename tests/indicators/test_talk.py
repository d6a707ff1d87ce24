"""Every number of a window's conversation beside its definition on a networkx graph, on random and on odd graphs."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics import counting, kernels
from cop_analytics.indicators.boundaries import mixing
from cop_analytics.indicators.bridging import joining
from cop_analytics.indicators.dependence import absence_factor, fragmentation, share_of_ties_lost
from cop_analytics.indicators.evidence import Attributes
from cop_analytics.indicators.reciprocity import garlaschelli_loffredo, mutual_share, turns_of
from cop_analytics.indicators.structure import joined
from cop_analytics.indicators.talk import said
from cop_analytics.indicators.ties import repeat_tie_share
from cop_analytics.networks import conversation
from tests.indicators.worlds import World

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
TEAM, LEADERS = {"ada"}, {"ben", "cyd"}
NAMES = ["ada", "ben", "cyd", "dee", "eli", *(f"m{number:02d}" for number in range(20))]
UNITS = {
    name: Attributes("other" if number == 7 else "abc"[number % 3], "", "", None)
    for number, name in enumerate(NAMES[2:])
}
turns = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans()), max_size=90
)

graphs = st.one_of(
    st.sampled_from(list(ODD.values())),
    st.builds(nx.gnp_random_graph, st.integers(0, 14), st.floats(0, 0.6), seed=st.integers(0, 9999)),
)


def told(graph, leaders=()):
    """The graph by names, and the same by number."""
    named = nx.relabel_nodes(graph, lambda number: f"m{number:02d}")
    pairs = [(min(pair), max(pair)) for pair in named.edges]
    return conversation(pairs, named), joined(pairs, named, leaders)


@settings(deadline=None)
@given(graphs, st.sets(st.integers(0, 13)))
def test_what_holds_without_some_people_is_as_in_the_graph(graph, leaving):
    leaders = {f"m{number:02d}" for number in leaving}
    ties, talk = told(graph, leaders)

    assert talk.fragmentation == pytest.approx(fragmentation(ties))
    assert talk.fragmentation_without_leaders == pytest.approx(fragmentation(ties, leaders))
    assert talk.share_of_ties_lost == pytest.approx(share_of_ties_lost(ties, leaders))
    pieces = {frozenset(piece) for piece in nx.connected_components(ties)}
    of = dict(zip(talk.names, talk.pieces.tolist(), strict=True))
    assert {frozenset(who for who in ties if of[who] == number) for number in of.values()} == pieces


@settings(deadline=None)
@given(graphs, st.integers(1, 4))
def test_who_joins_others_is_as_in_the_graph(graph, least):
    ties, talk = told(graph)

    found = {person for person, cut in zip(talk.names, talk.cut_off, strict=True) if cut >= least}
    assert found == joining(ties, least)


@settings(deadline=None)
@given(graphs)
def test_depths_partners_and_constraint_are_as_in_the_graph(graph):
    ties, talk = told(graph)

    assert dict(zip(talk.names, talk.depths.tolist(), strict=True)) == nx.core_number(ties)
    own = list(dict(ties.degree()).values())
    assert (talk.counts.mean_partners, talk.counts.median_partners) == pytest.approx(
        (np.mean(own), np.median(own)) if own else (np.nan, np.nan), nan_ok=True
    )
    constraint = [each for each in nx.constraint(ties).values() if not np.isnan(each)] if ties else []
    assert talk.median_constraint == (pytest.approx(np.median(constraint)) if constraint else None)


@pytest.mark.parametrize("graph", ODD.values(), ids=ODD)
def test_compiled_or_not_the_bits_are_the_same(graph):
    _, talk = told(graph, {"m01", "m03"})
    rows = kernels.partners_of(talk.ties, len(talk.people))

    for loop, words in (
        (kernels.components, (talk.ties, ~talk.is_leader)),
        (kernels.core_numbers, rows),
        (kernels.cut_off, rows),
        (kernels.constraints, (talk.ties, np.ones((len(talk.ties), 1), np.bool_), len(talk.people))),
        (counting.apart, (talk.pieces,)),
    ):
        _same(loop(*words), loop.__wrapped__(*words))


@settings(deadline=None, max_examples=20)
@given(turns)
def test_compiled_or_not_what_was_said_counts_the_same(turned):
    told = said(
        [(f"t{thread}", one) for thread, one, _, _ in turned],
        [(f"t{thread}", *both) for thread, *both, is_reply in turned if is_reply],
        [(f"t{thread}", *both) for thread, *both, is_reply in turned if not is_reply],
        {name: found.unit for name, found in UNITS.items()},
    )
    turns_told = told.sources, told.targets, told.replies, told.pairs, told.meetings, told.ends, told.meeting_count
    found = counting.turned(*turns_told, told.among(TEAM))
    people, active, replies, ties, threads, ways = found

    _same(found, counting.turned.__wrapped__(*turns_told, told.among(TEAM)))
    for loop, words in (
        (counting.counted, (active, told.among(LEADERS)[people], replies, ties, threads, ways)),
        (counting.crossing, (ties, active, told.unit_of[people], told.units.other, 10, 5)),
        (counting.as_of, (*told.units[:3], told.end, len(told.seats))),
        (counting.slots, (told.sources,)),
    ):
        _same(loop(*words), loop.__wrapped__(*words))


def _same(one, other):
    for each, beside in zip(one, other, strict=True) if isinstance(one, tuple) else [(one, other)]:
        np.testing.assert_array_equal(each, beside)


@settings(deadline=None)
@given(turns, st.lists(st.tuples(st.integers(0, 8), st.sampled_from(NAMES)), max_size=40))
def test_whatever_was_said_the_numbers_are_those_of_its_graphs(turned, wrote):
    """Counted by sets of names and networkx's graphs, as each indicator is defined."""
    world = World(LEADERS, TEAM)
    for thread, name in wrote:
        world.ask(f"t{thread}", name)
    for thread, one, other, is_reply in turned:
        if is_reply:
            world.reply(f"t{thread}", one, other, 1)
    mentions = [(f"t{thread}", one, other) for thread, one, other, is_reply in turned if not is_reply]
    evidence = world.evidence(mentions, attributes=UNITS)
    found = evidence.structure
    arcs = nx.DiGraph({turn[1:] for turn in turns_of(evidence)})
    talk, active = conversation([tie[1:] for tie in evidence.ties], evidence.active), set(evidence.active)

    assert (found.names, [name for name, own in zip(found.names, found.active, strict=True) if own]) == (
        sorted(talk),
        evidence.active,
    )
    arcs.add_nodes_from(talk)
    assert (found.mutual_share, found.rho) == (mutual_share(arcs), garlaschelli_loffredo(arcs))
    assert found.repeat_tie_share == repeat_tie_share(evidence.ties)
    assert (found.share_of_ties_lost, found.fragmentation) == pytest.approx(
        (share_of_ties_lost(talk, LEADERS), fragmentation(talk)), nan_ok=True
    )
    assert found.fragmentation_without_leaders == pytest.approx(fragmentation(talk, LEADERS))
    mutual = {arc for arc in arcs.edges if arc[::-1] in arcs.edges}
    authors = [reply.from_member_id for reply in evidence.replies if reply.from_member_id not in TEAM]
    assert found.counts[:8] == (
        len(mutual) // 2,
        sum(degree > 0 for _, degree in talk.degree()),
        len({name for arc in mutual for name in arc}),
        len(active),
        round((repeat_tie_share(evidence.ties) or 0) * len(found.ties)),
        len(set(authors)),
        absence_factor(authors) or 0,
        sum(bool(LEADERS & set(tie)) for tie in talk.edges),
    )
    own = talk.subgraph(active)
    assert (len(found.own_ties), found.own_people) == (own.number_of_edges(), sum(d > 0 for _, d in own.degree()))
    mixed = mixing(evidence)
    across = [pair for pair in mixed.pairs if mixed.units[pair[0]] != mixed.units[pair[1]]]
    most = Counter(name for pair in across for name in pair)
    few = set(sorted(most, key=lambda name: (-most[name], name))[:5])
    assert found.crossing[:6] == (
        len(mixed.pairs),
        len({name for pair in mixed.pairs for name in pair}),
        len(across),
        len(most),
        sum(bool(few & set(pair)) for pair in across),
        mixed.is_enough,
    )
    assert sorted(size for size in found.crossing.merged.tolist() if size) == sorted(
        Counter(mixed.units.values()).values()
    )
