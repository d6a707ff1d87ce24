"""Records → page files → raw: what the platform said, landed once on disk, then loaded page by page.

Order of durability: salts in the vault, the page file (temporary, synced, renamed), its line in the ledger, one
transaction in the warehouse. A kill between any two is mended by `load_landed`, which loads what the ledger has and raw
lacks; the same function rebuilds raw from nothing. What is concluded at a run's end, from what complete lists no longer
showed, lands as a page as well.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from cop_analytics import absences, gates, ledger
from cop_analytics.absences import Verdict
from cop_analytics.errors import StorageFailed
from cop_analytics.ledger import Event
from cop_analytics.platforms.batch import Batch, Reading, Record
from cop_analytics.raw import ENDS, STREAMS, Loader, lean, prepare, roomy
from cop_analytics.runs import Run, StreamCounts
from cop_analytics.warehouse import CheckResult

ITEMS_A_PAGE = 250
GZIP_LEVEL = 1
LONGEST_WAIT = 2.0


def known(con: duckdb.DuckDBPyConnection) -> dict[str, Reading]:
    """How each list looked when it was last read to its end."""
    rows = con.execute(
        "select origin, basis, watermark, completed_at, cursor, begun from raw.lists full join raw.readings using (origin)"
    ).fetchall()
    return {origin: Reading(*words) for origin, *words in rows}


def owed(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Record]]:
    """(stream, record) of every content, and of every reply somebody liked, as it stands: what a run that was cut short
    landed, it may have been about to follow.
    """
    for stream in ("contents", "messages", "comments"):
        liked = "" if stream == "contents" else "where json_extract(payload, '$.like_count')::integer > 0"
        rows = con.execute(
            f"from (select item_id, arg_max(payload, (landed_at, page)) as payload from raw.{stream} group by all "
            f"having arg_max(payload is not null, (landed_at, page))) {liked} order by item_id"
        )
        for item_id, payload in rows.fetchall():
            yield stream, Record(item_id, None, orjson.loads(payload))


class Landing:
    """Lands and loads the batches of one run.

    `flush_salts` is called before any page with new pseudonyms lands, and says how many salts there are. Answers wait for
    others of their stream to fill a page, for `longest_wait` seconds at most: what waits is asked again after a kill.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        run: Run,
        *,
        hash_key: bytes,
        flush_salts: Callable[[], int] = lambda: 0,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._longest_wait, self._since = longest_wait, time.monotonic()
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
                if time.monotonic() - self._since >= self._longest_wait:
                    self._land_all(tell)
            self._land_all(tell)

    def _land_all(self, tell: Callable[[str, int], None]) -> None:
        for stream in list(self._waiting):
            self._land(stream)
            tell(stream, self._run.streams[stream].received)
        self._since = time.monotonic()

    def conclude(self) -> None:
        """Say of what is missing from complete lists whether it is gone; at the end of a pull that was not cut short.

        Raises CheckFailed where too much is missing at once and nobody has accepted that: then nothing is gone.
        """
        with lean(self._con):
            verdicts = [verdict for stream in STREAMS if (verdict := self._judged(stream))]
            for verdict in verdicts:
                self._run.places |= {origin.split("/")[1]: "shows_nothing" for origin in verdict.hidden}
                loaded = self._land_page(verdict.stream, [], gone=verdict.gone, doubted=verdict.doubted)
                self._run.streams.setdefault(verdict.stream, StreamCounts()).tombstoned += loaded.tombstoned
        gates.judge(self._run, map(_claim, verdicts))

    def _judged(self, stream: str) -> Verdict | None:
        with roomy(self._con):
            return absences.judge(self._con, stream, is_accepted=vanishing(stream) in self._run.accepted)

    def _land(self, stream: str) -> None:
        batches = self._waiting.pop(stream, [])
        if batches:
            self._count(stream, batches, self._land_page(stream, batches))

    def _land_page(self, stream: str, batches: list[Batch], **concluded: object) -> StreamCounts:
        """Write a page, note it in the ledger, load it."""
        number = self._pages[stream] = self._pages.get(stream, 0) + 1
        page = {
            "stream": stream,
            "run_id": self._run.run_id,
            "page": number,
            "landed_at": self._run.now.isoformat(),
            "batches": [self._written(batch) for batch in batches],
            **concluded,
        }
        content = gzip.compress(orjson.dumps(page), GZIP_LEVEL, mtime=0)
        salts = self._flush_salts()
        ledger.write_whole(page_file(self._run.home, stream, self._run.run_id, number), content)
        sha256 = hashlib.sha256(content).hexdigest()
        count = sum(batch.received for batch in batches)
        self._run.note("page", stream=stream, page=number, sha256=sha256, items=count, salts=salts)
        return self._loader.load(page, sha256)

    def _written(self, batch: Batch) -> dict[str, object]:
        """A batch as the page file holds it."""
        records = [as_kept(each.item_id, each.updated_at, each.payload, self._hash_key) for each in batch.records]
        return {
            "origin": batch.origin,
            "completes": batch.completes,
            "basis": batch.basis,
            "watermark": batch.watermark,
            "cursor": batch.cursor,
            "announced": batch.announced,
            "suppressed": batch.suppressed,
            "records": records,
            "rejects": [asdict(reject) for reject in batch.rejects],
            "dropped_fields": batch.dropped_fields,
        }

    def _count(self, stream: str, batches: Iterable[Batch], loaded: StreamCounts) -> None:
        total = self._run.streams.setdefault(stream, StreamCounts())
        for name in ("received", "inserted", "updated", "unchanged", "duplicate", "quarantined", "suppressed"):
            setattr(total, name, getattr(total, name) + getattr(loaded, name))
        fields = self._run.fields.setdefault(stream, Counter())
        for batch in batches:
            for record in batch.records:
                fields.update(["", *(name for name, value in record.payload.items() if value not in (None, [], {}))])
            if batch.completes in ENDS and batch.watermark:
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


