"""How many items a core parses, derives from, pseudonymises, lands and loads in a second of its time."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from cop_analytics import bank, landing, raw, runs, warehouse
from cop_analytics.platforms.batch import Batch
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.records import Profile, Records
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.privacy.vault import Vault

ITEMS, PAGE = 30_000, 100
SENTENCE = "the limit is reset overnight although nobody touched the approval. "


def pages(items: int, body_bytes: int) -> Iterator[bytes]:
    """Pages of messages as they come over the wire."""
    text = "<p>" + SENTENCE * (body_bytes // len(SENTENCE)) + "</p>" if body_bytes else ""
    for start in range(0, items, PAGE):
        yield orjson.dumps({"list": [_message(number, text) for number in range(start, start + PAGE)]})


def _message(number: int, text: str) -> dict[str, object]:
    return {
        "id": str(number),
        "type": "message",
        "author": {"id": str(2001 + number % 1500), "type": "person"},
        "content": {"type": "text/html", "text": text},
        "published": "2025-12-08T21:47:51.807+0000",
        "updated": "2025-12-08T21:47:51.807+0000",
        "parent": "https://jive.bank.example/api/core/v3/contents/1201",
        "likeCount": 0,
        "replyCount": 0,
        "answer": False,
    }


def land(home: Path, items: int, body_bytes: int) -> None:
    with Vault(home / "vault.duckdb") as vault, warehouse.connect(home / "warehouse.duckdb") as con:
        raw.prepare(con)
        names = Pseudonyms("an invented key of more than thirty-two characters", vault)
        records = Records(names.pseudonym, names.key_hash, lambda field, values: None, Profile((), (), ()))
        run = runs.open_run(home, "bench", bank.FIRST_NIGHT)
        landing.Landing(con, run, hash_key=names.record_key, flush_salts=vault.flush).receive(
            (_batch(records, page) for page in pages(items, body_bytes)), lambda stream, count: None
        )


def _batch(records: Records, page: bytes) -> Batch:
    listed = orjson.loads(page)["list"]
    return records.read(
        "messages", listed, "contents/1201/messages", resources.MESSAGES, lambda item: records.message(item, "1201")
    )


def rate(*, body_bytes: int) -> str:
    prepared = time.process_time()
    for _ in pages(ITEMS, body_bytes):
        pass
    making = time.process_time() - prepared
    with tempfile.TemporaryDirectory() as folder:
        begun, wall = time.process_time(), time.monotonic()
        land(Path(folder), ITEMS, body_bytes)
        spent, waited = time.process_time() - begun - making, time.monotonic() - wall - making
    return f"{ITEMS / spent:,.0f} ({ITEMS / waited:,.0f} by the wall clock)"
