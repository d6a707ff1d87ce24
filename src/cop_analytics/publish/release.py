"""One release: `published/<release>/` is written aside, synced, renamed, and only then becomes `current`.

A failure at any point leaves the release that stands; whoever reads through `current` sees the old one or the new one.
A release once named is whole, and is never changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cop_analytics import __version__, warehouse
from cop_analytics.errors import StorageFailed
from cop_analytics.health.presentation import shown
from cop_analytics.privacy import answers, disclosure
from cop_analytics.publish import files
from cop_analytics.publish.audit import audited
from cop_analytics.publish.carried import carried_over, with_ended
from cop_analytics.publish.descriptor import describe

Tell = Callable[[str, int, int | None], None]
Draw = Callable[[Mapping[str, pa.Table], datetime, Path], int]
Note = Callable[[str, str], None]
Tables = Mapping[str, pa.Table]

OF_THE_RUN = frozenset({"freshness", "releases"})
ASIDE = ".stage-"


@dataclass(frozen=True)
class Released:
    """What was written, or found to be there already. `sha256` is that of the descriptor written; empty where none was.
    `suppressed` counts rows with something held back.
    """

    release_id: str
    is_new: bool
    sha256: str
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
    note: Note,
    after: Path | None = None,
) -> Released:
    """Release the tables of `publish.*`. With nothing new since the release it comes after, nothing is written.

    `draw` writes the pages of the tables it is given and says how many; `note` is told the release and the checksum of its
    descriptor when it is on the disk, before anybody can see it; `after` is the release that stands unless given.
    Raises DisclosureFailed where a number would show a person, StorageFailed where the disk refuses or a release is damaged.
    """
    published = home / "published"
    try:
        after = after or published / "current"
        tables = protected(con, after, min_group, min_subgroup)
        digest = _digest(tables, min_group, min_subgroup)
        standing = after.resolve().name if after.exists() else None
        is_new = standing is None or standing.rsplit("-", 1)[-1] != digest
        release_id = f"{data_cut:%Y-%m-%d}-{digest}" if is_new or standing is None else standing
        sha256 = ""
        if is_new:
            aside = _written_aside(published, release_id, tables, data_cut, draw, tell)
            sha256 = _descriptor(aside)
            stands = published / release_id
            note(release_id, _descriptor(stands) if stands.exists() else sha256)
            _put_in_place(aside, published, release_id)
        pages = len(list((published / release_id / "site").rglob("*.html")))
    except (OSError, duckdb.IOException) as error:
        raise StorageFailed(f"{published}: {error}. The release that stands is untouched.") from error
    held = {name: disclosure.suppressed_count(table) for name, table in tables.items()}
    told = tuple({"table": name, "rows": table.num_rows, "suppressed": held[name]} for name, table in tables.items())
    return Released(release_id, is_new, sha256, told, sum(held.values()), pages)


def protected(con: duckdb.DuckDBPyConnection, current: Path, min_group: int, min_subgroup: int) -> dict[str, pa.Table]:
    """Every published table, through disclosure control; closed windows as they were first published; then all together."""
    tables = {}
    exact = {name: files.read(con, name) for name in files.names(con)}
    for name, table in exact.items():
        if name == "health_answers":
            table = answers.health_answers(table, shown)
        if name == "health_relevance":
            table = answers.health_relevance(table)
        table = disclosure.suppress(name, table, min_group=min_group, min_subgroup=min_subgroup)
        tables[name] = files.ordered(name, _with_closed_windows(name, table, current))
    before = {name: _published(file) for name in tables if (file := current / "tables" / f"{name}.parquet").exists()}
    floor = max(min_group, disclosure.MIN_GROUP)
    told = audited(tables, before, exact, min_group=floor)
    return told | _with_ended_programmes(told, current)


def _with_closed_windows(name: str, table: pa.Table, current: Path) -> pa.Table:
    grain = warehouse.contract()[f"publish.{name}"].grain
    earlier = current / "tables" / f"{name}.parquet"
    if not {"window_start", "window_end"} & set(grain) or not earlier.exists():
        return table
    return carried_over(table, _published(earlier), grain)


def _with_ended_programmes(tables: Tables, current: Path) -> dict[str, pa.Table]:
    """What was published of mentoring programmes that had ended stays, when their people are known no longer."""
    folder = current / "tables"
    if not (folder / "mentoring_programmes.parquet").exists() or "mentoring_programmes" not in tables:
        return {}
    released_on = date.fromisoformat(current.resolve().name[:10])
    known = set(tables["mentoring_programmes"].column("programme_id").to_pylist())
    told = _published(folder / "mentoring_programmes.parquet").to_pylist()
    ended = {row["programme_id"] for row in told if row["ends_on"] < released_on} - known
    return {
        name: files.ordered(name, with_ended(table, _published(folder / f"{name}.parquet"), ended))
        for name, table in tables.items()
        if ended and name.startswith("mentoring_") and (folder / f"{name}.parquet").exists()
    }


def _published(file: Path) -> pa.Table:
    try:
        return pq.read_table(file)
    except pa.ArrowException as error:
        raise StorageFailed(f"{file} is damaged, and what was published in it: {error}") from error


def _written_aside(
    published: Path, release_id: str, tables: Tables, data_cut: datetime, draw: Draw, tell: Tell
) -> Path:
    _clear(published)
    aside = published / f"{ASIDE}{release_id}"
    (aside / "tables").mkdir(parents=True)
    for number, (name, table) in enumerate(tables.items(), start=1):
        files.write(name, table, aside / "tables")
        tell("tables released", number, len(tables))
    draw(tables, data_cut, aside / "site")
    describe(aside, release_id, data_cut, tables)
    _settle(aside)
    return aside


def _descriptor(release: Path) -> str:
    return hashlib.sha256((release / "datapackage.json").read_bytes()).hexdigest()


def _put_in_place(aside: Path, published: Path, release_id: str) -> None:
    """Under its name, then as `current`. One of that name says the same: it stays, unless it was damaged and set aside."""
    if (published / release_id).exists():
        shutil.rmtree(aside)
    else:
        aside.rename(published / release_id)
    _point(published, release_id)


def _clear(published: Path) -> None:
    """Remove what an interrupted run left behind."""
    published.mkdir(parents=True, exist_ok=True)
    published.chmod(0o755)
    for left in published.glob(f"{ASIDE}*"):
        shutil.rmtree(left)


def _point(published: Path, release_id: str) -> None:
    """`current` names the release, from one moment to the next."""
    _sync(published)
    link = published / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(release_id)
    os.replace(link, published / "current")
    _sync(published)


def _settle(folder: Path) -> None:
    """Readable by everybody whatever the umask, and on the disk."""
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(tables: Tables, min_group: int, min_subgroup: int) -> str:
    """What a release says, and by which version and floors; not when it was made."""
    digest = hashlib.sha256(f"{__version__} {min_group} {min_subgroup}".encode())
    for name, table in tables.items():
        if name not in OF_THE_RUN:
            kept = table.drop_columns([column for column in ("data_cut",) if column in table.column_names])
            digest.update(f"\n{name} {kept.column_names} {kept.to_pylist()}".encode())
    return digest.hexdigest()[:8]
