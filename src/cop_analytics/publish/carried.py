"""A closed window, once published, stays as it is: later releases carry it over."""

from __future__ import annotations

import pyarrow as pa

KEY = ("community_id", "indicator_id", "part", "view", "window_kind", "window_end")


def carried_over(fresh: pa.Table, earlier: pa.Table) -> pa.Table:
    """`fresh`, with the rows `earlier` has for the same window and version of the definition.

    What a community chooses to look at is no part of the window: rows that are or were not chosen come fresh.
    """
    known = {_key(row): row for row in earlier.to_pylist() if row["status"] != "not_chosen"}
    rows = []
    for row in fresh.to_pylist():
        before = known.get(_key(row))
        is_same = before is not None and before["method_version"] == row["method_version"]
        rows.append(before if is_same and row["status"] != "not_chosen" else row)
    return pa.Table.from_pylist(rows, schema=fresh.schema)


def _key(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(row[column] for column in KEY)
