"""Whether mentees are seen where others learn: shares of the whole cohort, before and lately; nothing of one mentee."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from cop_analytics.estimators import wilson
from cop_analytics.mentoring.rows import Row

ALL = "all"
SIGNS = ("regular", "beyond_unit", "mentioned")
MIN_PEOPLE = 10
ASKED = """
    select block, window_start, window_end, mentee_count, regular_count, beyond_unit_count, mentioned_count
    from mentoring._signals where programme_id = $programme order by block
"""


def signals(con: duckdb.DuckDBPyConnection, programme: str) -> Iterator[Row]:
    """Each sign in the block before the first wave and in the newest, with Wilson's interval.

    The last cell is how many stand on the smaller side of the line: by it the row is protected.
    """
    blocks = con.execute(ASKED, {"programme": programme}).fetchall()
    before = [row for row in blocks if row[0] == -1]
    lately = [row for row in blocks[-1:] if row[0] >= 0]
    for when, found in (("before", before), ("lately", lately)):
        for _, start, end, people, *counts in found:
            for sign, count in zip(SIGNS, counts, strict=True):
                yield ALL, f"{sign}_{when}", start, end, *_share(count, people)


def _share(count: int, people: int) -> Row:
    told = wilson(count, people) if people >= MIN_PEOPLE else None
    if told is None:
        return *[None] * 6, people, None, None, "too_few", people
    method = "Wilson 95 %"
    behind = min(count, people - count)
    return told.value, told.lower, told.upper, method, None, None, people, None, None, "shown", behind
