"""V-14: whether talk crosses units more or less than their sizes imply."""

from collections import Counter
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from cop_analytics.indicators.boundaries import cross_unit, expected, mixing, unit_pairs
from cop_analytics.indicators.evidence import Attributes
from tests.indicators.worlds import World, crowd, parts


def talking(sizes, pairs):
    """Units of these sizes; the pairs, given by numbers of people, each talk in a thread of their own."""
    people = crowd(sum(sizes))
    unit = [name for name, size in zip("abcdef", sizes, strict=False) for _ in range(size)]
    world = World()
    for number, member in enumerate(people):
        world.ask(f"own{number}", member)
    for number, (one, other) in enumerate(pairs):
        world.ask(f"t{number}", people[one], 5).reply(f"t{number}", people[other], people[one], 6)
    attributes = {member: Attributes(unit[number], "Europe", "staff", "UTC") for number, member in enumerate(people)}
    return world.evidence(attributes=attributes)


def within_and_across(within, across):
    """Two units of fifteen: so many pairs inside one of them, so many between them."""
    inside = [(one, other) for one in range(15) for other in range(one)][:within]
    between = [(one, 15 + other) for one in range(15) for other in range(15)][:across]
    return talking((15, 15), inside + between)


def test_the_share_that_crosses_and_the_index_say_the_same():
    """Krackhardt & Stern (1988): (E − I) / (E + I) = (15 − 45) / 60."""
    found = parts(cross_unit(within_and_across(45, 15)))

    assert found["external_share"].estimate.value == 0.25
    assert found["ei"].estimate.value == -0.5
    assert found["external_share"].null_percentile < 0.01


def test_without_draws_the_share_is_the_same_and_nothing_is_said_of_chance():
    """As in a week between two quarters' ends."""
    found = parts(cross_unit(replace(within_and_across(45, 15), draws=0)))

    assert found["external_share"].estimate.value == 0.25
    assert found["external_share"].null_percentile is None


@pytest.mark.parametrize(("sizes", "index"), [((30, 30), 0.02), ((50, 10), -0.44), ((20, 20, 20), 0.36)])
def test_what_sizes_alone_make_is_known_exactly(sizes, index):
    """1 − 2 Σ n(n − 1) / N(N − 1), as figured for units of 30 and 30, of 50 and 10, of three times 20."""
    mixed = mixing(talking(sizes, [(number, (7 * number + 1) % 60) for number in range(60)]))
    estimate = expected(sizes, mixed.dealt @ mixed.is_external / len(mixed.pairs))

    assert 2 * estimate.value - 1 == pytest.approx(index, abs=0.006)
    assert estimate.lower < estimate.value < estimate.upper


def test_shuffling_finds_on_average_what_sizes_make():
    mixed = mixing(within_and_across(30, 30))
    by_chance = mixed.dealt @ mixed.is_external / len(mixed.pairs)

    assert by_chance.mean() == pytest.approx(
        expected([*Counter(mixed.units.values()).values()], by_chance).value, abs=0.005
    )


def test_forty_ties_are_known_to_a_quarter():
    """The band of 40 ties between units of 30 and 30: about ± 0.25 around 0.02, in E–I."""
    chance = np.random.default_rng(5)
    pairs = {tuple(sorted(chance.choice(60, 2, replace=False))) for _ in range(48)}
    mixed = mixing(talking((30, 30), sorted(pairs)[:40]))
    estimate = expected((30, 30), mixed.dealt @ mixed.is_external / 40)

    assert 2 * (estimate.upper - estimate.lower) / 2 == pytest.approx(0.25, abs=0.06)


def test_a_unit_of_nine_is_other_and_one_unit_is_no_border():
    mixed = mixing(talking((15, 9), [(0, 20)]))

    assert set(mixed.units.values()) == {"a", "other"}
    assert {part.status for part in cross_unit(talking((15, 9), []))} == {"too_few"}


def test_thirty_nine_ties_are_too_few():
    assert {part.status for part in cross_unit(within_and_across(20, 19))} == {"too_few"}


def test_barred_pairs_are_no_part_of_it():
    evidence = within_and_across(45, 15)
    barred = frozenset([frozenset(("m00", "m15"))])

    assert len(mixing(evidence, barred).pairs) == 59


def test_units_in_pairs_add_up_to_all_ties_and_are_those_of_networkx():
    evidence = within_and_across(40, 20)
    told = {(one, other): ties for one, other, ties, *_ in unit_pairs(evidence)}
    graph = nx.Graph(mixing(evidence).pairs)
    nx.set_node_attributes(graph, mixing(evidence).units, "unit")
    matrix = nx.attribute_mixing_dict(graph, "unit")

    assert told == {("a", "a"): 40, ("a", "b"): 20, ("b", "b"): 0}
    assert (matrix["a"]["a"] // 2, matrix["a"]["b"]) == (40, 20)
    assert [people for *_, people in unit_pairs(evidence)] == [10, 17, 0]
