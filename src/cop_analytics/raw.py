"""Page files → the schema `raw`: one envelope table a stream, every version of an item once, each page in one transaction.

What looks as before makes no version; what is concluded to be gone gets one without payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from cop_analytics import absences
from cop_analytics.absences import Whole
from cop_analytics.runs import StreamCounts
from cop_analytics.warehouse import transaction

STREAMS = (
    "people",
    "places",
    "members",
    "followers",
    "contents",
    "messages",
    "comments",
    "likes",
    "outcomes",
    "versions",
    "deletions",
)
SIGHTED, NEVER = 1, -2
LEAN, ROOMY, LEAN_CHECKPOINT = "64MB", "80%", "4MB"

ENVELOPE = pa.schema(
    [
        ("origin", pa.string()),
        ("item_id", pa.string()),
        ("content_hash", pa.string()),
        ("updated_at", pa.timestamp("us")),
        ("landed_at", pa.timestamp("us")),
        ("run_id", pa.string()),
        ("payload", pa.string()),
        ("page", pa.int32()),
    ]
)
LISTS = pa.schema(
    [
        ("origin", pa.string()),
        ("basis", pa.string()),
        ("watermark", pa.timestamp("us")),
        ("completed_run", pa.string()),
        ("completed_at", pa.timestamp("us")),
    ]
)
REJECTS = pa.schema(
    [
        ("stream", pa.string()),
        ("run_id", pa.string()),
        ("landed_at", pa.timestamp("us")),
        ("key_hash", pa.string()),
        ("reason", pa.string()),
        ("pointer", pa.string()),
    ]
)
READINGS = pa.schema([("origin", pa.string()), ("cursor", pa.string()), ("begun", pa.timestamp("us"))])

# A sum over rows, whatever their order: what a page brought can be told from what stands in its table.
ROWS_SUM = "coalesce(bit_xor(hash(origin, item_id, content_hash, updated_at, payload)), 0)"
ENDS = ("changes", "everything")
COUNTED = ("received", "inserted", "updated", "unchanged", "duplicate", "quarantined", "tombstoned")

Page = Mapping[str, Any]
Row = tuple[Any, ...]


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the raw schema where it is missing: one envelope table a stream, and what has been read and loaded."""
    con.execute("create schema if not exists raw")
    for stream in STREAMS:
        con.execute(
            f"create table if not exists raw.{stream} (origin varchar, item_id varchar, content_hash varchar, "
            "updated_at timestamp, landed_at timestamp, run_id varchar, payload varchar, page integer)"
        )
    con.execute(
        "create table if not exists raw.lists (origin varchar, basis varchar, watermark timestamp, "
        "completed_run varchar, completed_at timestamp)"
    )
    con.execute("create table if not exists raw.readings (origin varchar, cursor varchar, begun timestamp)")
    con.execute(
        "create table if not exists raw.pages (stream varchar, run_id varchar, page integer, sha256 varchar, "
        "landed_at timestamp, received_count integer, inserted_count integer, updated_count integer, "
        "unchanged_count integer, duplicate_count integer, quarantined_count integer, tombstoned_count integer, "
        "watermark timestamp, version_count integer, version_sum ubigint)"
    )
    con.execute("alter table raw.pages add column if not exists suppressed_count integer")
    con.execute(
        "create table if not exists raw.rejects (stream varchar, run_id varchar, landed_at timestamp, key_hash varchar, "
        "reason varchar, pointer varchar)"
    )
    absences.prepare(con)


