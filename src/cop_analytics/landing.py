"""Records → page files → raw: what the platform said, landed once on disk, then loaded page by page.

Order of durability: salts in the vault, the page file (temporary, synced, renamed), its line in the ledger, one
transaction in the warehouse. A kill between any two is mended by `load_landed`, which loads what the ledger has and raw
lacks; the same function rebuilds raw from nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from cop_analytics import runs
from cop_analytics.errors import StorageFailed
from cop_analytics.platforms.batch import Batch, Reading
from cop_analytics.raw import Loader, lean, prepare
from cop_analytics.runs import Run, StreamCounts

ITEMS_A_PAGE = 250
GZIP_LEVEL = 1


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
