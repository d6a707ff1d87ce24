"""V-19 and V-24, for analysts alone."""

import networkx as nx
import numpy as np
import pytest

from cop_analytics import estimators
from cop_analytics.indicators import mixing
from cop_analytics.indicators.evidence import Attributes
from cop_analytics.indicators.mixing import assortative_mixing, assortativity, cohesion, grouped
from tests.indicators.worlds import World, crowd, parts


def test_of_two_equal_halves_five_ninths_of_pairs_are_apart():
    """Borgatti (2006), two groups of five: 1 − 2·20/90; here of ten each: 1 − 2·90/380."""
    world = World()
    people = crowd(20)
    for number, member in enumerate(people):
        world.ask(f"t{number}", member)
        other = people[(number + 1) % 10 + 10 * (number >= 10)]
        world.reply(f"t{number}", other, member, 1)
    found = parts(cohesion(world.evidence()))

    assert found["connected"].estimate.value == 0.5
    assert found["fragmentation"].estimate.value == pytest.approx(1 - 180 / 380)


def test_nineteen_active_are_too_few():
    world = World()
    for number, member in enumerate(crowd(19)):
        world.ask(f"t{number}", member)

    assert {part.status for part in cohesion(world.evidence())} == {"too_few"}


@pytest.mark.parametrize("seed", range(6))
def test_assortativity_is_networkxs(seed):
    chance = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(25, 0.25, seed)
    labels = chance.integers(0, 3, 25)
    nx.set_node_attributes(graph, dict(enumerate(labels.tolist())), "group")
    one, other = np.array(graph.edges).T

    found = assortativity(labels[None, :], one, other)[0]
    assert found == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"))


def test_groups_of_nine_are_other():
    values = {f"a{number}": "north" for number in range(10)} | {f"b{number}": "south" for number in range(9)}

    assert sorted(set(grouped(values).values())) == ["north", "other"]


def test_regions_that_keep_to_themselves_are_seen_to():
    """Two regions of twelve, forty-two pairs inside one of them each time: r = 1, and no dealing does as much."""
    people, world = crowd(24), World()
    for number, member in enumerate(people):
        world.ask(f"own{number}", member)
    pairs = [(one, other) for half in (0, 12) for one in range(half, half + 7) for other in range(half, one)]
    for number, (one, other) in enumerate(pairs):
        world.ask(f"t{number}", people[one], 5).reply(f"t{number}", people[other], people[one], 6)
    told = {m: Attributes("risk", "NS"[number >= 12], "staff", "UTC") for number, m in enumerate(people)}
    found = parts(assortative_mixing(world.evidence(attributes=told)))

    assert (found["region"].estimate.value, found["region"].null_percentile) == (1.0, 1.0)
    assert (found["zone"].status, found["tier"].status) == ("too_few", "too_few")


def test_in_each_draw_of_threads_assortativity_is_networkxs():
    """Newman's coefficient by `networkx.attribute_assortativity_coefficient`, on the ties of the threads drawn."""
    chance = np.random.default_rng(5)
    groups = {f"m{number}": number % 3 for number in range(12)}
    ties = [(f"t{number % 9}", *sorted(chance.choice(list(groups), 2, replace=False).tolist())) for number in range(60)]
    threads, pairs, seats = (
        sorted({tie[0] for tie in ties}),
        sorted({tie[1:] for tie in ties}),
        sorted(groups),
    )
    labels = np.array([groups[member] for member in seats])
    ends = tuple(np.array([seats.index(pair[end]) for pair in pairs]) for end in (0, 1))
    draws = estimators.thread_draws(len(threads), "mixing", draws=20)

    for drawn, told in zip(draws, mixing._drawn(ties, pairs, labels, ends, draws), strict=True):
        talk = nx.Graph([tie[1:] for tie in ties if drawn[threads.index(tie[0])]])
        nx.set_node_attributes(talk, groups, "group")
        assert told == pytest.approx(nx.attribute_assortativity_coefficient(talk, "group"))
