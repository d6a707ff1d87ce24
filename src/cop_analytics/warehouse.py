"""Opens the warehouse, builds the models of `sql/` in reading order, checks claims, writes the analysts' snapshot.

Knows no table by name: the path of a model is its table, its header says what a row is, the contract describes columns.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import Literal

import duckdb

from cop_analytics import shipped
from cop_analytics.errors import ModelError, StorageFailed

# Readable by DuckDB 1.4 and later: analysts update their tools later than we do.
ANALYSTS_STORAGE = "v1.4.0"

# Views: each is read once or twice, and writing a million rows costs more than reading them again.
_VIEWS = frozenset({"stage"})

_SETTINGS = (
    "set TimeZone = 'UTC'",
    "set enable_progress_bar = false",
    "set python_enable_replacements = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
)

Parameters = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column others rely on, as the contract describes it."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ContractTable:
    """A table others rely on: what makes a row, and its columns in order."""

    grain: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A file of `sql/`: one select, what its header says, what it reads."""

    table: str
    place: str
    sql: str
    header: tuple[str, ...]
    reads: frozenset[str]
    parameters: frozenset[str]

    @property
    def sentence(self) -> str:
        """What a row is, or what a check claims: the first line."""
        return self.header[0].removeprefix("-- ")

    @property
    def grain(self) -> tuple[str, ...]:
        """The columns that make a row; empty where the header names none."""
        return tuple(column for line in self.said("grain") for column in line.split(", "))

    def said(self, word: str) -> list[str]:
        """The header lines `-- word: …`, without the word."""
        start = f"-- {word}: "
        return [line.removeprefix(start) for line in self.header if line.startswith(start)]


@dataclass(frozen=True, slots=True)
class Built:
    """A table built, and how many rows it holds; None for a view, which holds none of its own."""

    table: str
    row_count: int | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A claim, how many rows break it, and the first ten of them."""

    check_name: str
    level: Literal["fail", "warn"]
    claim: str
    offender_count: int
    offenders: tuple[tuple[object, ...], ...]


def connect(path: Path | Literal[":memory:"], *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection as the house wants it: UTC, no guessing of tables from Python names, nothing downloaded.

    Raises StorageFailed where the file cannot be opened.
    """
    try:
        con = duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        raise StorageFailed(f"{path} cannot be opened: {error}") from error
    for setting in _SETTINGS:
        con.execute(setting)
    return con


@cache
def contract() -> Mapping[str, ContractTable]:
    """Every table others rely on, by name, in the order of the contract."""
    described: dict[tuple[str, str], list[Column]] = {}
    file = shipped.folder("fixtures") / "expected" / "contract.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            column = Column(row["column"], row["type"], row["unit"], row["meaning"])
            described.setdefault((row["table"], row["grain"]), []).append(column)
    return {table: ContractTable(tuple(grain.split(", ")), tuple(each)) for (table, grain), each in described.items()}


def build(con: duckdb.DuckDBPyConnection, *, folders: Collection[str | Path], parameters: Parameters) -> list[Built]:
    """Build every model of `folders` after the ones it reads; tables made elsewhere must stand already.

    A folder is one of `sql/` by its name, or any other by its full path; its name is the schema.

    Raises ModelError with the file and the reason; tables built before it stay built.
    """
    waiting = {model.table: model for folder in sorted(folders, key=str) for model in models(con, folder)}
    return [build_model(con, model, parameters) for model in _in_reading_order(waiting)]


def build_model(con: duckdb.DuckDBPyConnection, model: Model, parameters: Parameters) -> Built:
    """Replace the table (in `stage`, the view) of `model`, with comments; the old one stays where the new one fails."""
    with _as_model_error(model):
        con.execute(f"create schema if not exists {model.table.split('.')[0]}")
        con.execute("begin")
        try:
            row_count = _made(con, model, _named(model, parameters))
            con.execute("commit")
        except BaseException:
            con.execute("rollback")
            raise
    return Built(model.table, row_count)


def run_checks(con: duckdb.DuckDBPyConnection, folder: str | Path, *, parameters: Parameters) -> list[CheckResult]:
    """Ask every claim of `folder` for the rows that break it; the caller decides what a broken one stops.

    Raises ModelError where a claim cannot be asked.
    """
    return [check(con, claim, parameters) for claim in models(con, folder)]


