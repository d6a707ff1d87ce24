"""With every defence on nothing is worked out about one to four people; with each one off, something is."""

import pytest

from tests.attack.adversary import attacks, shown_share
from tests.attack.banks import bank, releases, without

SEEDS, QUARTERS = range(5), 4
BITES = {
    "threshold": "singling out",
    "dominance": "nearly one voice",
    "sums": "margins",
    "totals": "quarters",
    "rounding": "levels",
    "homogeneity": "homogeneity",
}


def found(seeds=SEEDS, **changes):
    worlds = [bank(seed, QUARTERS) for seed in seeds]
    return [each for world in worlds for each in attacks(world, releases(world, **changes))]


def test_with_every_defence_on_nothing_is_found_and_most_is_shown():
    worlds = [bank(seed, QUARTERS) for seed in SEEDS]
    told = [releases(world) for world in worlds]

    assert [each for world, one in zip(worlds, told, strict=True) for each in attacks(world, one)] == []
    assert sum(map(shown_share, told)) / len(told) >= 0.6


@pytest.mark.parametrize("defence", BITES)
def test_with_a_defence_off_the_bench_bites(defence):
    with without(defence):
        kinds = {each.attack for each in found()}

    assert BITES[defence] in kinds


def test_without_carrying_over_who_left_is_found_by_subtraction():
    assert "subtraction" in {each.attack for each in found(carries_over=False)}
