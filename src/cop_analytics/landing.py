"""Records → page files → raw: what the platform said, landed once on disk, then loaded page by page.

Order of durability: salts in the vault, the page file (temporary, synced, renamed), its line in the ledger, one
transaction in the warehouse. A kill between any two is mended by `load_landed`, which loads what the ledger has and raw
lacks; the same function rebuilds raw from nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from cop_analytics import runs
from cop_analytics.errors import StorageFailed
from cop_analytics.platforms.batch import Batch, Reading
from cop_analytics.runs import Run, StreamCounts

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
ITEMS_A_PAGE = 250
GZIP_LEVEL = 1
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


def known(con: duckdb.DuckDBPyConnection) -> dict[str, Reading]:
    """How each list looked when it was last read to its end."""
    rows = con.execute("select origin, basis, watermark from raw.lists").fetchall()
    return {origin: Reading(basis, watermark) for origin, basis, watermark in rows}


class Landing:
    """Lands and loads the batches of one run. `flush_salts` is called before any page with new pseudonyms lands."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        run: Run,
        *,
        hash_key: bytes,
        flush_salts: Callable[[], None] = lambda: None,
    ) -> None:
        self._con, self._run, self._hash_key, self._flush_salts = con, run, hash_key, flush_salts
        self._waiting: dict[str, list[Batch]] = {}
        self._pages: dict[str, int] = {}
        self._loader = Loader(con)

    def receive(self, batches: Iterable[Batch], tell: Callable[[str, int], None]) -> None:
        """Land and load everything; counts go into the run's `streams`."""
        with lean(self._con):
            for batch in batches:
                waiting = self._waiting.setdefault(batch.stream, [])
                waiting.append(batch)
                if sum(each.received for each in waiting) >= ITEMS_A_PAGE or len(waiting) >= ITEMS_A_PAGE:
                    self._land(batch.stream)
                    tell(batch.stream, self._run.streams[batch.stream].received)
            for stream in list(self._waiting):
                self._land(stream)
                tell(stream, self._run.streams[stream].received)

    def _land(self, stream: str) -> None:
        batches = self._waiting.pop(stream, [])
        if not batches:
            return
        number = self._pages[stream] = self._pages.get(stream, 0) + 1
        self._flush_salts()
        page = {
            "stream": stream,
            "run_id": self._run.run_id,
            "page": number,
            "landed_at": self._run.now.isoformat(),
            "batches": [self._written(batch) for batch in batches],
        }
        content = gzip.compress(orjson.dumps(page), GZIP_LEVEL, mtime=0)
        file = page_file(self._run.home, stream, self._run.run_id, number)
        runs.write_whole(file, content)
        sha256 = hashlib.sha256(content).hexdigest()
        count = sum(batch.received for batch in batches)
        self._run.note("page", stream=stream, page=number, sha256=sha256, items=count)
        counts = self._loader.load(page, sha256)
        self._count(stream, batches, counts)

    def _written(self, batch: Batch) -> dict[str, object]:
        """A batch as the page file holds it; a record is [item id, updated, payload as JSON text, keyed hash of it]."""
        records = []
        for record in batch.records:
            payload = orjson.dumps(record.payload, option=orjson.OPT_SORT_KEYS)
            digest = hmac.digest(self._hash_key, payload, "sha256").hex()[:32]
            records.append((record.item_id, record.updated_at, payload.decode(), digest))
        return {
            "origin": batch.origin,
            "completes": batch.completes,
            "basis": batch.basis,
            "watermark": batch.watermark,
            "records": records,
            "rejects": [asdict(reject) for reject in batch.rejects],
            "dropped_fields": batch.dropped_fields,
        }

    def _count(self, stream: str, batches: Iterable[Batch], loaded: StreamCounts) -> None:
        total = self._run.streams.setdefault(stream, StreamCounts())
        for name in ("received", "inserted", "updated", "unchanged", "duplicate", "quarantined", "tombstoned"):
            setattr(total, name, getattr(total, name) + getattr(loaded, name))
        for batch in batches:
            if batch.completes != "no" and batch.watermark:
                total.watermark = batch.watermark.isoformat()
            self._run.quarantine += [{"stream": stream, **asdict(reject)} for reject in batch.rejects]
            for name in batch.dropped_fields:
                warning = f"{stream}: the platform sends a field nobody has decided about, {name}; it was dropped"
                if warning not in self._run.warnings:
                    self._run.warnings.append(warning)
            if stream == "places":
                for record in batch.records:
                    if record.payload["state"] != "visible":
                        self._run.places[record.item_id] = str(record.payload["state"])


def page_file(home: Path, stream: str, run_id: str, page: int) -> Path:
    """Where a page lies."""
    return home / "landing" / stream / run_id / f"{page:06d}.json.gz"


def load_landed(con: duckdb.DuckDBPyConnection, home: Path) -> int:
    """Load every page that the ledger has and raw lacks, in the ledger's order; the number of pages.

    Raises StorageFailed for a page that is missing or not as it was landed.
    """
    prepare(con)
    loaded = set(con.execute("select stream, run_id, page from raw.pages").fetchall())
    missing = [
        event
        for event in runs.events(home)
        if event["event"] == "page" and (event["stream"], event["run_id"], event["page"]) not in loaded
    ]
    loader = Loader(con)
    with lean(con):
        for event in missing:
            page = read_page(home, event)
            page["batches"] = [_revived(batch) for batch in page["batches"]]
            loader.load(page, str(event["sha256"]))
    return len(missing)


def read_page(home: Path, event: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a ledger line, checked against its checksum."""
    file = page_file(home, event["stream"], event["run_id"], event["page"])
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StorageFailed(
            f"{file}: {error.strerror}. Restore it from a backup; nothing was loaded after it."
        ) from error
    if hashlib.sha256(content).hexdigest() != event["sha256"]:
        raise StorageFailed(f"{file} is not as it was landed. Restore it from a backup; nothing was loaded after it.")
    page: dict[str, Any] = orjson.loads(gzip.decompress(content))
    return page


def _revived(batch: dict[str, Any]) -> dict[str, Any]:
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    records = [(item_id, moment(updated), payload, digest) for item_id, updated, payload, digest in batch["records"]]
    return batch | {"watermark": moment(batch["watermark"]), "records": records}


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
