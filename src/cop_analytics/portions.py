"""Communities measured in other processes: a copy of what they need, and what one of them says of some communities."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

import duckdb

from cop_analytics import measure, recall, warehouse
from cop_analytics.errors import SettingsError, words_held_back
from cop_analytics.gathering import Bank, gather
from cop_analytics.indicators import catalogue as cards
from cop_analytics.warehouse import quoted
from cop_analytics.windows import kept_from

A_WORKER = 4
"""Portions for each worker: enough that none waits long for another, few enough that what all share is seldom read."""
MUCH = 250_000
"""Contributions of which none was measured before that are worth several processes: minutes of a core."""
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


def side_by_side(
    home: Path, con: duckdb.DuckDBPyConnection, bank: Bank, catalogue: measure.Catalogue, data_cut: datetime
) -> Iterator[measure.Told]:
    """A `Spread`: by a process a core, where there is much and none of it was measured before; else here.

    What a process leaves that was killed, for want of memory perhaps, is measured here.
    """
    cores = os.cpu_count() or 1
    if cores == 1 or not _is_much(con):
        yield from measure.in_place(con, bank, catalogue, data_cut)
        return
    with copied(con, home) as file:
        left = asked(file, sorted(bank.communities), catalogue, data_cut, cores * A_WORKER)
        try:
            for told in _by_processes(left, cores):
                yield from told
                del left[0]
        except BrokenProcessPool:
            among = [community_id for portion in left for community_id in portion.communities]
            yield from measure.in_place(con, gather(con, kept_from(data_cut), among=among), catalogue, data_cut)


def _is_much(con: duckdb.DuckDBPyConnection) -> bool:
    [(count,)] = con.execute("select count(*) from evidence.contributions").fetchall()
    return count >= MUCH and not recall.is_anything_measured(con)


def _by_processes(asked: Sequence[Portion], cores: int) -> Iterator[list[measure.Told]]:
    with ProcessPoolExecutor(cores, get_context("spawn"), _as_one_of_several) as pool:
        try:
            yield from pool.map(measured, list(asked))
        except BaseException:
            for each in active_children():
                each.kill()
            raise


def _as_one_of_several() -> None:
    """Whoever asks decides when it ends: this process does not hear the keyboard, and goes with them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
