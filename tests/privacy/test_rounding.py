"""A share is told no finer than the people it is of, and one number is told in one way only."""

from itertools import pairwise

import pyarrow as pa
import pytest

from cop_analytics.estimators import jeffreys, wilson
from cop_analytics.privacy.rounding import coarse, rounded, spans, told_shares
from cop_analytics.privacy.rules import Shares

OF_PEOPLE = Shares("value", "unit_count", "person_count")


def column(*values):
    return pa.chunked_array([pa.array(values)])


def shown(successes, trials, method="Wilson 95 %", persons=None):
    """A share of people as it is told: the share, its limits and how many people it makes."""
    estimate = (wilson if method.startswith("Wilson") else jeffreys)(successes, trials)
    exact = {
        "value": column(estimate.value),
        "lower": column(estimate.lower),
        "upper": column(estimate.upper),
        "unit_count": column(trials),
        "person_count": column(successes if persons is None else persons),
        "interval_method": column(method),
    }
    told = told_shares(exact, OF_PEOPLE, 5)
    return tuple(told[name].to_pylist()[0] for name in ("value", "lower", "upper", "person_count"))


@pytest.mark.parametrize(
    ("value", "count", "told"),
    [
        (0.35, 20, 0.4),
        (0.349, 20, 0.3),
        (0.34, 100, 0.35),
        (0.351, 250, 0.36),
        (0.351, 500, 0.35),
        (0.0, 20, 0.0),
        (1.0, 20, 1.0),
        (0.02, 20, 0.05),
        (0.98, 20, 0.95),
        (-0.02, 20, -0.05),
        (12.34, 20, 12.3),
        (None, 20, None),
    ],
)
def test_a_value_is_told_to_a_tenth_or_to_steps_of_five_people(value, count, told):
    assert coarse(
        column(value) if value is not None else pa.chunked_array([pa.nulls(1, pa.float64())]), column(count)
    ).to_pylist() == [told]


def test_a_step_is_never_less_than_five_people():
    values = [number / 1000 for number in range(1001)]
    for count in (10, 50, 99, 100, 249, 250, 499, 500, 5000):
        steps = sorted(set(coarse(column(*values), column(*[count] * 1001)).to_pylist()))[2:-2]
        finest = min(after - before for before, after in pairwise(steps))

        assert finest * count > min(5, 0.1 * count) - 1e-6


@pytest.mark.parametrize(("successes", "trials"), [(12, 18), (7, 20), (0, 30), (30, 30), (41, 96)])
@pytest.mark.parametrize(("method", "interval"), [("Wilson 95 %", wilson), ("Jeffreys 95 %", jeffreys)])
def test_limits_are_those_of_the_share_and_the_whole_as_told(successes, trials, method, interval):
    share, lower, upper, _ = shown(successes, trials, method)
    whole = rounded(column(trials), 5).to_pylist()[0]
    made = interval(round(share * whole), whole)

    assert share * whole == pytest.approx(round(share * whole))
    assert (lower, upper) == tuple(coarse(column(made.lower, made.upper), column(trials, trials)).to_pylist())


def test_what_could_have_been_told_alike_is_told_alike():
    assert shown(12, 18)[0] == shown(13, 19)[0] == shown(13, 20)[0] == 0.7
    assert shown(13, 19) == shown(13, 20) == shown(14, 21)


def test_people_who_are_the_share_are_what_it_makes_and_others_are_counted():
    assert shown(12, 18)[3] == 15
    assert shown(12, 18, persons=18)[3] == 20
    assert shown(7, 10, persons=8)[3] == 10
    assert shown(3, 60, persons=6)[3] == 5


def test_what_is_told_like_a_count_is_found_by_telling_all():
    told = rounded(column(*range(300)), 0).to_pylist()

    for count in range(5, 200):
        alike = [number for number in range(300) if told[number] == told[count]]
        assert spans(count) == (min(alike), max(alike))


def test_none_and_all_make_nobody_and_everybody():
    """By hand: of 20, 0.0 makes nobody, who is not told; 1.0 makes 20; 0.7 of 10 makes 7, told as 5."""
    assert [shown(0, 20)[3], shown(20, 20)[3], shown(7, 10)[3]] == [None, 20, 5]


def test_limits_are_those_of_the_papers():
    """Of 6 in 15: Wilson 0.198 to 0.643, by scipy.stats.binomtest; Jeffreys the quantiles of beta(6.5, 9.5), 0.188 to 0.647.
    Of 5 in 10: beta(5.5, 5.5), 0.224 to 0.776. Of 300 in 1000, told to the hundredth: Wilson 0.272 to 0.329, Jeffreys the
    quantiles of beta(300.5, 700.5).
    """
    assert shown(6, 15)[:3] == (0.4, 0.2, 0.6)
    assert shown(300, 1000)[:3] == (0.3, 0.27, 0.33)
    assert shown(6, 15, "Jeffreys 95 %")[:3] == (0.4, 0.2, 0.6)
    assert shown(5, 10, "Jeffreys 95 %")[:3] == (0.5, 0.2, 0.8)
    assert shown(300, 1000, "Jeffreys 95 %")[:3] == (0.3, 0.27, 0.33)


def test_limits_made_in_another_way_are_told_as_they_are():
    """Of 5 in 10, whatever resampling says: here 0.224 to 0.776."""
    assert shown(5, 10, "bootstrap over threads")[1:3] == (0.2, 0.8)


def test_a_share_whose_counts_another_table_tells_is_that_of_its_figures():
    """7 of 26 is 0.27, of the figures 5 of 25 it is 0.2: whoever has both tables knows no more than one of them tells.
    Of none in 26 it is none.
    """
    exact = {name: column(7 / 26, 7 / 26, 0.0) for name in ("value", "lower", "upper")}
    exact |= {"unit_count": column(26, 26, 26), "person_count": column(7, 7, 26)}
    exact |= {"part": column("core_share", "another", "core_share"), "interval_method": column(*["Wilson 95 %"] * 3)}
    told = told_shares(exact, Shares("value", "unit_count", "person_count", of_figures=("part", "core_share")), 5)

    assert [told[name].to_pylist() for name in ("value", "unit_count", "person_count")] == [
        [0.2, 0.3, 0.0],
        [25, 25, 25],
        [5, 10, 25],
    ]
