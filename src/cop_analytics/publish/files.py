"""Published tables as files: Parquet for tools, CSV for people; types and order as the contract says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from cop_analytics import warehouse
from cop_analytics.errors import DisclosureFailed

SCHEMA = "publish"
# What a spreadsheet may run as a formula: a sign, also in its wide forms, or a break, after spaces and quotes or none.
# Whatever is marked is risky itself, and nothing else that is risky stands in a CSV: so `'` can be taken off again.
RISKY = r"^[\p{Z}\p{Cf}\x00\x0b\x0c'\"’‘“”]*[=+\-@＝＋－＠﹢﹣﹦﹫−\t\r\n]"


def names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The published tables that stand, in the contract's order. Raises DisclosureFailed for one it does not describe."""
    asked = "select table_name from duckdb_tables() where schema_name = $schema and not starts_with(table_name, '_')"
    standing = {str(name) for (name,) in con.execute(asked, {"schema": SCHEMA}).fetchall()}
    described = [table.split(".")[1] for table in warehouse.contract() if table.startswith(f"{SCHEMA}.")]
    strange = sorted(standing - set(described))
    if strange:
        raise DisclosureFailed(f"{', '.join(strange)}: not in the contract of published tables. Nothing was released.")
    return [name for name in described if name in standing]


def read(con: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """One table with the contract's columns, types and order, then those for disclosure control, which begin with `_`.

    Rows are in the order of their grain: which of two alike is held back for the sake of a third depends on nothing else.
    """
    table = f"{SCHEMA}.{name}"
    asked = "select column_name from duckdb_columns() where schema_name = $schema and table_name = $name"
    standing = con.execute(f"{asked} order by column_index", {"schema": SCHEMA, "name": name}).fetchall()
    columns = [f'"{column.name}"::{column.type} as "{column.name}"' for column in warehouse.contract()[table].columns]
    columns += [f'"{column}"' for (column,) in standing if column.startswith("_")]
    return ordered(name, con.sql(f"select {', '.join(columns)} from {table}").to_arrow_table())


def ordered(name: str, table: pa.Table) -> pa.Table:
    """Rows in the order of their grain."""
    grain = warehouse.contract()[f"{SCHEMA}.{name}"].grain
    return table.sort_by([(column, "ascending") for column in grain])


def write(name: str, table: pa.Table, folder: Path) -> None:
    """`<name>.parquet` and `<name>.csv` in `folder`: the same bytes for the same rows."""
    with warehouse.connect(":memory:") as con:
        con.execute("set threads = 1")
        confine(con, folder)
        _copy(con, name, table, folder / f"{name}.parquet", "format parquet, compression zstd")
        _copy(con, name, _defused(table), folder / f"{name}.csv", "format csv, header")


def confine(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Whatever is asked from here on, no file outside `folder` is read or written, and no setting changes that."""
    warehouse.confine(con, folder)
    con.execute("set lock_configuration = true")


def _copy(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table, file: Path, how: str) -> None:
    con.register("released", table)
    grain = ", ".join(f'"{column}"' for column in warehouse.contract()[f"{SCHEMA}.{name}"].grain)
    con.execute(
        f"copy (from released order by {grain}) to {warehouse.quoted(str(file))} ({how}, use_tmp_file true)"
    ).fetchall()
    con.unregister("released")


def _defused(table: pa.Table) -> pa.Table:
    """Text that a spreadsheet would run as a formula is marked as text by an apostrophe before it."""
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = table.column(position)
            marked = pc.if_else(
                pc.match_substring_regex(texts, RISKY), pc.binary_join_element_wise("'", texts, ""), texts
            )
            table = table.set_column(position, field, marked)
    return table
