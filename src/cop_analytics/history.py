"""Which values are worth asking about, beside the community's own past."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cop_analytics.measurements import Measured
from cop_analytics.series import Kind, signal
from cop_analytics.windows import WindowKind, is_block

ALL, SHARE = "all", "Wilson"
DURATIONS = ("hours", "days")
Key = tuple[str, str, str]
Past = Mapping[Key, Sequence[Measured]]
Asked = tuple[str, str, str, Kind, str, int]


def signalled(rows: Sequence[Measured], before: Sequence[Measured] = ()) -> list[Measured]:
    """The rows of one community, each that is shown with what its own months say, oldest to newest.

    Months do not overlap; what is not measured by months is looked at by quarters. A row whose newest month is silent
    stays as it is: the level can be told where the change cannot. Another version of a definition has another past.
    `before` are other rows of the same community.
    """
    known = [*before, *rows]
    months, quarters = _past(known, "month"), _past(known, "w13")
    said: dict[Asked, str] = {}
    return [_signalled(row, _until(row, months) or _until(row, quarters), said) for row in rows]


def _past(rows: Sequence[Measured], kind: WindowKind) -> Past:
    """By indicator, version and part, the shown values of windows that do not overlap, in order of time."""
    found: dict[Key, list[Measured]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.window_end):
        if row.window_kind == kind and row.view == ALL and row.value is not None and is_block(kind, row.window_end):
            found[_key(row)].append(row)
    return found


def _until(row: Measured, past: Past) -> Sequence[Measured]:
    """What was known at the end of the row's window."""
    known = past.get(_key(row), ())
    return known[: bisect_right(known, row.window_end, key=lambda each: each.window_end)]


def _signalled(row: Measured, known: Sequence[Measured], said: dict[Asked, str]) -> Measured:
    """The row with its signal; `said` keeps what was said of so many months: many weeks have the same past."""
    if row.signal == "too_few" or row.view != ALL:
        return row
    asked = (*_key(row), _kind(row), known[-1].window_kind if known else "", len(known))
    if asked not in said:
        values, counts = [each.value or 0.0 for each in known], [each.unit_count for each in known]
        said[asked] = signal(values, _kind(row), counts)
    return row if row.signal == said[asked] else replace(row, signal=said[asked])


def _kind(row: Measured) -> Kind:
    if row.part.endswith(DURATIONS):
        return "duration"
    return "share" if row.interval_method.startswith(SHARE) else "amount"


def _key(row: Measured) -> Key:
    return row.indicator_id, row.method_version, row.part
