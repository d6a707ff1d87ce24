"""The one place where a run reads the time; from here it is handed down, frozen."""

from __future__ import annotations

from datetime import UTC, datetime


def logical_time(now: datetime | None) -> datetime:
    """`now` as naive UTC to the second; the clock's time where none is given."""
    moment = now or datetime.now(UTC)
    return (moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment).replace(microsecond=0)