def as_kept(item_id: str, updated_at: object, payload: Mapping[str, object], hash_key: bytes) -> list[Any]:
    """A record as a page file holds it: item id, updated, payload as JSON text, keyed hash of it."""
    text = orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)
    return [item_id, updated_at, text.decode(), hmac.digest(hash_key, text, "sha256").hex()[:32]]


def vanishing(stream: str) -> str:
    """The name of the gate that not too much of a stream vanishes at once."""
    return f"{stream}__do_not_vanish_at_once"


def _claim(verdict: Verdict) -> CheckResult:
    claim = f"The {verdict.stream} the platform shows do not vanish in numbers: here (list, missing, known) they do."
    return CheckResult(vanishing(verdict.stream), "fail", claim, len(verdict.incident), verdict.incident[:10])


def page_file(home: Path, stream: str, run_id: str, page: int) -> Path:
    """Where a page lies."""
    return home / "landing" / stream / run_id / f"{page:06d}.json.gz"


def load_landed(con: duckdb.DuckDBPyConnection, home: Path, *, until: str | None = None) -> int:
    """Load every page that the ledger has and raw lacks, in the ledger's order; the number of pages.

    `until` is the run after whose end nothing is loaded. Raises StorageFailed for a page that is missing or not as it was
    landed.
    """
    prepare(con)
    loaded = set(con.execute("select stream, run_id, page from raw.pages").fetchall())
    missing = [
        event
        for event in pages(_until(ledger.events(home), until))
        if (event["stream"], event["run_id"], event["page"]) not in loaded
    ]
    loader = Loader(con)
    with lean(con):
        for event in missing:
            page = read_page(home, event)
            page["batches"] = [_revived(batch) for batch in page["batches"]]
            loader.load(page, str(event["sha256"]))
    return len(missing)


def pages(events: Iterable[Event]) -> list[Event]:
    """The lines of all pages that are kept, in order; of one that was written anew, with the checksum it has since."""
    told = list(events)
    newer, expired = ledger.rewritten(told), ledger.expired(told)
    return [
        event | dict(zip(("sha256", "was"), newer.get(_place(event), (event["sha256"], event["sha256"])), strict=True))
        for event in told
        if event["event"] == "page" and _place(event) not in expired
    ]


def _place(event: Event) -> str:
    """Where a page lies below the home."""
    return page_file(Path(), event["stream"], event["run_id"], event["page"]).as_posix()


def _until(events: Iterator[Event], run_id: str | None) -> Iterator[Event]:
    for event in events:
        yield event
        if event["event"] == "run_closed" and event["run_id"] == run_id:
            return


def read_page(home: Path, event: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a ledger line, checked against its checksum."""
    file = page_file(home, event["stream"], event["run_id"], event["page"])
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StorageFailed(
            f"{file}: {error.strerror}. Restore it from a backup; nothing was loaded after it."
        ) from error
    if hashlib.sha256(content).hexdigest() not in (event["sha256"], event.get("was")):
        raise StorageFailed(f"{file} is not as it was landed. Restore it from a backup; nothing was loaded after it.")
    page: dict[str, Any] = orjson.loads(gzip.decompress(content))
    return page


def _revived(batch: dict[str, Any]) -> dict[str, Any]:
    def moment(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    records = [(item_id, moment(updated), payload, digest) for item_id, updated, payload, digest in batch["records"]]
    return batch | {"watermark": moment(batch["watermark"]), "records": records}
