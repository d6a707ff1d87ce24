"""Whether a month differs from those before it by more than they differ among themselves."""

import numpy as np
import pytest
from scipy import stats

from cop_analytics.series import expected_by_chance, is_coarse, signal

# Wheeler & Chambers (1992), Understanding Statistical Process Control, table 3.1 in form: a steady process of 25 values.
STEADY = [10, 12, 9, 11, 10, 12, 11, 9, 10, 11, 10, 12]


def test_limits_are_the_mean_and_2_66_moving_ranges():
    """By hand: x̄ = 127 / 12 = 10.583, mR̄ = 18 / 11 = 1.636; limits 6.231 and 14.936."""
    assert [signal([*STEADY, value]) for value in (14.9, 15.0, 6.3, 6.2)] == [
        "none",
        "worth_asking",
        "none",
        "worth_asking",
    ]


def test_the_eighth_in_a_row_on_one_side_is_worth_asking():
    assert signal([11, 9] * 6 + [10.4, 10.5] * 3 + [10.4]) == "none"
    assert signal([9, 11] * 6 + [9.9] + [10.6, 10.5] * 4) == "worth_asking"


def test_with_twelve_months_history_is_building():
    assert (signal(STEADY), signal([])) == ("history_building", "history_building")


def test_months_too_coarse_for_limits_say_nothing():
    """Of eleven moving ranges, three zero are more than a fourth, two are not: by hand, x̄ ± 2.66 · mR̄ ends below 9."""
    halting, moving = [1, 1, 1, 1, *[2, 1] * 4], [1, 1, 1, *[2, 1] * 4, 2]

    assert (signal([*halting, 9]), signal([*moving, 9])) == ("none", "worth_asking")
    assert (signal([5.0] * 13), signal([5.0] * 12 + [5.1])) == ("none", "none")
    assert signal([1.0] * 12 + [0.4], "share", range(40, 53)) == "none"


def test_months_are_coarse_from_where_a_step_is_as_wide_as_a_standard_deviation():
    """Wheeler's border of chunky data; rounded normals of that width: P(two alike) = Σ (Φ(k + ½) − Φ(k − ½))² = 0.271."""
    steps = stats.norm.cdf(np.arange(-8, 8) + 0.5) - stats.norm.cdf(np.arange(-8, 8) - 0.5)
    months = np.random.default_rng(5).normal(size=20_000)

    assert (steps**2).sum() == pytest.approx(0.271, abs=0.001)
    assert [is_coarse(np.round(months * width)) for width in (0.9, 1.0, 1.25, 4.0)] == [True, True, False, False]


def test_whole_numbers_of_small_spread_signal_no_more_than_others():
    """Medians of few partners: 7 % of such charts would signal, within limits of hardly any width."""

    def medians(chance, shape):
        return np.round(2 * chance.normal(1.4, 0.3, shape)) / 2

    assert rate(medians) < 0.02


def test_a_duration_is_looked_at_as_a_logarithm():
    """Waits that double and halve: sixteen hours after months between two and eight are no surprise, on this scale."""
    waits = [2, 8, 4, 2, 8, 4, 2, 8, 4, 2, 8, 4]

    assert signal([*waits, 20], "duration") == "none"
    assert signal([*waits, 200], "duration") == "worth_asking"


def test_a_share_of_few_may_vary_more_than_one_of_many():
    shares, counts = [0.6, 0.5, 0.7, 0.6, 0.55, 0.65] * 2, [40] * 12

    assert signal([*shares, 1.0], "share", [*counts, 4]) == "none"
    assert signal([*shares, 1.0], "share", [*counts, 40]) == "worth_asking"


def rate(draw, kind="amount", counts=None, baseline=12, charts=4000):
    chance = np.random.default_rng(17)
    rows = draw(chance, (charts, baseline + 1))
    told = [signal(row, kind, () if counts is None else counts[number]) for number, row in enumerate(rows)]
    return told.count("worth_asking") / charts


def test_steady_months_signal_as_often_as_simulation_says():
    """Points outside alone: 2.0 % at twelve months before, 1.1 % at twenty; the run of eight adds a little."""
    assert rate(lambda chance, shape: chance.normal(size=shape)) == pytest.approx(0.021, abs=0.006)
    assert rate(lambda chance, shape: chance.normal(size=shape), baseline=20) == pytest.approx(0.013, abs=0.005)


def test_waits_would_signal_twice_as_often_were_they_not_logarithms():
    """Lognormal waits: 4.6 % against 2.0 %."""
    waits = lambda chance, shape: chance.lognormal(0, 0.7, shape)  # noqa: E731

    assert rate(waits) > 0.04
    assert rate(waits, "duration") == pytest.approx(0.021, abs=0.006)


def test_shares_of_varying_numbers_signal_no_more_than_others():
    counts = np.random.default_rng(3).integers(8, 80, (4000, 13))
    shares = lambda chance, shape: chance.binomial(counts, 0.6) / counts  # noqa: E731

    assert rate(shares, "share", counts) == pytest.approx(0.021, abs=0.007)


def test_of_six_hundred_charts_twelve_signal_by_chance():
    assert (expected_by_chance(600), expected_by_chance(0)) == (12, 0)
