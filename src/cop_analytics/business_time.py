"""Time as an office sees it: weekends and public holidays of a person's place do not count."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

DAY = timedelta(days=1)


@lru_cache(maxsize=1 << 16)
def elapsed(start: datetime, end: datetime, zone: str | None, country: str | None) -> timedelta:
    """Time from `start` to `end` (naive UTC) that fell on working days in `zone`, by the holidays of `country`.

    A working day counts with all its 24 hours. An unknown zone is UTC; an unknown country has weekends only.
    """
    if end <= start:
        return timedelta()
    place = _zone(zone)
    local, until = (moment.replace(tzinfo=UTC).astimezone(place).replace(tzinfo=None) for moment in (start, end))
    total, day = timedelta(), local.date()
    while day <= until.date():
        if _is_working_day(day.year, day.month, day.day, country):
            midnight = datetime.combine(day, time())
            total += max(timedelta(), min(until, midnight + DAY) - max(local, midnight))
        day += DAY
    return total


@cache
def _is_working_day(year: int, month: int, day: int, country: str | None) -> bool:
    moment = datetime(year, month, day)
    return moment.weekday() < 5 and moment.date() not in _holidays(country, year)


@cache
def _holidays(country: str | None, year: int) -> holidays.HolidayBase | tuple[()]:
    if country is None or country not in holidays.list_supported_countries():
        return ()
    return holidays.country_holidays(country, years=year)


@cache
def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