def check(con: duckdb.DuckDBPyConnection, claim: Model, parameters: Parameters) -> CheckResult:
    """Ask one claim for the rows that break it."""
    with _as_model_error(claim):
        offenders = _rows(con, claim.sql, _named(claim, parameters))
    level: Literal["fail", "warn"] = "warn" if claim.said("level") == ["warn"] else "fail"
    return CheckResult(claim.table.split(".")[1], level, claim.sentence, len(offenders), tuple(offenders[:10]))


def snapshot(con: duckdb.DuckDBPyConnection, target: Path, schemas: Sequence[str]) -> list[Built]:
    """Write the tables of the contract in `schemas` to a new file and put it in place of `target` at once.

    Whoever holds the old file open keeps reading it. Rows lie in the order of their grain. The file is 0440.
    Raises ModelError where a table differs from the contract, StorageFailed where the file cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    _remove(fresh)
    try:
        con.execute(f"attach {_quoted(str(fresh))} as analysts (storage_version {_quoted(ANALYSTS_STORAGE)})")
        try:
            copied = [_copied(con, table, sentence) for table, sentence in _standing(con, schemas).items()]
        finally:
            con.execute("detach analysts")
        _put_in_place(fresh, target)
    except (duckdb.IOException, OSError) as error:
        raise StorageFailed(f"{target} could not be written: {error}") from error
    finally:
        _remove(fresh)
    return copied


def models(con: duckdb.DuckDBPyConnection, folder: str | Path) -> list[Model]:
    """The models of `folder`, by name; DuckDB's own parser says what each reads."""
    return [_model(con, file) for file in sorted((shipped.folder("sql") / folder).glob("*.sql"))]


def _model(con: duckdb.DuckDBPyConnection, file: Path) -> Model:
    text = file.read_text(encoding="utf-8")
    place = f"sql/{file.parent.name}/{file.name}"
    header = tuple(takewhile(lambda line: line.startswith("-- "), text.splitlines()))
    tree = json.loads(str(_rows(con, "select json_serialize_sql($sql)", {"sql": text})[0][0]))
    if tree["error"]:
        raise ModelError(place, f"it is not one select: {tree['error_message']}")
    parameters = frozenset(str(node["identifier"]) for node in _nodes(tree) if node.get("class") == "PARAMETER")
    return Model(f"{file.parent.name}.{file.stem}", place, text, header, _reads(tree, place), parameters)


def _reads(tree: object, place: str) -> frozenset[str]:
    """Schema-qualified tables of a parse tree; a bare name must be a CTE."""
    nodes = list(_nodes(tree))
    named = {entry["key"] for node in nodes if isinstance(ctes := node.get("cte_map"), dict) for entry in ctes["map"]}
    tables = [(str(node["schema_name"]), str(node["table_name"])) for node in nodes if node.get("type") == "BASE_TABLE"]
    for schema, table in tables:
        if not schema and table not in named:
            raise ModelError(place, f"{table} is neither a CTE nor qualified with its schema")
    return frozenset(f"{schema}.{table}" for schema, table in tables if schema)


