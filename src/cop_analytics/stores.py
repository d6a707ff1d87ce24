"""The two files of a home that are opened to be written: the vault and the warehouse, each for one station."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from cop_analytics import raw, signals, warehouse
from cop_analytics.errors import StorageFailed
from cop_analytics.privacy.vault import Vault
from cop_analytics.windows import quarter_of

INTERRUPTED = "Query interrupted"


@contextmanager
def open_vault(home: Path, now: datetime | None = None) -> Iterator[Vault]:
    """The vault, for one station; what the disk refuses becomes StorageFailed.

    `now` is given where persons are named for something that is kept.
    """
    file = home / "vault.duckdb"
    with _faults_of_duckdb(file), Vault(file, quarter_of(now) if now else None) as vault:
        yield vault


@contextmanager
def open_warehouse(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, for one station; what the disk refuses becomes StorageFailed."""
    file = home / "warehouse.duckdb"
    with _faults_of_duckdb(file), warehouse.connect(file) as con:
        warehouse.confine(con, home)
        raw.prepare(con)
        yield con


def remove_warehouse(home: Path) -> None:
    """Nothing of it stays, in no byte; it is loaded anew from landing."""
    for name in ("warehouse.duckdb", "warehouse.duckdb.wal"):
        (home / name).unlink(missing_ok=True)


@contextmanager
def _faults_of_duckdb(file: Path) -> Iterator[None]:
    """What the disk refuses becomes StorageFailed; an interrupt, which DuckDB makes a RuntimeError, is itself again."""
    try:
        yield
    except warehouse.STORAGE_FAULTS as error:
        words = warehouse.storage_words(error)
        raise StorageFailed(f"{file}: {words}. Free space on the disk, or see `cop verify`.") from None
    except RuntimeError as error:
        if str(error) == INTERRUPTED:
            raise signals.again() from None
        raise
