"""Communities measured in other processes: a copy of what they need, and what one of them says of some communities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from cop_analytics import measure, recall, warehouse
from cop_analytics.errors import SettingsError, words_held_back
from cop_analytics.gathering import gather
from cop_analytics.indicators import catalogue as cards
from cop_analytics.warehouse import quoted
from cop_analytics.windows import kept_from

A_WORKER = 4
"""Portions for each worker: enough that none waits long for another, few enough that what all share is seldom read."""
FILE = ".portions.duckdb"
NEEDED = ("facts.communities", "indicators.measurements", "indicators._rested_on")
"""Beside `evidence.*`: which communities there are, and what was measured last time and on what it rested."""


@contextmanager
def copied(con: duckdb.DuckDBPyConnection, home: Path) -> Iterator[Path]:
    """A file of what measuring needs, for others to read while the warehouse is written: the owner's alone, then gone."""
    file = home / FILE
    _remove(file)
    try:
        con.execute(f"attach {quoted(str(file))} as portions")
        file.chmod(0o600)
        try:
            for schema, table in _needed(con):
                con.execute(f"create schema if not exists portions.{schema}")
                con.execute(f"create table portions.{schema}.{table} as from {schema}.{table}")
        finally:
            con.execute("detach portions")
        yield file
    finally:
        _remove(file)


def _needed(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    asked = (
        "select table_schema, table_name from information_schema.tables where table_catalog = current_database() "
        "and (table_schema = 'evidence' or list_contains($needed, table_schema || '.' || table_name)) order by all"
    )
    return con.execute(asked, {"needed": list(NEEDED)}).fetchall()


def _remove(file: Path) -> None:
    for each in (file, file.with_name(f"{file.name}.wal")):
        each.unlink(missing_ok=True)


@dataclass(frozen=True)
class Portion:
    """Some communities, and what to measure of them: plain words, for another process.

    `versions` are the indicators, each as its id and the version of its definition; `program` is a digest.
    """

    file: str
    communities: tuple[str, ...]
    versions: tuple[tuple[str, str], ...]
    data_cut: datetime
    program: str


def asked(
    file: Path, communities: Sequence[str], catalogue: measure.Catalogue, data_cut: datetime, count: int
) -> list[Portion]:
    """All communities in at most `count` portions, neighbours in the alphabet together."""
    size = max(1, -(-len(communities) // count))
    versions = tuple((each.id, each.method_version) for each in catalogue)
    return [
        Portion(
            str(file.resolve()), tuple(communities[start : start + size]), versions, data_cut, recall.program().hex()
        )
        for start in range(0, len(communities), size)
    ]


@words_held_back()
def measured(portion: Portion) -> list[measure.Told]:
    """What is to be said of the communities of a portion. Raises SettingsError where another program asks."""
    if portion.program != recall.program().hex():
        raise SettingsError(["run.dask: a worker has another version of the program. Install the same everywhere."])
    known = cards.measured(cards.CATALOGUE, portion.data_cut)
    catalogue = [each for each in known if (each.id, each.method_version) in portion.versions]
    with warehouse.connect(Path(portion.file), read_only=True) as con:
        bank = gather(con, kept_from(portion.data_cut), among=portion.communities)
        return list(measure.in_place(con, bank, catalogue, portion.data_cut))