def _nodes(tree: object) -> Iterator[dict[str, object]]:
    """Every object of a parse tree, outermost first."""
    if isinstance(tree, dict):
        yield tree
        for child in tree.values():
            yield from _nodes(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _nodes(child)


def _in_reading_order(waiting: Mapping[str, Model]) -> list[Model]:
    graph: TopologicalSorter[str] = TopologicalSorter()
    for table in sorted(waiting):
        graph.add(table, *sorted(waiting[table].reads & waiting.keys()))
    try:
        return [waiting[table] for table in graph.static_order()]
    except CycleError as error:
        circle = error.args[1]
        raise ModelError(waiting[circle[0]].place, f"models read each other: {' → '.join(circle)}") from error


def _made(con: duckdb.DuckDBPyConnection, model: Model, parameters: Parameters) -> int | None:
    sentence = " ".join([model.sentence, *model.said("note")])
    if model.table.split(".")[0] in _VIEWS:
        con.execute(f"create or replace view {model.table} as {model.sql}", dict(parameters))
        con.execute(f"comment on view {model.table} is {_quoted(sentence)}")
        return None
    [(row_count,)] = con.execute(f"create or replace table {model.table} as {model.sql}", dict(parameters)).fetchall()
    _check_grain(con, model)
    _comment(con, model.table, sentence)
    return int(row_count)


def _named(model: Model, parameters: Parameters) -> dict[str, object]:
    """Of `parameters`, those the model names; DuckDB refuses any other."""
    missing = model.parameters - parameters.keys()
    if missing:
        raise ModelError(model.place, f"it names ${', $'.join(sorted(missing))}, which nobody gave")
    return {name: parameters[name] for name in sorted(model.parameters)}


@contextmanager
def _as_model_error(model: Model) -> Iterator[None]:
    """DuckDB's errors as the house tells them: the disk's fault, or the model's."""
    try:
        yield
    except duckdb.IOException as error:
        raise StorageFailed(f"{model.place} could not be written: {error}") from error
    except duckdb.Error as error:
        raise ModelError(model.place, str(error)) from error


def _check_grain(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """The grain is never null and never twice. Distinct hashes prove distinct rows; only equal ones need a look."""
    if not model.grain:
        raise ModelError(model.place, "its header names no grain")
    columns = ", ".join(model.grain)
    empty = " or ".join(f"{column} is null" for column in model.grain)
    asked = f"select count(*) - count(distinct hash({columns})), count(*) filter ({empty}) from {model.table}"
    doubtful, incomplete = _rows(con, asked, {})[0]
    if incomplete:
        raise ModelError(model.place, f"{incomplete} rows have no complete grain ({columns})")
    twice = f"select {columns} from {model.table} group by all having count(*) > 1 order by all limit 3"
    doubles = _rows(con, twice, {}) if doubtful else []
    if doubles:
        raise ModelError(model.place, f"{columns} is not unique, for instance {doubles}")


def _standing(con: duckdb.DuckDBPyConnection, schemas: Sequence[str]) -> dict[str, str]:
    """Tables of the contract in `schemas` that stand in the warehouse, each with what a row of it is."""
    asked = (
        "select schema_name || '.' || table_name, comment from duckdb_tables() where database_name = current_database()"
    )
    told = {str(table): str(comment or "") for table, comment in _rows(con, asked, {})}
    promised = {table: told[table] for table in contract() if table.split(".")[0] in schemas and table in told}
    return {table: said or f"One row per {', '.join(contract()[table].grain)}." for table, said in promised.items()}


def _copied(con: duckdb.DuckDBPyConnection, table: str, sentence: str) -> Built:
    described = contract()[table]
    columns = ", ".join(f'"{column.name}"' for column in described.columns)
    chosen = f"select {columns} from {table} order by {', '.join(described.grain)}"
    try:
        con.execute(f"create schema if not exists analysts.{table.split('.')[0]}")
        [(row_count,)] = con.execute(f"create table analysts.{table} as {chosen}").fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ModelError(f"table {table}", f"it is not as the contract says: {error}") from error
    _comment(con, f"analysts.{table}", sentence)
    return Built(table, int(row_count))


def _comment(con: duckdb.DuckDBPyConnection, table: str, sentence: str) -> None:
    """Write what a row is and, where the contract knows the table, what each column means."""
    con.execute(f"comment on table {table} is {_quoted(sentence)}")
    described = contract().get(table.removeprefix("analysts."))
    for column in described.columns if described else ():
        con.execute(f'comment on column {table}."{column.name}" is {_quoted(f"{column.meaning} [{column.unit}]")}')


def _put_in_place(fresh: Path, target: Path) -> None:
    """Onto the disk first, then in place of `target`; a write-ahead log left beside it would damage the new file."""
    fresh.chmod(0o440)
    _settle(fresh)
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    os.replace(fresh, target)
    _settle(target.parent)


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(database: Path) -> None:
    database.unlink(missing_ok=True)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)


def _rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> list[tuple[object, ...]]:
    return con.execute(sql, dict(parameters)).fetchall()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
