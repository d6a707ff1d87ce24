"""What ran, as tables `ops.*`, for analysts and the freshness of a release: from run reports and from what was landed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import dropwhile
from typing import Any

import duckdb
import pyarrow as pa

from cop_analytics import runs, warehouse

TEXT, TIME, COUNT = pa.string(), pa.timestamp("us"), pa.int64()
RUNS = {
    "run_id": TEXT,
    "kind": TEXT,
    "logical_at": TIME,
    "started_at": TIME,
    "ended_at": TIME,
    "status": TEXT,
    "exit_status": pa.int32(),
    "request_count": COUNT,
    "release_id": TEXT,
}
CHECKS = {
    "run_id": TEXT,
    "check_name": TEXT,
    "level": TEXT,
    "claim": TEXT,
    "offender_count": COUNT,
    "is_accepted": pa.bool_(),
}

COUNTED = (
    "facts.contributions",
    "facts.threads",
    "facts.replies",
    "facts.memberships",
    "facts.reactions",
    "facts.members",
)
ROW_COUNTS = {"table_name": TEXT, "community_id": TEXT, "row_count": COUNT, "earlier_row_count": COUNT}


def load(con: duckdb.DuckDBPyConnection, reports: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Replace `ops.*`: runs and checks from the run reports, oldest first, streams and quarantine from what was landed.

    The last report is that of the run under way at `now`.
    """
    con.execute("create schema if not exists ops")
    _replace(con, "ops.runs", RUNS, [_run_row(report) for report in reports])
    checks = [(r["run_id"], *(c[name] for name in list(CHECKS)[1:])) for r in reports for c in r["checks"]]
    _replace(con, "ops.checks", CHECKS, checks)
    warehouse.build(con, folders=("ops",), parameters={"data_cut": now})


def row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Rows of the facts, and what the platform counts beyond them, by community; of the bank as a whole under ''."""
    counts = {}
    for table in COUNTED:
        by = "''" if table == "facts.members" else "community_id"
        counts[table] = dict(con.execute(f"select {by}, count(*) from {table} group by all order by all").fetchall())
    asked = "select counted, community_id, announced_count - read_count from facts._counted order by all"
    for counted, community_id, gap in con.execute(asked).fetchall():
        counts.setdefault(f"unread {counted}", {})[community_id] = gap
    return counts


def earlier_row_counts(reports: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Those of the last refresh that was released, by its own run or by a later one; of reports newest first."""
    released = dropwhile(lambda report: report["status"] not in runs.GOOD, reports)
    counts = (report["row_counts"] for report in released if report["row_counts"] and not report["exit_status"])
    return dict(next(counts, {}))


def load_row_counts(
    con: duckdb.DuckDBPyConnection, now: Mapping[str, Mapping[str, int]], earlier: Mapping[str, Mapping[str, int]]
) -> None:
    """Replace `ops._row_counts`: rows of each table and community, beside those of the last good run."""
    rows = [
        (table, community, count, earlier.get(table, {}).get(community))
        for table, counts in sorted(now.items())
        for community, count in sorted({**dict.fromkeys(earlier.get(table, {}), 0), **counts}.items())
    ]
    _replace(con, "ops._row_counts", ROW_COUNTS, rows)


def _run_row(report: Mapping[str, Any]) -> tuple[object, ...]:
    ended = None if report["status"] == "running" else _moment(report["ended_at"])
    started = _moment(report["logical_at"])
    told = (report["status"], report["exit_status"], report["request_count"], report["release_id"])
    return (report["run_id"], report["kind"], started, started, ended, *told)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _replace(
    con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]
) -> None:
    arrays = [pa.array([row[position] for row in rows], kind) for position, kind in enumerate(columns.values())]
    con.register("told", pa.Table.from_arrays(arrays, schema=pa.schema(list(columns.items()))))
    con.execute(f"create or replace table {table} as select * from told")
    con.unregister("told")
