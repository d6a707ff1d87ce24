"""Which values are worth asking about, beside the community's own past."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cop_analytics.measurements import Measured
from cop_analytics.series import Kind, signal
from cop_analytics.windows import quarter_starts

ALL, SHARE = "all", "Wilson"
DURATIONS = ("hours", "days")
Past = Mapping[tuple[str, str], Sequence[Measured]]


def signalled(rows: Sequence[Measured]) -> list[Measured]:
    """The rows of one community, each that is shown with what its own months say, oldest to newest.

    Months do not overlap; what is not measured by months is looked at by quarters. A row whose newest month is silent
    stays as it is: the level can be told where the change cannot.
    """
    months, quarters = _past(rows, "month"), _past(rows, "w13")
    said: dict[tuple[str, str, int, Kind], str] = {}
    return [_signalled(row, months.get(_key(row)) or quarters.get(_key(row), ()), said) for row in rows]


def _past(rows: Sequence[Measured], kind: str) -> Past:
    """By indicator and part, the shown values of windows that do not overlap, in order of time."""
    found: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.window_end):
        is_block = kind == "month" or _is_quarter_end(row.window_end)
        if row.window_kind == kind and row.view == ALL and row.value is not None and is_block:
            found[_key(row)].append(row)
    return found


def _signalled(row: Measured, past: Sequence[Measured], said: dict[tuple[str, str, int, Kind], str]) -> Measured:
    """The row with its signal; `said` keeps what was said of so many months: many weeks have the same past."""
    if row.signal == "too_few" or row.view != ALL:
        return row
    known = past[: bisect_right(past, row.window_end, key=lambda each: each.window_end)]
    asked = (*_key(row), len(known), _kind(row))
    if asked not in said:
        values, counts = [each.value or 0.0 for each in known], [each.unit_count for each in known]
        said[asked] = signal(values, _kind(row), counts)
    return row if row.signal == said[asked] else replace(row, signal=said[asked])


def _kind(row: Measured) -> Kind:
    if row.part.endswith(DURATIONS):
        return "duration"
    return "share" if row.interval_method.startswith(SHARE) else "amount"


def _key(row: Measured) -> tuple[str, str]:
    return row.indicator_id, row.part


def _is_quarter_end(moment: datetime) -> bool:
    return moment in quarter_starts(moment.isocalendar().year)
