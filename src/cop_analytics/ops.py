"""The run reports as tables `ops.*`, for analysts and the freshness of a release. The reports stay the truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from cop_analytics import runs
from cop_analytics.runs import Run

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
COUNTED = (
    "received",
    "inserted",
    "updated",
    "unchanged",
    "duplicate",
    "quarantined",
    "suppressed",
    "tombstoned",
)
STREAMS = {"run_id": TEXT, "stream": TEXT, **{f"{name}_count": COUNT for name in COUNTED}, "watermark": TIME}
QUARANTINE = {"run_id": TEXT, "stream": TEXT, "key_hash": TEXT, "reason": TEXT, "pointer": TEXT, "first_seen_at": TIME}
CHECKS = {
    "run_id": TEXT,
    "check_name": TEXT,
    "level": TEXT,
    "claim": TEXT,
    "offender_count": COUNT,
    "is_accepted": pa.bool_(),
}


def load(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Replace `ops.*` from the reports of all ended runs and the open one."""
    reports: list[Any] = [*reversed(runs.reports(run.home)), run.report("running", 0, None)]
    con.execute("create schema if not exists ops")
    _replace(con, "ops.runs", RUNS, [_run_row(report) for report in reports])
    streams = [
        (r["run_id"], name, *(counts[each] for each in COUNTED), _moment(counts["watermark"]))
        for r in reports
        for name, counts in r["streams"].items()
    ]
    _replace(con, "ops.streams", STREAMS, streams)
    rejects = {
        (r["run_id"], each["stream"], each["key_hash"], each["reason"], each["pointer"], _moment(r["logical_at"])): None
        for r in reports
        for each in r["quarantine"]
    }
    _replace(con, "ops.quarantine", QUARANTINE, list(rejects))
    checks = [(r["run_id"], *(c[name] for name in list(CHECKS)[1:])) for r in reports for c in r["checks"]]
    _replace(con, "ops.checks", CHECKS, checks)


def _run_row(report: dict[str, Any]) -> tuple[object, ...]:
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
