"""V-23: formats, and talk that echoes events."""

from datetime import datetime, timedelta

import pytest

from cop_analytics.indicators.echo import echo
from tests.indicators.worlds import START, World, crowd, parts

CALENDAR = [(START + timedelta(days=14 * number), START + timedelta(days=14 * number, hours=2)) for number in range(6)]


def talking(near, far):
    """Questions on the day after an event, and a week after one."""
    world = World()
    for number in range(near + far):
        day = 14 * (number % 6) + (1 if number < near else 7)
        world.ask(f"t{number}", crowd(9)[number % 9], hours=24 * day, kind="question" if number % 2 else "document")
    return world


def test_talk_on_the_day_after_an_event_is_near_it():
    part = parts(echo(talking(30, 10).evidence(events=CALENDAR)))["near_events"]

    assert (part.estimate.value, part.unit_count) == (0.75, 40)
    assert part.null_percentile > 0.9


def test_three_days_are_near_and_a_minute_more_is_not():
    world = World()
    for minutes in (0, 1, -1):
        world.ask(f"t{minutes}", "ada", hours=24 * (14 * 5 + 3) + 2 + minutes / 60)

    part = parts(echo(world.evidence(events=CALENDAR)))["near_events"]
    assert part.estimate.value == pytest.approx(2 / 3)


def test_formats_are_shares_of_threads_begun():
    found = parts(echo(talking(10, 10).evidence(events=CALENDAR)))

    assert [found[name].estimate.value for name in ("questions", "documents", "discussions", "other_formats")] == [
        0.5,
        0.5,
        0.0,
        0.0,
    ]


def test_without_a_calendar_there_is_no_echo():
    assert {part.status for part in echo(talking(5, 5).evidence())} == {"not_applicable"}


def test_four_events_are_too_few_and_old_ones_do_not_count():
    old = [(datetime(2025, 1, 1), datetime(2025, 1, 1))]

    assert {part.status for part in echo(talking(5, 5).evidence(events=[*old, *CALENDAR[:4]]))} == {"too_few"}
