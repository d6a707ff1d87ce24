"""V-16: which communities share people beyond chance."""

import numpy as np
import pytest

from cop_analytics.indicators.overlap import Overlap, overlap, overlaps
from tests.indicators.worlds import World, crowd, parts


def joined(seed, communities=24, people=1200):
    """Communities that people join by chance, some people far more than others."""
    chance = np.random.default_rng(seed)
    zeal = chance.lognormal(0, 1, people)
    sizes = chance.integers(20, 120, communities)
    return {
        f"c{number:02d}": frozenset(chance.choice(people, size, replace=False, p=zeal / zeal.sum()).tolist())
        for number, size in enumerate(sizes.tolist())
    }


@pytest.mark.parametrize("seed", range(3))
def test_among_communities_joined_by_chance_none_of_276_pairs_is_beyond_it(seed):
    """Where a hypergeometric test would call two thirds of them significant."""
    found = overlaps(frozenset(joined(seed).items()))

    assert (len(found), sum(each.is_beyond_chance for each in found)) == (276, 0)


def test_two_that_share_half_their_people_are_beyond_chance():
    told = joined(0)
    told["c01"] = frozenset([*sorted(told["c00"])[:30], *range(2000, 2030)])
    (found,) = (each for each in overlaps(frozenset(told.items())) if each.is_beyond_chance)

    assert (found.one, found.other, found.shared) == ("c00", "c01", 30)


def test_jaccard_and_overlap_are_those_of_sets():
    each = Overlap("a", "b", 6, 10, 20, False)

    assert (each.jaccard, each.coefficient) == (0.25, 0.6)


def test_a_community_that_nobody_is_active_in_overlaps_with_none():
    assert overlaps(frozenset({"a": frozenset("xy"), "b": frozenset()}.items())) == ()


def test_the_share_active_elsewhere_is_of_active_members():
    world = World()
    for number, member in enumerate(crowd(20)):
        world.ask(f"t{number}", member)
    found = parts(
        overlap(world.evidence(elsewhere={"fog": frozenset(crowd(5)), "bay": frozenset({"m04", "m05", "x"})}))
    )

    assert (found["also_elsewhere"].estimate.value, found["also_elsewhere"].person_count) == (0.3, 6)
    assert found["neighbours"].band == "none"


def test_nine_active_are_too_few():
    world = World()
    for number, member in enumerate(crowd(9)):
        world.ask(f"t{number}", member)

    assert {part.status for part in overlap(world.evidence())} == {"too_few"}