@contextmanager
def lean(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Little memory for the cache of what was just written, and small checkpoints: a pull of any size needs the same."""
    asked = "select current_setting('memory_limit'), current_setting('checkpoint_threshold')"
    usual = con.execute(asked).fetchall()[0]
    _set_memory(con, LEAN, LEAN_CHECKPOINT)
    try:
        yield
    finally:
        _set_memory(con, *usual)


@contextmanager
def roomy(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The memory that a question about all of raw needs, within `lean`."""
    con.execute("set memory_limit = $limit", {"limit": ROOMY})
    try:
        yield
    finally:
        con.execute("set memory_limit = $limit", {"limit": LEAN})


def _set_memory(con: duckdb.DuckDBPyConnection, limit: str, checkpoint: str) -> None:
    con.execute("set memory_limit = $limit", {"limit": limit})
    con.execute("set checkpoint_threshold = $checkpoint", {"checkpoint": checkpoint})


def _short(digest: str) -> int:
    """Sixty bits of a hash, the lowest bit clear: enough to tell two versions of one item apart."""
    return int(digest[:15], 16) << 1


class Loader:
    """Loads pages into raw, each in one transaction; an item that looks as before makes no new version."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._current: dict[str, dict[str, int]] = {}
        self._readings: dict[str, set[str]] = {}
        self._listed = {origin for (origin,) in con.execute("select distinct origin from raw.lists").fetchall()}
        self._run_id = ""

    def load(self, page: Page, sha256: str) -> StreamCounts:
        """Load one page: new versions, what is missing from lists or was concluded of that, and that the page is loaded."""
        if page["run_id"] != self._run_id:
            self._run_id = page["run_id"]
            self._current.clear()
            self._readings.clear()
        counts = StreamCounts()
        rows = list(self._versions(page, counts))
        gone = list(self._gone(page))
        counts.tombstoned = len(gone)
        with transaction(self._con):
            self._keep(page, [*rows, *gone], counts, sha256)
        return counts

    def _keep(self, page: Page, rows: list[Row], counts: StreamCounts, sha256: str) -> None:
        stream = page["stream"]
        ended = {batch["origin"]: batch for batch in page["batches"] if batch["completes"] in ENDS}
        self._insert(f"raw.{stream}", ENVELOPE, rows)
        self._note_missing(page, ended)
        if "gone" in page:
            absences.conclude(self._con, stream, map(tuple, page["gone"]), map(tuple, page["doubted"]))
        self._mark_parts(page, ended)
        self._finish(page, ended)
        self._reject(page)
        ends = [batch["watermark"] for batch in ended.values() if batch["watermark"]]
        about = {"stream": stream, "run_id": page["run_id"], "page": page["page"], "sha256": sha256}
        about |= {"landed_at": datetime.fromisoformat(page["landed_at"]), "watermark": max(ends, default=None)}
        about |= {f"{name}_count": getattr(counts, name) for name in (*COUNTED, "suppressed")}
        self._con.execute(
            "insert into raw.pages select $stream, $run_id, $page, $sha256, $landed_at, "
            f"{', '.join(f'${name}_count' for name in COUNTED)}, $watermark, count(*), {ROWS_SUM}, $suppressed_count "
            f"from raw.{stream} where run_id = $run_id and page = $page",
            about,
        )

    def _reject(self, page: Page) -> None:
        landed_at = datetime.fromisoformat(page["landed_at"])
        rows = [
            (page["stream"], page["run_id"], landed_at, reject["key_hash"], reject["reason"], reject["pointer"])
            for batch in page["batches"]
            for reject in batch["rejects"]
        ]
        self._insert("raw.rejects", REJECTS, rows)

    def _versions(self, page: Page, counts: StreamCounts) -> Iterator[Row]:
        """A row for each item that looks otherwise than before. One that comes twice in a page, and different, gets one."""
        stream = page["stream"]
        current = self._latest(stream)
        landed_at = datetime.fromisoformat(page["landed_at"])
        rows: dict[str, Row] = {}
        for batch in page["batches"]:
            counts.suppressed += batch.get("suppressed", 0)
            counts.received += len(batch["records"]) + len(batch["rejects"]) + batch.get("suppressed", 0)
            counts.quarantined += len(batch["rejects"])
            origin = batch["origin"]
            if origin in self._listed:
                self._readings.setdefault(origin, set()).update(record[0] for record in batch["records"])
            for item_id, updated_at, payload, digest in batch["records"]:
                before, now = current.get(item_id, NEVER), _short(digest)
                current[item_id] = now | SIGHTED
                if before & ~SIGHTED == now:
                    counts.duplicate += before & SIGHTED
                    counts.unchanged += 1 - (before & SIGHTED)
                    continue
                counts.duplicate += item_id in rows
                counts.inserted += item_id not in rows and before == NEVER
                counts.updated += item_id not in rows and before != NEVER
                rows[item_id] = (origin, item_id, digest, updated_at, landed_at, page["run_id"], payload, page["page"])
        yield from rows.values()

    def _latest(self, stream: str) -> dict[str, int]:
        """A short hash of each item's newest version; its lowest bit says that this run has sighted it."""
        if stream not in self._current:
            with roomy(self._con):
                rows = self._con.execute(
                    f"select item_id, arg_max(content_hash, (landed_at, page)) from raw.{stream} "
                    "group by item_id having arg_max(payload is not null, (landed_at, page))"
                ).fetchall()
            self._current[stream] = {item_id: _short(digest) for item_id, digest in rows}
        return self._current[stream]

    def _gone(self, page: Page) -> Iterator[Row]:
        """A version without payload for each item a verdict calls gone."""
        landed_at = datetime.fromisoformat(page["landed_at"])
        for origin, item_id in page.get("gone", ()):
            yield origin, item_id, None, None, landed_at, page["run_id"], None, page["page"]

    def _note_missing(self, page: Page, ended: Mapping[str, Page]) -> None:
        """Only lists that were read before can have lost anything."""
        whole = {
            origin: Whole(frozenset(self._readings.pop(origin, ())), batch["announced"])
            for origin, batch in ended.items()
            if batch["completes"] == "everything" and origin in self._listed
        }
        if whole:
            with roomy(self._con):
                absences.note(self._con, page["stream"], whole, datetime.fromisoformat(page["landed_at"]))

    def _mark_parts(self, page: Page, ended: Mapping[str, Page]) -> None:
        """Remember how far unfinished lists were read; forget it for those that were finished."""
        parts = {batch["origin"]: batch for batch in page["batches"] if batch["completes"] == "part"}
        told = sorted(parts.keys() | ended.keys())
        if not told:
            return
        self._con.execute("delete from raw.readings where origin in (select unnest($told))", {"told": told})
        rows = [(o, batch["cursor"], batch["watermark"]) for o, batch in sorted(parts.items()) if o not in ended]
        self._insert("raw.readings", READINGS, rows)

    def _finish(self, page: Page, ended: Mapping[str, Page]) -> None:
        """Remember the lists that were read to their end."""
        if not ended:
            return
        at = datetime.fromisoformat(page["landed_at"])
        rows = [(o, batch["basis"], batch["watermark"], page["run_id"], at) for o, batch in sorted(ended.items())]
        if again := sorted(ended.keys() & self._listed):
            self._con.execute("delete from raw.lists where origin in (select unnest($again))", {"again": again})
        self._insert("raw.lists", LISTS, rows)
        self._listed |= ended.keys()

    def _insert(self, table: str, schema: pa.Schema, rows: list[Row]) -> None:
        if not rows:
            return
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
        self._con.register("arrived", pa.table(columns, schema=schema))
        self._con.execute(f"insert into {table} select * from arrived")
        self._con.unregister("arrived")
