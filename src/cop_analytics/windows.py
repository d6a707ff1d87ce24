"""Half-open spans of time, all ending at an ISO-week end in UTC. No clock inside.

Times are naive datetimes in UTC, as DuckDB stores them. A quarter is the ISO quarter: 13 weeks from week 1, 14, 27
or 40 (the last has 14 in a year of 53 weeks); its months are blocks of 4, 4 and 5 weeks (4, 4 and 6 in such a year).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

WindowKind = Literal["w13", "w9", "w26", "month", "block13"]

WEEK = timedelta(weeks=1)
KEPT_WEEKS = 104
TRAILING_WEEKS: dict[WindowKind, int] = {"w9": 9, "w13": 13, "w26": 26}


@dataclass(frozen=True, order=True)
class Window:
    """From `start` (inclusive) to `end` (exclusive), both Mondays 00:00 UTC."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def week_end(moment: datetime) -> datetime:
    """The latest ISO-week end at or before `moment`: a Monday 00:00."""
    monday = moment.date() - timedelta(days=moment.weekday())
    return datetime.combine(monday, time())


def trailing(end: datetime, weeks: int = 13) -> Window:
    """The `weeks` ISO weeks before `end`; `end` must be an ISO-week end."""
    if week_end(end) != end:
        raise ValueError(f"{end} is not the end of an ISO week")
    return Window(end - weeks * WEEK, end)


def week_ends(first: datetime, last: datetime) -> Iterator[datetime]:
    """ISO-week ends after `first` and not after `last`, oldest first."""
    end = week_end(first) + WEEK
    while end <= last:
        yield end
        end += WEEK


@cache
def quarter_starts(iso_year: int) -> tuple[datetime, ...]:
    """The five Mondays that bound the four ISO quarters of `iso_year`."""
    starts = [date.fromisocalendar(iso_year, week, 1) for week in (1, 14, 27, 40)]
    starts.append(date.fromisocalendar(iso_year + 1, 1, 1))
    return tuple(datetime.combine(start, time()) for start in starts)


def is_block(kind: WindowKind, end: datetime) -> bool:
    """Whether windows of a kind with such an end do not overlap: months, and 13 weeks to the end of a quarter."""
    return kind == "month" or (kind == "w13" and end in quarter_starts(end.isocalendar().year))


def quarters(first: datetime, last: datetime) -> Iterator[Window]:
    """ISO quarters that start at or after `first` and are closed at `last`, oldest first."""
    for iso_year in range(first.isocalendar().year, last.isocalendar().year + 1):
        bounds = quarter_starts(iso_year)
        for start, end in pairwise(bounds):
            if first <= start and end <= last:
                yield Window(start, end)


def quarter_of(now: datetime) -> datetime:
    """When the ISO quarter of `now` began."""
    return max(start for start in quarter_starts(now.isocalendar().year) if start <= now)


def kept_from(now: datetime) -> datetime:
    """The first start of an ISO quarter within the 104 weeks before `now`: what happened before is not kept.

    It moves once a quarter, so that a quarter is kept whole or not at all.
    """
    oldest = now - KEPT_WEEKS * WEEK
    return min(start for start in quarter_starts(oldest.isocalendar().year) if start >= oldest)


def months(first: datetime, last: datetime) -> Iterator[Window]:
    """4-4-5 months that start at or after `first` and are closed at `last`, oldest first."""
    for iso_year in range(first.isocalendar().year, last.isocalendar().year + 1):
        bounds = quarter_starts(iso_year)
        for start, end in pairwise(bounds):
            for month in (
                Window(start, start + 4 * WEEK),
                Window(start + 4 * WEEK, start + 8 * WEEK),
                Window(start + 8 * WEEK, end),
            ):
                if first <= month.start and month.end <= last:
                    yield month
