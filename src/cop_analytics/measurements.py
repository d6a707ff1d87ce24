"""What was measured, as rows of the schema `indicators`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

import duckdb
import pyarrow as pa

from cop_analytics.indicators.catalogue import Indicator
from cop_analytics.windows import WindowKind

TEXT, TIME, NUMBER, COUNT = pa.string(), pa.timestamp("us"), pa.float64(), pa.int64()
MEASUREMENTS = pa.schema(
    [
        ("community_id", TEXT),
        ("indicator_id", TEXT),
        ("part", TEXT),
        ("view", TEXT),
        ("window_kind", TEXT),
        ("window_start", TIME),
        ("window_end", TIME),
        ("value", NUMBER),
        ("lower", NUMBER),
        ("upper", NUMBER),
        ("band", TEXT),
        ("interval_method", TEXT),
        ("unit_count", COUNT),
        ("person_count", COUNT),
        ("coverage", NUMBER),
        ("null_percentile", NUMBER),
        ("signal", TEXT),
        ("status", TEXT),
        ("method_version", TEXT),
        ("data_cut", TIME),
    ]
)
OVERLAPS = pa.schema(
    [
        ("window_start", TIME),
        ("window_end", TIME),
        ("community_id", TEXT),
        ("other_community_id", TEXT),
        ("shared_person_count", COUNT),
        ("person_count", COUNT),
        ("other_person_count", COUNT),
        ("is_more_than_chance", pa.bool_()),
    ]
)
UNIT_PAIRS = pa.schema(
    [
        ("community_id", TEXT),
        ("window_start", TIME),
        ("window_end", TIME),
        ("from_unit", TEXT),
        ("to_unit", TEXT),
        ("tie_count", COUNT),
        ("expected_lower", NUMBER),
        ("expected_upper", NUMBER),
        ("person_count", COUNT),
    ]
)
RESTED_ON = pa.schema(
    [("community_id", TEXT), ("form", TEXT), ("window_end", TIME), ("follows_leavers", pa.bool_()), ("digest", TEXT)]
)
STANDING = pa.schema(list(RESTED_ON)[:-1])
KEY = "community_id, indicator_id, part, view, window_kind, window_start, window_end, method_version"
ROWS_THAT_STAND = (
    "select own.* replace ($cut::timestamp as data_cut) from indicators.measurements as own semi join standing "
    "on own.community_id = standing.community_id and own.window_end = standing.window_end "
    "and (own.window_kind = 'month') = (standing.form = 'month') "
    "and list_contains($followers, own.indicator_id) = standing.follows_leavers"
)
PAIRS_THAT_STAND = (
    "select own.* from indicators._unit_pairs as own semi join standing on own.community_id = standing.community_id "
    "and own.window_end = standing.window_end and standing.form = 'level' and not standing.follows_leavers"
)
CATALOGUE_COLUMNS = (
    "indicator_id",
    "name",
    "question",
    "unit",
    "network",
    "definition",
    "minimum_sample",
    "interval_method",
    "caveat",
    "misreading",
    "prompt",
    "value_cycle",
    "dimensions",
    "reference",
    "method_version",
    "valid_from",
    "valid_to",
    "is_exploratory",
)


Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of `indicators.measurements`, but for the data cut."""

    community_id: str
    indicator_id: str
    part: str
    view: str
    window_kind: WindowKind
    window_start: datetime
    window_end: datetime
    value: float | None
    lower: float | None
    upper: float | None
    band: str | None
    interval_method: str
    unit_count: int
    person_count: int
    coverage: float | None
    null_percentile: float | None
    signal: str
    status: str
    method_version: str


CELLS = tuple(each.name for each in fields(Measured))
cells_of = attrgetter(*CELLS)


def write(
    con: duckdb.DuckDBPyConnection,
    measured: pa.Table,
    *,
    overlaps: Sequence[Row],
    unit_pairs: Sequence[Row],
    rested_on: Sequence[Row],
    catalogue: Iterable[Indicator],
    standing: Sequence[Row],
    data_cut: datetime,
) -> int:
    """Replace what is in `indicators` by what was `measured` and counted, and what stands of it: the number of measurements.

    `standing` are (community, form, end of the window, whether it follows leavers).
    """
    catalogue = list(catalogue)
    con.execute("create schema if not exists indicators")
    con.register("standing", _table(STANDING, standing))
    known = {"cut": data_cut, "followers": [each.id for each in catalogue if each.follows_leavers]}
    _replace(con, "measurements", measured, ROWS_THAT_STAND if standing else "", known, KEY)
    _replace(con, "_overlaps", _table(OVERLAPS, overlaps))
    _replace(con, "_unit_pairs", _table(UNIT_PAIRS, unit_pairs), PAIRS_THAT_STAND if standing else "")
    _replace(con, "_rested_on", _table(RESTED_ON, rested_on))
    _replace(con, "catalogue", _catalogue(catalogue))
    con.unregister("standing")
    [(count,)] = con.execute("select count(*) from indicators.measurements").fetchall()
    return int(count)


def as_table(rows: Sequence[Measured], data_cut: datetime) -> pa.Table:
    """The rows as columns: a tenth of the memory."""
    return _table(MEASUREMENTS, [(*cells_of(row), data_cut) for row in rows])


def _replace(
    con: duckdb.DuckDBPyConnection,
    name: str,
    table: pa.Table,
    others: str = "",
    known: Mapping[str, object] | None = None,
    order: str = "all",
) -> None:
    con.register("measured", table)
    rows = f"from measured union all {others}" if others else "from measured"
    asked = f"create or replace table indicators.{name} as select * from ({rows}) order by {order}"
    con.execute(asked, known if others else None)
    con.unregister("measured")


def _table(schema: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _catalogue(catalogue: Iterable[Indicator]) -> pa.Table:
    """The catalogue as a table: one row per indicator and version."""
    columns: dict[str, list[object]] = {name: [] for name in CATALOGUE_COLUMNS}
    for indicator in catalogue:
        for name, column in columns.items():
            value = getattr(indicator, "id" if name == "indicator_id" else name)
            column.append(", ".join(value) if isinstance(value, tuple) else value)
    return pa.table(columns | {"valid_to": pa.array(columns["valid_to"], pa.date32())})
