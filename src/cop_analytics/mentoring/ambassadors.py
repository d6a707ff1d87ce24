"""Whether mentees and mentors are seen where others learn: shares of a whole cohort; nothing of one person, no list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
SEEN = """
    select block, window_start, window_end, mentor_count, by_one_count, by_three_count
    from mentoring._seen where programme_id = $programme order by block
"""


def seen(con: duckdb.DuckDBPyConnection, programme: str) -> Iterator[Row]:
    """The share of mentors whom one, and three or more, seniors of another unit turned to, before and lately.

    The two shares say how many lie between them: so they too must be enough for the second to be told.
    """
    for when, (_, start, end, people, one, three) in _before_and_lately(con, SEEN, programme):
        yield ALL, f"seen_by_one_{when}", start, end, *_share(one, people, people - one)
        yield ALL, f"seen_by_three_{when}", start, end, *_share(three, people, min(one - three, people - one))


def signals(con: duckdb.DuckDBPyConnection, programme: str) -> Iterator[Row]:
    """Each sign in the block before the first wave and in the newest, with Wilson's interval.

    The last cell is how many stand on the smaller side of the line: by it the row is protected.
    """
    for when, (_, start, end, people, *counts) in _before_and_lately(con, ASKED, programme):
        for sign, count in zip(SIGNS, counts, strict=True):
            yield ALL, f"{sign}_{when}", start, end, *_share(count, people, people - count)


def _before_and_lately(con: duckdb.DuckDBPyConnection, asked: str, programme: str) -> Iterator[tuple[str, Any]]:
    """The block before the first wave, and the newest."""
    blocks = con.execute(asked, {"programme": programme}).fetchall()
    yield from (("before", row) for row in blocks if row[0] == -1)
    yield from (("lately", row) for row in blocks[-1:] if row[0] >= 0)


def _share(count: int, people: int, others: int) -> Row:
    """`others` are those on the smallest other side of a line."""
    told = wilson(count, people) if people >= MIN_PEOPLE else None
    if told is None:
        return *[None] * 6, people, None, None, "too_few", people
    method = "Wilson 95 %"
    behind = min(count, others)
    return told.value, told.lower, told.upper, method, None, None, people, None, None, "shown", behind
