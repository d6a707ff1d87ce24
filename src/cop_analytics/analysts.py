"""The analysts' file: a read-only copy of the contract's tables that explains itself, replaced at once after a good run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

from cop_analytics import shipped
from cop_analytics.errors import ModelError, StorageFailed
from cop_analytics.ledger import sync_folder as sync
from cop_analytics.warehouse import Built, comment_on, contract, quoted, transaction

# Readable by DuckDB 1.4 and later: analysts update their tools later than we do.
STORAGE = "v1.4.0"


def snapshot(con: duckdb.DuckDBPyConnection, target: Path, schemas: Sequence[str]) -> list[Built]:
    """Write the tables of the contract in `schemas` to a new file and put it in place of `target` at once.

    Whoever holds the old file open keeps reading it. Rows lie in the order of their grain. The file is 0440.
    Raises ModelError where a table differs from the contract, StorageFailed where the file cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    _remove(fresh)
    try:
        con.execute(f"attach {quoted(str(fresh))} as analysts (storage_version {quoted(STORAGE)})")
        try:
            copied = [_copied(con, table, sentence) for table, sentence in _standing(con, schemas).items()]
            with transaction(con):
                _make_macros(con)
        finally:
            con.execute("detach analysts")
        _put_in_place(fresh, target)
    except (duckdb.IOException, OSError) as error:
        raise StorageFailed(f"{target} could not be written: {error}") from error
    finally:
        _remove(fresh)
    return copied


def _standing(con: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> dict[str, str]:
    """Tables of the contract in `schemas` that stand in the warehouse, each with what a row of it is."""
    asked = (
        "select schema_name || '.' || table_name, comment from duckdb_tables() where database_name = current_database()"
    )
    told = {str(table): str(comment or "") for table, comment in con.execute(asked).fetchall()}
    promised = {table: told[table] for table in contract() if table.split(".")[0] in schemas and table in told}
    return {table: said or f"One row per {', '.join(contract()[table].grain)}." for table, said in promised.items()}


def _copied(con: duckdb.DuckDBPyConnection, table: str, sentence: str) -> Built:
    described = contract()[table]
    columns = ", ".join(f'"{column.name}"' for column in described.columns)
    chosen = f"select {columns} from {table} order by {', '.join(described.grain)}"
    with transaction(con):
        try:
            con.execute(f"create schema if not exists analysts.{table.split('.')[0]}")
            [(row_count,)] = con.execute(f"create table analysts.{table} as {chosen}").fetchall()
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise ModelError(f"table {table}", f"it is not as the contract says: {error}") from error
        comment_on(con, f"analysts.{table}", sentence)
    return Built(table, int(row_count))


def _make_macros(con: duckdb.DuckDBPyConnection) -> None:
    """What analysts would otherwise write again and again, as functions of the file: see `sql/macros/`."""
    for file in sorted((shipped.folder("sql") / "macros").glob("*.sql")):
        sentence, takes, *body = file.read_text(encoding="utf-8").splitlines()
        name = f"analysts.main.{file.stem}"
        con.execute(f"create macro {name}({takes.removeprefix('-- takes: ')}) as (\n{chr(10).join(body)}\n)")
        con.execute(f"comment on macro {name} is {quoted(sentence.removeprefix('-- '))}")


def _put_in_place(fresh: Path, target: Path) -> None:
    """Onto the disk first, then in place of `target`; a write-ahead log left beside it would damage the new file."""
    fresh.chmod(0o440)
    sync(fresh)
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    os.replace(fresh, target)
    sync(target.parent)


def _remove(database: Path) -> None:
    database.unlink(missing_ok=True)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
