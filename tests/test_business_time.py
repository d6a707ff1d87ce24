"""Working days by the place of who asks; calendars of Germany and the United Kingdom are the judges."""

from datetime import datetime, timedelta

import pytest

from cop_analytics.business_time import elapsed


@pytest.mark.parametrize(
    ("start", "end", "zone", "country", "hours"),
    [
        ("2025-12-01T09:00", "2025-12-02T09:00", "UTC", None, 24),
        ("2025-12-05T12:00", "2025-12-08T12:00", "UTC", None, 24),
        ("2025-12-06T12:00", "2025-12-07T12:00", "UTC", None, 0),
        ("2025-12-24T12:00", "2025-12-29T12:00", "UTC", "DE", 24),
        ("2025-12-24T12:00", "2025-12-29T12:00", "UTC", None, 72),
        ("2025-12-05T22:30", "2025-12-05T23:30", "Europe/Berlin", None, 0.5),
        ("2025-12-05T12:00", "2025-12-05T11:00", "UTC", None, 0),
        ("2025-12-01T09:00", "2025-12-02T09:00", "other", "XX", 24),
    ],
    ids=[
        "a day",
        "over a weekend",
        "within a weekend",
        "over Christmas in Germany",
        "over Christmas where no calendar is known",
        "Friday night in UTC is Saturday in Berlin",
        "backwards",
        "a place nobody knows",
    ],
)
def test_only_working_days_count(start, end, zone, country, hours):
    moments = (datetime.fromisoformat(start), datetime.fromisoformat(end))

    assert elapsed(*moments, zone, country) == timedelta(hours=hours)
