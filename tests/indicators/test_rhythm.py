"""V-18: the heartbeat of a community."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from cop_analytics.indicators.rhythm import burstiness, longest_gap, rhythm
from tests.indicators.worlds import World, crowd, parts


def intervals(ratio, count):
    """Intervals of mean 1 and of standard deviation `ratio`: half above, half below."""
    return np.array([1 + ratio, 1 - ratio] * (count // 2))


def test_the_same_interval_again_and_again_is_minus_one():
    assert burstiness(np.full(20, 3.0)) == pytest.approx(-1)


def test_at_the_ratio_of_random_times_it_is_nothing():
    """Kim & Jo (2016), eq. 22: A_n = 0 at r = √((n − 1) / (n + 1))."""
    assert burstiness(intervals(np.sqrt(19 / 21), 20)) == pytest.approx(0, abs=1e-12)


def test_one_long_wait_and_all_else_at_once_is_one():
    """r = √(n − 1), the largest there is: everything at once but for one wait."""
    assert burstiness(np.array([0.0] * 19 + [1.0])) == pytest.approx(1)


def test_at_random_times_ten_intervals_lie_where_simulation_says():
    """Mean −0.03, 5–95 % from −0.31 to 0.27, where the uncorrected form would be low by 0.08."""
    drawn = burstiness(np.random.default_rng(11).exponential(size=(40_000, 10)))

    assert drawn.mean() == pytest.approx(-0.03, abs=0.01)
    assert np.percentile(drawn, [5, 95]) == pytest.approx([-0.31, 0.27], abs=0.015)


def test_the_longest_gap_is_between_neighbours():
    day = datetime(2025, 10, 1)
    assert longest_gap([day, day + timedelta(days=2), day + timedelta(days=7)]) == timedelta(days=5)
    assert longest_gap([day]) == timedelta()


def steady(threads, replied):
    """A thread each Wednesday and Friday, and for the first few a reply an hour later."""
    world = World()
    for number in range(threads):
        asker, hours = crowd(9)[number % 9], 24 * (7 * (number // 2) + 2 * (number % 2))
        world.ask(f"t{number}", asker, hours=hours)
        if number < replied:
            world.reply(f"t{number}", "ben", asker, hours=hours + 1)
    return world.evidence()


def test_weeks_with_talk_are_those_in_which_somebody_answered():
    found = parts(rhythm(steady(26, 20)))["weeks_with_talk"]

    assert (found.estimate.value, found.unit_count) == (pytest.approx(10 / 13), 13)


def test_silence_is_counted_from_the_windows_ends_too():
    """The last thread starts on Friday 26 December and the window ends on Monday: Friday to Wednesday is longer."""
    assert parts(rhythm(steady(26, 0)))["longest_silence_days"].estimate.value == pytest.approx(5)


def test_a_steady_beat_is_more_regular_than_chance():
    """By hand: thirteen intervals of 48 working hours and twelve of 72, r = 11.99 / 59.52."""
    found = parts(rhythm(steady(26, 0)))["burstiness"]

    assert found.estimate.value == pytest.approx(-0.70099, abs=1e-5)
    assert found.null_percentile == 0.0


def test_nineteen_threads_are_too_few():
    assert {part.status for part in rhythm(steady(19, 19))} == {"too_few"}


def test_everything_at_one_moment_has_no_rhythm():
    world = World()
    for number in range(20):
        world.ask(f"t{number}", crowd(9)[number % 9])

    assert parts(rhythm(world.evidence()))["burstiness"].status == "not_applicable"
