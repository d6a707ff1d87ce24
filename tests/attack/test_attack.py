"""With every defence on nothing is worked out about one to four people; with each one off, something is."""

import pytest

from tests.attack.adversary import attacks, shown_share
from tests.attack.banks import bank, laid, releases, without

SEEDS, QUARTERS = (1, 3, 4), 4
BITES = {
    "threshold": (3, "singling out"),
    "dominance": (4, "nearly one voice"),
    "sums": (3, "solving posts"),
    "rounding": (1, "solving level"),
    "coarse shares": (1, "solving move"),
    "homogeneity": (3, "homogeneity"),
}


@pytest.fixture(scope="module")
def worlds():
    return {seed: bank(seed, QUARTERS) for seed in SEEDS}


@pytest.fixture(scope="module")
def tables(worlds):
    return {seed: laid(world) for seed, world in worlds.items()}


def test_with_every_defence_on_nothing_is_found_and_most_is_shown(worlds, tables):
    told = {seed: releases(tables[seed]) for seed in SEEDS}

    assert [each for seed in SEEDS for each in attacks(worlds[seed], told[seed])] == []
    assert sum(map(shown_share, told.values())) / len(told) >= 0.6


@pytest.mark.parametrize("defence", ("sums", "coarse shares"))
def test_the_audit_mends_what_another_defence_leaves_open(defence, worlds, tables):
    seed, kind = BITES[defence]
    with without(defence):
        found = attacks(worlds[seed], releases(tables[seed]))

    assert kind not in {each.attack for each in found}


@pytest.mark.parametrize("defence", BITES)
def test_with_a_defence_off_the_bench_bites(defence, worlds, tables):
    seed, kind = BITES[defence]
    with without(defence):
        found = attacks(worlds[seed], releases(tables[seed], is_audited=False))

    assert kind in {each.attack for each in found}


def test_without_carrying_over_who_left_is_found_by_subtraction(worlds, tables):
    found = attacks(worlds[1], releases(tables[1], carries_over=False))

    assert "subtraction" in {each.attack for each in found}
