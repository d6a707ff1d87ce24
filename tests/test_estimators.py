"""Estimates against values that others published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cop_analytics.estimators import between, gini, jeffreys, kaplan_meier, thread_draws, wilson

# Freireich et al. (1963), remission in weeks under 6-MP, as in Kalbfleisch & Prentice and Collett; + is censored.
SIX_MP = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0)]
SIX_MP += [(20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]


def six_mp(level=0.95):
    return kaplan_meier([weeks for weeks, _ in SIX_MP], [bool(event) for _, event in SIX_MP], level)


def test_wilson_of_four_in_five_is_as_in_the_textbook():
    estimate = wilson(4, 5)

    assert (estimate.lower, estimate.upper) == pytest.approx((0.376, 0.964), abs=5e-4)


def test_wilson_of_nothing_says_nothing():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("weeks", "survival"), [(6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)]
)
def test_the_survival_curve_is_that_of_the_leukaemia_trial(weeks, survival):
    assert 1 - six_mp().happened_by(weeks).value == pytest.approx(survival, abs=5e-4)


@pytest.mark.parametrize(
    ("weeks", "low", "high"),
    [
        (6, 0.6197, 0.9516),
        (7, 0.5631, 0.9228),
        (10, 0.5032, 0.8894),
        (13, 0.4316, 0.8491),
        (16, 0.3675, 0.8049),
        (22, 0.2678, 0.7468),
        (23, 0.1881, 0.6801),
    ],
)
def test_the_log_log_band_is_that_of_the_textbook(weeks, low, high):
    """Stata's `sts list` of these data, which R's survfit(conf.type="log-log") gives too."""
    estimate = six_mp().happened_by(weeks)

    assert (1 - estimate.upper, 1 - estimate.lower) == pytest.approx((low, high), abs=5e-5)


def test_the_median_is_that_of_the_trial():
    """R: survfit gives median 23, 95 % log-log interval 13 to NA."""
    median = six_mp().median()

    assert (median.value, median.lower, median.upper) == (23.0, 13.0, None)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@pytest.mark.parametrize("level", [0.9, 0.95])
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=40))
def test_the_curve_and_its_band_are_scipys(level, waits):
    times, ended = zip(*waits, strict=True)
    curve = stats.ecdf(stats.CensoredData.right_censored(np.array(times, float), ~np.array(ended))).sf
    band = curve.confidence_interval(level, method="log-log")

    found = kaplan_meier(times, ended, level)
    expected = (curve.quantiles, curve.probabilities, band.low.probabilities, band.high.probabilities)
    for own, theirs in zip((found.times, found.share, found.low, found.high), expected, strict=True):
        assert own == pytest.approx(theirs, abs=1e-12, nan_ok=True)


def test_a_median_that_is_not_reached_is_not_made_up():
    assert kaplan_meier([5, 6, 7, 8], [True, False, False, False]).median() is None


def test_nobody_waits_no_curve():
    assert kaplan_meier([], []) is None


def test_before_the_first_event_nothing_happened_to_those_at_risk():
    """By hand, Wilson of 0 in 21: upper end z² / (n + z²) = 3.8415 / 24.8415."""
    estimate = six_mp().happened_by(1)

    assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx((0.0, 0.0, 0.15464), abs=1e-5)


def test_when_it_happened_to_all_the_interval_is_that_of_so_many():
    """By hand, Wilson of 4 in 4: lower end n / (n + z²) = 4 / 7.8415."""
    estimate = kaplan_meier([1, 2, 3, 4], [True] * 4).happened_by(4)

    assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx((1.0, 0.51011, 1.0), abs=1e-5)


def test_beyond_the_longest_wait_nothing_is_said():
    curve = kaplan_meier([1, 2, 3], [True, False, False])

    assert curve.happened_by(3).value == pytest.approx(1 / 3)
    assert curve.happened_by(4) is None


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([1, 1, 1, 1], 0.0),
        ([0, 0, 0, 9], np.nan),
        ([1, 9], 0.8),
        ([1, 2, 3], 2 / 9 * 3 / 2),
        ([0, 0, 1, 2, 3], 2 / 9 * 3 / 2),
    ],
    ids=[
        "all alike",
        "one alone",
        "two: (9-1)/(9+1), corrected by 2/1 is .8",
        "by hand: raw 2/9, corrected by 3/2",
        "who did not write is not counted",
    ],
)
def test_gini_counts_those_who_wrote(amounts, expected):
    assert gini(np.array([amounts], float)) == pytest.approx([expected], nan_ok=True)


def test_draws_are_the_same_for_the_same_words_and_others_for_others():
    one, same, other = (thread_draws(9, "harbour", "V-4", week, draws=50) for week in (1, 1, 2))

    assert (one == same).all()
    assert (one != other).any()
    assert one.sum(axis=1).tolist() == [9] * 50


def test_an_interval_is_the_fifth_and_ninety_fifth_percentile():
    assert between(50.0, np.arange(101, dtype=float)).lower == 5.0
    assert between(50.0, np.arange(101, dtype=float)).upper == 95.0
    assert between(50.0, np.array([np.nan])).lower is None


def test_draws_that_lie_elsewhere_tell_only_how_far_they_spread():
    estimate = between(60.0, np.arange(101, dtype=float))

    assert (estimate.lower, estimate.upper) == (15.0, 105.0)


def test_an_interval_of_a_share_ends_at_nothing_and_at_all():
    drawn = np.linspace(0.2, 0.8, 101)

    assert between(0.95, drawn, 1.0).upper == 1.0
    assert between(0.05, drawn, 1.0).lower == 0.0


@given(st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_value_lies_in_its_own_interval(value, drawn):
    estimate = between(value, np.array(drawn), 1.0)

    assert estimate.lower - 1e-12 <= value <= estimate.upper + 1e-12


@pytest.mark.parametrize(
    ("successes", "limits"), [(0, (0, 0.292)), (1, (0.016, 0.501)), (2, (0.065, 0.648)), (7, (0.708, 1))]
)
def test_jeffreys_limits_are_the_published_ones(successes, limits):
    """Brown, Cai & DasGupta (2001), Statistical Science 16:101, table 5, n = 7; the last mirrors the first."""
    found = jeffreys(successes, 7)

    assert (round(found.lower, 3), round(found.upper, 3)) == limits


def test_of_nobody_tried_there_is_no_share():
    assert jeffreys(0, 0) is None
