"""Opens the warehouse, builds the models of `sql/` in reading order, checks claims.

Knows no table by name: the path of a model is its table, its header says what a row is, the contract describes columns.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import Literal

import duckdb

from cop_analytics import shipped
from cop_analytics.errors import ModelError, StorageFailed

# Views: each is read once or twice, and writing a million rows costs more than reading them again. What begins with _ there
# is a table: numbers are given once.
_VIEWS = frozenset({"stage", "evidence"})

_SETTINGS = (
    "set TimeZone = 'UTC'",
    "set enable_progress_bar = false",
    "set python_enable_replacements = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
)

STORAGE_FAULTS = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
)
_TELL_OF_THE_DISK = (duckdb.IOException, duckdb.TransactionException)
_OF_THE_MODEL = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)

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
    columns: tuple[str, ...] = field(default=(), compare=False)

    @property
    def told(self) -> list[str]:
        """The rows as a person reads them, each cell with its name."""
        rows = [zip(self.columns, row, strict=False) for row in self.offenders]
        return (
            [", ".join(f"{name} {cell}" for name, cell in row) for row in rows]
            if self.columns
            else [*map(str, self.offenders)]
        )


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


def confine(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Whatever is asked from here on, no file outside `folder` is read or written, and nothing is loaded or installed."""
    con.execute(f"set allowed_directories = [{quoted(str(folder))}]")
    con.execute("set enable_external_access = false")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing. A commit that the disk refuses has ended the transaction by itself."""
    con.execute("begin")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


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
        with transaction(con):
            row_count = _made(con, model, _named(model, parameters))
    return Built(model.table, row_count)


def run_checks(con: duckdb.DuckDBPyConnection, folder: str | Path, *, parameters: Parameters) -> list[CheckResult]:
    """Ask every claim of `folder` for the rows that break it; the caller decides what a broken one stops.

    Raises ModelError where a claim cannot be asked.
    """
    return [check(con, claim, parameters) for claim in models(con, folder)]


def check(con: duckdb.DuckDBPyConnection, claim: Model, parameters: Parameters) -> CheckResult:
    """Ask one claim for the rows that break it."""
    with _as_model_error(claim):
        asked = con.execute(claim.sql, _named(claim, parameters))
        columns, offenders = tuple(str(column[0]) for column in asked.description or ()), asked.fetchall()
    level: Literal["fail", "warn"] = "warn" if claim.said("level") == ["warn"] else "fail"
    return CheckResult(claim.table.split(".")[1], level, claim.sentence, len(offenders), tuple(offenders[:10]), columns)


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
    schema, name = model.table.split(".")
    if schema in _VIEWS and not name.startswith("_"):
        con.execute(f"create or replace view {model.table} as {model.sql}", dict(parameters))
        con.execute(f"comment on view {model.table} is {quoted(sentence)}")
        return None
    [(row_count,)] = con.execute(f"create or replace table {model.table} as {model.sql}", dict(parameters)).fetchall()
    _check_grain(con, model)
    comment_on(con, model.table, sentence)
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
    except STORAGE_FAULTS as error:
        raise StorageFailed(f"{model.place} could not be written: {storage_words(error)}") from None
    except _OF_THE_MODEL as error:
        raise ModelError(model.place, str(error)) from error
    except duckdb.Error as error:  # its words quote the value, which may be somebody's name
        line = re.search(r"\nLINE (\d+): ", str(error))
        raise ModelError(model.place, type(error).__name__ + (f" in line {line[1]}" if line else "")) from None


def storage_words(error: Exception) -> str:
    """What the disk refused; of other errors the kind alone, for their words may quote a value."""
    return str(error).splitlines()[0][:200] if isinstance(error, _TELL_OF_THE_DISK) else type(error).__name__


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


def comment_on(con: duckdb.DuckDBPyConnection, table: str, sentence: str) -> None:
    """Write what a row is and, where the contract knows the table, what each column means."""
    con.execute(f"comment on table {table} is {quoted(sentence)}")
    described = contract().get(table.removeprefix("analysts."))
    for column in described.columns if described else ():
        con.execute(f'comment on column {table}."{column.name}" is {quoted(f"{column.meaning} [{column.unit}]")}')


def _rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> list[tuple[object, ...]]:
    return con.execute(sql, dict(parameters)).fetchall()


def quoted(text: str) -> str:
    """`text` as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
