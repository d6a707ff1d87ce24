"""Rows of Python as tables of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

TEXT, DAY, COUNT, NUMBER, TIME, FLAG = (
    *(pa.string(), pa.date32(), pa.int64(), pa.float64()),
    *(pa.timestamp("us"), pa.bool_()),
)
Row = tuple[object, ...]


def lay(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, pa.DataType], rows: Sequence[Row]) -> None:
    """Make `table` anew from `rows`, none included."""
    arrays = [pa.array([row[place] for row in rows], kind) for place, kind in enumerate(columns.values())]
    con.register("written", pa.Table.from_arrays(arrays, schema=pa.schema(list(columns.items()))))
    con.execute(f"create or replace table {table} as from written")
    con.unregister("written")
