"""V-4, V-5 and V-6: ties, voice and dependence, with networkx and textbook graphs as judges."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics.estimators import thread_draws
from cop_analytics.indicators import participation, ties
from cop_analytics.indicators.dependence import (
    absence_factor,
    band,
    dependence,
    fragmentation,
    share_of_ties_lost,
)
from cop_analytics.indicators.participation import inequality, top_share
from cop_analytics.networks import conversation
from tests.indicators.worlds import World, crowd, parts


def everybody_with_everybody(number):
    """A thread for each pair, started by one and replied to by the other."""
    world = World()
    for one, other in nx.complete_graph(crowd(number)).edges:
        world.ask(f"{one}{other}", one).reply(f"{one}{other}", other, one, hours=1)
    return world


def test_in_a_clique_everybody_has_everybody():
    found = parts(ties.connectedness(everybody_with_everybody(12).evidence()))

    assert found["mean_partners"].estimate.value == 11.0
    assert found["median_partners"].estimate.value == 11.0
    assert found["repeat_tie_share"].estimate.value == 0.0


def test_krackhardts_kite_has_eighteen_ties_among_ten():
    """Krackhardt (1990): ten people, degrees 4, 4, 3, 6, 3, 5, 5, 3, 2, 1."""
    kite = nx.krackhardt_kite_graph()
    members = sorted(kite)

    assert ties.mean_partners(kite, members) == pytest.approx(3.6)
    assert ties.median_partners(kite, members) == 3.5


def test_nine_active_members_are_too_few():
    assert {part.status for part in ties.connectedness(everybody_with_everybody(9).evidence())} == {"too_few"}


def test_those_who_never_talk_to_each_other_have_no_partners():
    world = World()
    for member in crowd(12):
        world.ask(f"t{member}", member)

    found = parts(ties.connectedness(world.evidence()))
    assert found["mean_partners"].estimate.value == 0.0
    assert found["repeat_tie_share"].status == "not_applicable"


def test_a_pair_that_meets_in_two_threads_is_a_repeat_tie():
    assert ties.repeat_tie_share([("t1", "ada", "ben"), ("t2", "ada", "ben"), ("t1", "ada", "cyd")]) == 0.5


def test_the_team_is_a_node_and_no_member():
    world = World(team={"cyd"})
    for member in crowd(10):
        world.ask(f"t{member}", member).reply(f"t{member}", "cyd", member, hours=1)

    assert parts(ties.connectedness(world.evidence()))["mean_partners"].estimate.value == 1.0


talks = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(crowd(12)), st.sampled_from(crowd(12))), min_size=15, max_size=40
)


@settings(max_examples=25, deadline=None)
@given(talks)
def test_a_draw_is_the_network_rebuilt_from_the_threads_drawn(talk):
    world = World()
    for thread in sorted({thread for thread, _, _ in talk}):
        world.ask(f"t{thread}", crowd(12)[thread])
    for thread, one, other in talk:
        world.reply(f"t{thread}", one, other, hours=1)
    evidence = world.evidence(draws=8)
    threads = sorted({each.thread_id for each in evidence.contributions})
    draws = evidence.drawn(len(threads))

    means, medians, repeats = ties._drawn(evidence)

    for weights, mean, median, repeat in zip(draws, means, medians, repeats, strict=True):
        drawn = {thread for thread, weight in zip(threads, weights, strict=True) if weight}
        present = sorted({each.member_id for each in evidence.contributions if each.thread_id in drawn})
        graph = conversation([tie[1:] for tie in evidence.ties if tie[0] in drawn], present)
        assert mean == pytest.approx(ties.mean_partners(graph, present))
        assert median == pytest.approx(ties.median_partners(graph, present))
        said = ties.repeat_tie_share([tie for tie in evidence.ties if tie[0] in drawn])
        assert repeat == pytest.approx(np.nan if said is None else said, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(talks)
def test_every_value_lies_in_its_own_interval(talk):
    world = World()
    for number, (thread, one, other) in enumerate(talk):
        world.ask(f"t{thread}-{number // 3}", one).reply(f"t{thread}-{number // 3}", other, one, hours=1)
    for member in crowd(12):
        world.ask(f"own{member}", member)

    told = [part.estimate for part in ties.connectedness(world.evidence()) if part.status == "shown"]
    assert all(each.lower - 1e-9 <= each.value <= each.upper + 1e-9 for each in told)


def test_pairs_that_met_once_each_are_not_repeat_ties_in_any_draw():
    repeat = parts(ties.connectedness(everybody_with_everybody(12).evidence()))["repeat_tie_share"].estimate

    assert (repeat.value, repeat.lower, repeat.upper) == (0.0, 0.0, 0.0)


def test_each_part_counts_what_it_is_a_share_or_mean_of():
    found = parts(ties.connectedness(everybody_with_everybody(12).evidence()))

    assert {name: part.unit_count for name, part in found.items()} == {
        "mean_partners": 12,
        "median_partners": 12,
        "repeat_tie_share": 66,
    }


def test_talk_among_the_team_is_no_tie_of_members():
    world = (
        World(team={"cyd", "dee"}).ask("t", "cyd").reply("t", "dee", "cyd", hours=1).reply("t", "ada", "cyd", hours=2)
    )

    assert world.evidence().ties == [("t", "ada", "cyd")]


def test_where_all_write_alike_the_voice_is_spread():
    found = parts(inequality(everybody_with_everybody(20).evidence()))

    assert found["gini"].estimate.value == pytest.approx(0.0)
    assert found["top_tenth_share"].estimate.value == pytest.approx(0.1)
    assert found["top_tenth_share"].person_count == 2


def test_a_draw_of_contributions_is_the_tally_of_the_threads_drawn():
    world = World()
    for number, member in enumerate(crowd(20)):
        for turn in range(number % 4 + 1):
            world.ask(f"t{member}-{turn}", member).reply(f"t{member}-{turn}", "m00", member, hours=1)
    evidence = world.evidence()
    threads = sorted({each.thread_id for each in evidence.contributions})
    draws = thread_draws(len(threads), "seed", draws=5)

    for weights, tally in zip(draws, participation._written(evidence, threads, draws), strict=True):
        times = dict(zip(threads, weights.tolist(), strict=True))
        drawn = Counter(each.member_id for each in evidence.contributions for _ in range(times[each.thread_id]))
        assert dict(zip(evidence.active, tally.tolist(), strict=True)) == {
            name: drawn[name] for name in evidence.active
        }


def test_nineteen_voices_are_too_few():
    assert {part.status for part in inequality(everybody_with_everybody(19).evidence())} == {"too_few"}


def test_the_largest_share_is_of_the_largest():
    assert top_share(np.array([[1.0, 2.0, 7.0]]), 1) == pytest.approx([0.7])


@pytest.mark.parametrize(
    ("authors", "few"),
    [("", None), ("a", 1), ("aab", 1), ("aabbcc", 2), ("abcdef", 3), ("aaaaabcdef", 1)],
)
def test_the_absence_factor_is_the_fewest_who_wrote_half(authors, few):
    assert absence_factor(authors) == few


def test_a_star_loses_everything_with_its_centre():
    star = nx.star_graph(5)

    assert share_of_ties_lost(star, {0}) == 1.0
    assert share_of_ties_lost(star, {1}) == pytest.approx(0.2)
    assert share_of_ties_lost(nx.empty_graph(3), {0}) is None


def halves():
    return nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))


@pytest.mark.parametrize(
    ("ties", "leaving", "expected"),
    [
        (halves(), (), 0.556),
        (nx.krackhardt_kite_graph(), (), 0.0),
        (nx.krackhardt_kite_graph(), (7,), 1 - (7 * 6 + 2 * 1) / (9 * 8)),
        (nx.star_graph(5), (0,), 1.0),
        (nx.complete_graph(6), (0, 1), 0.0),
        (nx.empty_graph(4), (), 1.0),
        (nx.empty_graph(1), (), None),
        (nx.empty_graph(0), (), None),
    ],
    ids=[
        "two halves of ten: 1 - 2·20/90",
        "Krackhardt's kite",
        "the kite without its broker falls into seven and two",
        "a star without its centre",
        "everybody with everybody",
        "all isolated",
        "one person",
        "nobody",
    ],
)
def test_fragmentation_is_the_share_of_pairs_apart(ties, leaving, expected):
    """Borgatti (2006), CMOT 12:21, equation 4; by hand."""
    assert fragmentation(ties, leaving) == (expected if expected is None else pytest.approx(expected, abs=5e-4))


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10))
def test_fragmentation_counts_the_pairs_networkx_finds_no_path_for(edges):
    graph = nx.empty_graph(8)
    graph.add_edges_from((one, other) for one, other in edges if one != other)
    pairs = [(one, other) for one in graph for other in graph if one < other]

    apart = sum(not nx.has_path(graph, *pair) for pair in pairs)
    assert fragmentation(graph) == pytest.approx(apart / len(pairs))


@pytest.mark.parametrize(
    ("people", "words"), [(4, "fewer than 5"), (5, "5 to 9"), (19, "10 to 19"), (20, "20 or more")]
)
def test_people_are_told_in_bands(people, words):
    assert band(people) == words


def test_dependence_never_tells_a_number():
    found = dependence(everybody_with_everybody(12).evidence())

    assert [(part.part, part.status, part.estimate, part.band) for part in found] == [
        ("half_of_replies", "shown", None, "fewer than 5"),
        ("ties_of_leaders", "not_applicable", None, None),
        ("fragmentation", "shown", None, "less than a third"),
        ("fragmentation_without_leaders", "not_applicable", None, None),
    ]


def test_a_leader_in_the_middle_of_everything_is_told_in_thirds():
    world = World(leaders={"cyd"})
    for member in crowd(41):
        world.ask(f"t{member}", member).reply(f"t{member}", "cyd", member, hours=1)

    assert [part.band for part in dependence(world.evidence())] == [
        "fewer than 5",
        "more than two thirds",
        "less than a third",
        "more than two thirds",
    ]


def test_few_ties_tell_nothing_of_dependence():
    assert {part.status for part in dependence(everybody_with_everybody(9).evidence())} == {"too_few"}
