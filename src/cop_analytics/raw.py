"""Page files → the schema `raw`: one envelope table a stream, every version of an item once, each page in one transaction.

What looks as before makes no version; what a list, read to its end, no longer holds gets one without payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from cop_analytics.runs import StreamCounts

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

Page = Mapping[str, Any]


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
    con.execute(
        "create table if not exists raw.pages (stream varchar, run_id varchar, page integer, sha256 varchar, "
        "item_count integer)"
    )


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
        """Load one page: new versions, tombstones of completed lists, and that it is loaded."""
        if page["run_id"] != self._run_id:
            self._run_id = page["run_id"]
            self._current.clear()
            self._readings.clear()
        stream, counts = page["stream"], StreamCounts()
        rows = list(self._versions(page, counts))
        ended = {batch["origin"]: batch for batch in page["batches"] if batch["completes"] != "no"}
        whole = {origin for origin, batch in ended.items() if batch["completes"] == "everything"}
        self._con.execute("begin")
        self._insert(f"raw.{stream}", ENVELOPE, rows)
        counts.tombstoned = self._tombstones(page, whole & self._listed)
        self._finish(page, ended)
        self._con.execute(
            "insert into raw.pages values ($stream, $run_id, $page, $sha256, $count)",
            {
                "stream": stream,
                "run_id": page["run_id"],
                "page": page["page"],
                "sha256": sha256,
                "count": counts.received,
            },
        )
        self._con.execute("commit")
        for origin in whole:
            self._readings.pop(origin, None)
        return counts

    def _versions(self, page: Page, counts: StreamCounts) -> Iterator[tuple[object, ...]]:
        stream = page["stream"]
        current = self._latest(stream)
        landed_at = datetime.fromisoformat(page["landed_at"])
        for batch in page["batches"]:
            counts.received += len(batch["records"]) + len(batch["rejects"])
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
                counts.inserted += before == NEVER
                counts.updated += before != NEVER
                yield origin, item_id, digest, updated_at, landed_at, page["run_id"], payload, page["page"]

    def _latest(self, stream: str) -> dict[str, int]:
        """A short hash of each item's newest version; its lowest bit says that this run has sighted it."""
        if stream not in self._current:
            rows = self._asked(
                f"select item_id, arg_max(content_hash, (landed_at, page)) from raw.{stream} "
                "group by item_id having arg_max(payload is not null, (landed_at, page))"
            )
            self._current[stream] = {item_id: _short(digest) for item_id, digest in rows}
        return self._current[stream]

    def _asked(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a question about all of raw, with the memory it needs."""
        self._con.execute("set memory_limit = $limit", {"limit": ROOMY})
        rows = self._con.execute(sql).fetchall()
        self._con.execute("set memory_limit = $limit", {"limit": LEAN})
        return rows

    def _tombstones(self, page: Page, origins: set[str]) -> int:
        """Mark what a list, read to its end, no longer holds. Only lists read before can have lost anything."""
        if not origins:
            return 0
        stream = page["stream"]
        seen = [(origin, item_id) for origin in origins for item_id in self._readings.get(origin, ())]
        gone = self._gone(stream, sorted(origins), sorted(seen))
        landed_at = datetime.fromisoformat(page["landed_at"])
        rows = [
            (origin, item_id, None, None, landed_at, page["run_id"], None, page["page"]) for origin, item_id in gone
        ]
        self._insert(f"raw.{stream}", ENVELOPE, rows)
        for _, item_id in gone:
            self._current[stream].pop(item_id, None)
        return len(rows)

    def _gone(self, stream: str, origins: list[str], seen: list[tuple[str, str]]) -> list[tuple[str, str]]:
        origin_column, item_column = [origin for origin, _ in seen], [item_id for _, item_id in seen]
        kinds = pa.schema([("origin", pa.string()), ("item_id", pa.string())])
        self._con.register("completed", pa.table({"origin": origins}))
        self._con.register("seen", pa.table({"origin": origin_column, "item_id": item_column}, schema=kinds))
        gone = self._asked(
            f"select origin, item_id from raw.{stream} semi join completed using (origin) "
            "anti join seen using (origin, item_id) group by all "
            "having arg_max(payload is not null, (landed_at, page)) order by all"
        )
        self._con.unregister("completed")
        self._con.unregister("seen")
        return gone

    def _finish(self, page: Page, ended: Mapping[str, Page]) -> None:
        """Remember the lists that were read to their end."""
        if not ended:
            return
        at = datetime.fromisoformat(page["landed_at"])
        rows = [(o, batch["basis"], batch["watermark"], page["run_id"], at) for o, batch in sorted(ended.items())]
        again = ended.keys() & self._listed
        if again:
            self._con.register("again", pa.table({"origin": sorted(again)}))
            self._con.execute("delete from raw.lists where origin in (select origin from again)")
            self._con.unregister("again")
        self._insert("raw.lists", LISTS, rows)
        self._listed |= ended.keys()

    def _insert(self, table: str, schema: pa.Schema, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
        self._con.register("arrived", pa.table(columns, schema=schema))
        self._con.execute(f"insert into {table} select * from arrived")
        self._con.unregister("arrived")
