"""Spans of time end at ISO-week ends; the calendar of ISO 8601 is the judge."""

from datetime import datetime

import pytest

from cop_analytics.windows import Window, months, quarters, trailing, week_end, week_ends


def test_a_week_ends_on_monday_at_midnight():
    assert week_end(datetime(2026, 1, 7, 2, 30)) == datetime(2026, 1, 5)
    assert week_end(datetime(2026, 1, 5)) == datetime(2026, 1, 5)
    assert week_end(datetime(2026, 1, 4, 23, 59, 59)) == datetime(2025, 12, 29)


def test_a_trailing_window_holds_its_start_and_not_its_end():
    window = trailing(datetime(2026, 1, 5))

    assert window == Window(datetime(2025, 10, 6), datetime(2026, 1, 5))
    assert datetime(2025, 10, 6) in window
    assert datetime(2026, 1, 5) not in window


def test_a_trailing_window_ends_with_a_week():
    with pytest.raises(ValueError, match="not the end of an ISO week"):
        trailing(datetime(2026, 1, 7))


def test_every_week_end_between_two_moments_is_listed_once():
    assert list(week_ends(datetime(2025, 12, 24), datetime(2026, 1, 7))) == [
        datetime(2025, 12, 29),
        datetime(2026, 1, 5),
    ]


def test_quarters_are_thirteen_iso_weeks():
    assert list(quarters(datetime(2024, 12, 30), datetime(2025, 12, 29))) == [
        Window(datetime(2024, 12, 30), datetime(2025, 3, 31)),
        Window(datetime(2025, 3, 31), datetime(2025, 6, 30)),
        Window(datetime(2025, 6, 30), datetime(2025, 9, 29)),
        Window(datetime(2025, 9, 29), datetime(2025, 12, 29)),
    ]


def test_a_quarter_that_is_not_closed_is_not_listed():
    assert list(quarters(datetime(2025, 9, 29), datetime(2025, 12, 28, 23))) == []


def test_the_last_quarter_of_a_long_year_has_fourteen_weeks():
    assert list(quarters(datetime(2026, 9, 28), datetime(2027, 1, 4))) == [
        Window(datetime(2026, 9, 28), datetime(2027, 1, 4))
    ]


def test_months_are_blocks_of_four_four_and_five_weeks():
    assert [(month.end - month.start).days // 7 for month in months(datetime(2025, 9, 29), datetime(2025, 12, 29))] == [
        4,
        4,
        5,
    ]
