"""What was planted is found, and nothing where nothing was; every estimate beside one made another way."""

import itertools

import numpy as np
import pytest
from scipy import stats

from cop_analytics.mentoring.effect import Panel, _chance, _estimates, detectable, effect, pre_trend, weights

SEEDS = range(200)
PEOPLE, BEFORE, BLOCKS = 100, 2, 4


def panel(seed, planted=0.0, *, spill=0.0):
    """A hundred people in two waves drawn by lot; counts that differ by person and season, and by what is planted.

    Two blocks before, one in which half of them are mentored, one in which all are.
    """
    chance = np.random.default_rng(seed)
    usual = chance.gamma(2.0, 1.5, PEOPLE)
    first = chance.permutation(np.repeat([BEFORE, BEFORE + 1], PEOPLE // 2))
    counts = chance.poisson(usual[:, None] * np.array([1.0, 1.2, 0.9, 1.1])).astype(float)
    mentored = np.arange(BLOCKS)[None, :] >= first[:, None]
    later = ~mentored & (np.arange(BLOCKS) >= BEFORE)[None, :]
    return Panel(counts + chance.poisson(planted, counts.shape) * mentored + spill * later, first)


def by_dummies(told):
    """The same effect by least squares with a dummy a person and a block, on people not mentored yet alone."""
    people, blocks = told.partners.shape
    free = np.arange(blocks)[None, :] < told.first[:, None]
    design = np.hstack([np.repeat(np.eye(people), blocks, 0), np.tile(np.eye(blocks), (people, 1))])
    solved = np.linalg.lstsq(design[free.ravel()], told.partners[free], rcond=None)[0]
    counted = (~free & free.any(axis=0)).ravel()
    return float((told.partners.ravel()[counted] - (design @ solved)[counted]).mean())


@pytest.mark.parametrize("seed", range(5))
def test_the_effect_is_what_dummies_of_persons_and_blocks_give(seed):
    told = panel(seed, 1.0)

    assert effect(told, seed, draws=99).value == pytest.approx(by_dummies(told))


def test_with_three_waves_too():
    chance = np.random.default_rng(3)
    told = Panel(chance.poisson(3, (60, 6)).astype(float), chance.permutation(np.repeat([2, 3, 4], [10, 20, 30])))

    assert effect(told, 1, draws=99).value == pytest.approx(by_dummies(told))


def test_with_two_waves_and_two_blocks_it_is_the_difference_of_differences():
    told = Panel(np.array([[1, 4], [3, 6], [2, 2], [2, 4]], float), np.array([1, 1, 2, 2]))

    assert effect(told, 1, draws=99).value == pytest.approx(3 - 1)


def test_the_chance_is_what_another_permutation_test_gives():
    """scipy.stats.permutation_test of the gain from the mean of the blocks before to the one in between."""
    told = panel(11, 0.4)
    gains = told.partners[:, 2] - told.partners[:, :2].mean(axis=1)
    sides = (gains[told.first == 2], gains[told.first == 3])
    other = stats.permutation_test(
        sides, lambda one, other, axis: one.mean(axis) - other.mean(axis), n_resamples=9999, vectorized=True, rng=1
    )
    found = effect(told, 5, draws=9999)

    assert found.value == pytest.approx(other.statistic)
    assert found.chance == pytest.approx(other.pvalue, abs=0.02)


def test_of_all_draws_that_chance_could_have_made_at_most_one_in_twenty_alarms():
    """Exact, by every draw of eight people into two waves: Fisher (1935). 70 draws, so at most three alarms."""
    partners = np.random.default_rng(2).poisson(3, (8, 4)).astype(float)
    early = np.array([np.isin(range(8), four) for four in itertools.combinations(range(8), 4)])
    draws = np.where(early, BEFORE, BEFORE + 1)
    estimates = _estimates(draws, partners, weights(draws[0], BLOCKS))
    chances = [_chance(np.roll(estimates, -made), np.zeros(len(draws)), 0.0) for made in range(len(draws))]

    assert 0 < sum(chance <= 0.05 for chance in chances) <= 3


@pytest.mark.slow
def test_an_effect_of_twice_the_smallest_detectable_is_found_in_four_of_five():
    least = float(np.median([detectable(panel(seed)).value for seed in SEEDS]))
    found = [effect(panel(seed, 2 * least), seed, draws=499).chance <= 0.05 for seed in SEEDS]

    assert sum(found) >= 160, (least, sum(found))


@pytest.mark.slow
def test_where_nothing_was_planted_alarms_are_at_most_one_in_twenty():
    """At most 5 %: of 200 seeds the count may exceed ten by chance, so the bound is the exact one of the binomial.

    The bench counts 10,000.
    """
    alarms = sum(effect(panel(seed), seed, draws=499).chance <= 0.05 for seed in SEEDS)

    assert stats.binomtest(alarms, len(SEEDS), 0.05, alternative="greater").pvalue > 0.05, alarms


@pytest.mark.slow
def test_the_smallest_detectable_is_found_about_four_times_in_five():
    least = float(np.median([detectable(panel(seed)).value for seed in SEEDS]))
    found = sum(effect(panel(seed, least), seed, draws=499).chance <= 0.05 for seed in SEEDS)

    assert 130 <= found <= 190, (least, found)


@pytest.mark.slow
def test_the_interval_holds_what_was_planted_nineteen_times_in_twenty():
    ends = [effect(panel(seed, 1.5), seed, draws=499) for seed in SEEDS]

    assert sum(each.lower <= 1.5 <= each.upper for each in ends) >= 182


def test_waves_that_went_apart_before_are_seen():
    told = panel(4)
    told.partners[:, 1] += 3 * (told.first == 2)

    assert pre_trend(told, 1).chance < 0.01
    assert pre_trend(panel(4), 1).chance > 0.05


def test_without_waves_or_without_a_past_nothing_can_be_told():
    everybody = Panel(np.ones((20, 4)), np.full(20, 2))
    at_once = Panel(np.ones((20, 3)), np.repeat([0, 1], 10))
    young = Panel(np.ones((20, 3)), np.repeat([1, 2], 10))

    assert (effect(everybody, 1), effect(at_once, 1), weights(everybody.first, 4)) == (None, None, None)
    assert (pre_trend(young, 1), detectable(young)) == (None, None)


def test_draws_that_all_say_the_same_give_no_end():
    told = Panel(np.ones((4, 3)), np.array([1, 1, 2, 2]))
    found = effect(told, 1, draws=99)

    assert (round(found.value, 9), found.lower, found.upper, found.chance) == (0.0, None, None, 1.0)


def test_estimates_read_means_of_waves_alone():
    told = panel(1, 1.0)
    held = weights(told.first, BLOCKS)

    assert _estimates(told.first[None, :], told.partners, held)[0] == pytest.approx(by_dummies(told))
