"""Published tables as files: Parquet for tools, CSV for people; types and order as the contract says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from cop_analytics import warehouse

SCHEMA = "publish"
RISKY = ("=", "+", "-", "@", "\t", "\r")


def names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The published tables of the contract that stand, in the contract's order."""
    asked = "select table_name from duckdb_tables() where schema_name = 'publish' and table_name not like '\\_%' escape '\\'"
    standing = {name for (name,) in con.execute(asked).fetchall()}
    described = [table.split(".")[1] for table in warehouse.contract() if table.startswith(f"{SCHEMA}.")]
    return [name for name in described if name in standing]


def read(con: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """One table: the contract's columns in its order, then those that are for disclosure control alone."""
    asked = "select column_name from duckdb_columns() where schema_name = $schema and table_name = $name order by all"
    standing = [column for (column,) in con.execute(asked, {"schema": SCHEMA, "name": name}).fetchall()]
    described = [column.name for column in warehouse.contract()[f"{SCHEMA}.{name}"].columns]
    columns = ", ".join(f'"{column}"' for column in [*described, *(c for c in standing if c.startswith("_"))])
    return con.sql(f"select {columns} from {SCHEMA}.{name}").to_arrow_table()


def ordered(name: str, table: pa.Table) -> pa.Table:
    """Rows in the order of their grain."""
    grain = warehouse.contract()[f"{SCHEMA}.{name}"].grain
    return table.sort_by([(column, "ascending") for column in grain if column in table.column_names])


def write(table: pa.Table, base: Path) -> None:
    """`base`.parquet and `base`.csv, the same bytes for the same rows."""
    with duckdb.connect() as con:
        con.execute("set threads = 1")
        con.register("rows", table)
        con.execute(f"copy (from rows) to {_quoted(base.with_suffix('.parquet'))} (format parquet, compression zstd)")
        con.register("rows_of_text", _defused(table))
        con.execute(f"copy (from rows_of_text) to {_quoted(base.with_suffix('.csv'))} (format csv, header)")


def _defused(table: pa.Table) -> pa.Table:
    """Text that a spreadsheet would run as a formula is marked as text."""
    columns = []
    for column, field in zip(table.columns, table.schema, strict=True):
        if pa.types.is_string(field.type):
            texts = [f"'{text}" if text and text.startswith(RISKY) else text for text in column.to_pylist()]
            column = pa.chunked_array([pa.array(texts, field.type)])
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=table.schema)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
