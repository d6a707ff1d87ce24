"""How often the network evaluation finds what was planted, and how often it alarms where nothing was."""

from functools import cache

import numpy as np
from scipy import stats

from cop_analytics import bank, warehouse
from cop_analytics.mentoring import network
from cop_analytics.mentoring.effect import LEVEL, Panel, detectable, effect
from tests.mentoring.test_effect import panel
from tests.mentoring.test_planted import evaluated

NULL_SEEDS, PLANTED_SEEDS = 10_000, 200
DRAWS = 499
OTHER_STREAM = 10**9
"""The waves are drawn anew from another stream than that which made the panel."""


@cache
def _of_the_bank():
    """What the bank's mentees would have done without mentoring."""
    with warehouse.connect(":memory:") as con:
        evaluated(con, bank.Bank(without=("mentored",)))
        told = network._cohort(con, "digital-2025")
    assert told is not None
    return told.panel


def bank_panel(seed, planted=0.0):
    """The bank's own mentees, their waves drawn by lot; `planted` more partners a block, Poisson, once mentored."""
    chance, told = np.random.default_rng(seed), _of_the_bank()
    first = chance.permutation(told.first)
    mentored = np.arange(told.partners.shape[1])[None, :] >= first[:, None]
    return Panel(told.partners + chance.poisson(planted, mentored.shape) * mentored, first)


def _found(panels):
    return sum(effect(each, OTHER_STREAM + seed, DRAWS).chance <= LEVEL for seed, each in enumerate(panels))


def false_alarms(drawn=panel):
    """Share of seeds with nothing planted in which the chance is 0.05 or less, with its exact 95 % interval."""
    alarms = _found(drawn(seed) for seed in range(NULL_SEEDS))
    ends = stats.binomtest(alarms, NULL_SEEDS).proportion_ci()
    return f"{alarms / NULL_SEEDS:.1%} (95 %: {ends.low:.1%} to {ends.high:.1%}) of {NULL_SEEDS:,} seeds"


def found(drawn=panel, times=2):
    """In how many seeds an effect of so many times the smallest detectable one has a chance of 0.05 or less."""
    least = float(np.median([detectable(drawn(seed)).value for seed in range(PLANTED_SEEDS)]))
    return f"{_found(drawn(seed, times * least) for seed in range(PLANTED_SEEDS))} of {PLANTED_SEEDS} seeds"
