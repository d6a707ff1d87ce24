"""One release: `published/<release>/` is written aside, synced, renamed, and only then becomes `current`.

A failure at any point leaves the release that stands; whoever reads through `current` sees the old one or the new one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cop_analytics.errors import StorageFailed
from cop_analytics.health.presentation import shown
from cop_analytics.privacy import disclosure
from cop_analytics.publish import files
from cop_analytics.publish.carried import carried_over
from cop_analytics.publish.descriptor import describe

Tell = Callable[[str, int, int | None], None]
Draw = Callable[[Mapping[str, pa.Table], datetime, Path], int]

OF_THE_RUN = frozenset({"freshness", "releases"})
STAGE = ".stage"


@dataclass(frozen=True)
class Released:
    """What was written, or found to be there already."""

    release_id: str
    is_new: bool
    tables: tuple[Mapping[str, object], ...]
    suppressed: int
    pages: int


def release(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    *,
    data_cut: datetime,
    min_group: int,
    min_subgroup: int,
    draw: Draw,
    tell: Tell,
) -> Released:
    """Release the tables of `publish.*`. With nothing new since the release that stands, nothing is written.

    Raises DisclosureFailed where a number would show a person, StorageFailed where the disk refuses.
    """
    published = home / "published"
    tables = _protected(con, published / "current", min_group, min_subgroup)
    release_id = f"{data_cut:%Y-%m-%d}-{_content_hash(tables)}"
    told = tuple(
        {"table": name, "rows": table.num_rows, "suppressed": disclosure.suppressed_count(table)}
        for name, table in tables.items()
    )
    suppressed = sum(disclosure.suppressed_count(table) for table in tables.values())
    standing = _standing(published)
    if standing is not None and standing.rsplit("-", 1)[-1] == release_id.rsplit("-", 1)[-1]:
        pages = len(list((published / standing / "site").rglob("*.html")))
        return Released(standing, False, told, suppressed, pages)
    try:
        pages = _write(published, release_id, tables, data_cut, draw, tell)
    except OSError as error:
        raise StorageFailed(f"{published}: {error.strerror}. The release that stands is untouched.") from error
    return Released(release_id, True, told, suppressed, pages)


def _protected(con: duckdb.DuckDBPyConnection, current: Path, min_group: int, min_subgroup: int) -> dict[str, pa.Table]:
    """Every published table, through disclosure control; closed windows as they were first published."""
    tables = {}
    for name in files.names(con):
        table = files.read(con, name)
        if name == "health_answers":
            table = disclosure.health_answers(table, shown)
        table = disclosure.suppress(name, table, min_group=min_group, min_subgroup=min_subgroup)
        earlier = current / "tables" / f"{name}.parquet"
        if name == "indicator_measurements" and earlier.exists():
            table = carried_over(table, pq.read_table(earlier))
        tables[name] = files.ordered(name, table)
    return tables


def _write(
    published: Path, release_id: str, tables: Mapping[str, pa.Table], data_cut: datetime, draw: Draw, tell: Tell
) -> int:
    aside = published / STAGE
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "tables").mkdir(parents=True)
    for number, (name, table) in enumerate(tables.items(), start=1):
        files.write(table, aside / "tables" / name)
        tell("tables released", number, len(tables))
    pages = draw(tables, data_cut, aside / "site")
    describe(aside, release_id, data_cut, tables)
    _settle(aside)
    target = published / release_id
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    _sync(published)
    link = published / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(release_id)
    os.replace(link, published / "current")
    _sync(published)
    return pages


def _settle(folder: Path) -> None:
    """Readable by everybody whatever the umask, and on the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)
    folder.chmod(0o755)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _standing(published: Path) -> str | None:
    current = published / "current"
    return current.resolve().name if current.exists() else None


def _content_hash(tables: Mapping[str, pa.Table]) -> str:
    """What a release says, apart from when it was made."""
    digest = hashlib.sha256()
    for name, table in tables.items():
        if name not in OF_THE_RUN:
            kept = table.drop_columns([column for column in ("data_cut",) if column in table.column_names])
            digest.update(name.encode())
            digest.update(repr(kept.to_pylist()).encode())
    return digest.hexdigest()[:8]
