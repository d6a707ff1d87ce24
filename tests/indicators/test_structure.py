"""V-4, V-5 and V-6: ties, voice and dependence, with networkx and textbook graphs as judges."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics.estimators import thread_draws
from cop_analytics.indicators import ties
from cop_analytics.indicators.dependence import absence_factor, band, dependence, share_of_ties_lost
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
    evidence = world.evidence()
    threads = sorted({each.thread_id for each in evidence.contributions})
    draws = thread_draws(len(threads), "seed", draws=8)

    means, medians, _ = ties._drawn(evidence, threads, sorted({tie[1:] for tie in evidence.ties}), draws)

    for weights, mean, median in zip(draws, means, medians, strict=True):
        drawn = {thread for thread, weight in zip(threads, weights, strict=True) if weight}
        present = sorted({each.member_id for each in evidence.contributions if each.thread_id in drawn})
        graph = conversation([tie[1:] for tie in evidence.ties if tie[0] in drawn], present)
        assert mean == pytest.approx(ties.mean_partners(graph, present))
        assert median == pytest.approx(ties.median_partners(graph, present))


def test_where_all_write_alike_the_voice_is_spread():
    found = parts(inequality(everybody_with_everybody(20).evidence()))

    assert found["gini"].estimate.value == pytest.approx(0.0)
    assert found["top_tenth_share"].estimate.value == pytest.approx(0.1)
    assert found["top_tenth_share"].person_count == 2


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
    ]


def test_few_ties_tell_nothing_of_dependence():
    assert {part.status for part in dependence(everybody_with_everybody(9).evidence())} == {"too_few"}
