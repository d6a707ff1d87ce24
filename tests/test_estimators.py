"""Estimates against values that others published."""

import numpy as np
import pytest

from cop_analytics.estimators import between, gini, kaplan_meier, thread_draws, wilson

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


def test_the_log_log_band_is_that_of_the_textbook():
    """Collett, Modelling Survival Data, and R's survfit(conf.type="log-log"): at 6 weeks 0.620 to 0.952."""
    estimate = six_mp().happened_by(6)

    assert (1 - estimate.upper, 1 - estimate.lower) == pytest.approx((0.620, 0.952), abs=1e-3)


def test_the_median_is_that_of_the_trial():
    """R: survfit gives median 23, 95 % log-log interval 13 to NA."""
    median = six_mp().median()

    assert (median.value, median.lower, median.upper) == (23.0, 13.0, None)


def test_a_median_that_is_not_reached_is_not_made_up():
    assert kaplan_meier([5, 6, 7, 8], [True, False, False, False]).median() is None


def test_nobody_waits_no_curve():
    assert kaplan_meier([], []) is None


def test_before_the_first_event_nothing_happened():
    assert six_mp().happened_by(1).value == 0.0


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([1, 1, 1, 1], 0.0),
        ([0, 0, 0, 9], np.nan),
        ([1, 9], 0.8),
        ([1, 2, 3], 2 / 9 * 3 / 2),
    ],
    ids=["all alike", "one alone", "two: (9-1)/(9+1), corrected by 2/1 is .8", "by hand: raw 2/9, corrected by 3/2"],
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
