"""What is older than may be kept goes: what was landed of events 104 weeks ago, releases of 13 months ago.

Of landing, pages of before are removed, and pages since are written anew without what happened before. Each is noted before
it is done, and a kill in between loses nothing: whoever comes next begins anew and finds the rest.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import orjson

from cop_analytics import integrity, landing, ledger, runs, stores
from cop_analytics.agreement import RETENTION_DAYS
from cop_analytics.landing import GZIP_LEVEL, as_kept
from cop_analytics.platforms.batch import framed
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.runs import Run
from cop_analytics.settings import Settings
from cop_analytics.windows import kept_from

Json = dict[str, Any]
Tell = Callable[[str, int, int | None], None]

RELEASES_KEPT = timedelta(days=RETENTION_DAYS["releases"])
ALWAYS_KEPT = 2
"""The release that stands, and the one before it, from which it carried over closed windows."""

QUIET = """
    with moments as (
        select item_id as content_id, greatest(payload ->> '$.published', payload ->> '$.last_activity') as moment
        from raw.contents where payload is not null
        union all
        select payload ->> '$.content_id', payload ->> '$.published' from raw.messages where payload is not null
        union all
        select payload ->> '$.content_id', payload ->> '$.published' from raw.comments where payload is not null
    )
    select content_id from moments group by all having max(moment) < $since
"""
LIKED = """
    with written as (
        select 'content/' || item_id as thing, payload ->> '$.published' as published from raw.contents
        union all
        select 'message/' || item_id, payload ->> '$.published' from raw.messages
        union all
        select 'comment/' || item_id, payload ->> '$.published' from raw.comments
    )
    select distinct thing from written
    semi join (select distinct payload ->> '$.target' as thing from raw.likes) as likes using (thing)
    where published >= $since
"""


@dataclass(frozen=True)
class Kept:
    """What stays of landing: events `since`; nothing of `quiet` threads (content ids); likes of `liked` things alone."""

    since: datetime
    quiet: frozenset[str]
    liked: frozenset[str]

    @property
    def since_text(self) -> str:
        return f"{self.since:%Y-%m-%dT%H:%M:%S}"


def keep_no_longer(settings: Settings, run: Run, tell: Tell) -> None:
    """Once a quarter: landing without what is older than may be kept, the warehouse loaded anew from it.

    The salt of somebody of whom nothing is left goes too.
    """
    home, since = settings.home, kept_from(run.now)
    if not _is_due(home, since):
        return
    with stores.open_vault(home) as vault:
        record_key = Pseudonyms(settings.privacy.key.get_secret_value(), vault).record_key
        if unneeded := vault.unneeded(since):
            run.note("salts_expired", salts=len(vault.salts) - len(unneeded))
            vault.destroy(unneeded)
    with stores.open_warehouse(home) as con:
        landing.load_landed(con, home)
        what = kept(con, since)
    if count := clean_landing(home, run, what, record_key, tell):
        stores.remove_warehouse(home)
        words = f"{count:,} landed pages went or were written anew"
        run.sentences.append(f"Nothing of before {since:%Y-%m-%d} is kept: {words}.")


def _is_due(home: Path, since: datetime) -> bool:
    """Whether what happened before `since` may still lie in landing."""
    return not any(
        event["event"] == "kept_from" and event["since"] == since.isoformat() for event in ledger.events(home)
    )


def shrank(home: Path) -> bool:
    """Whether anything went since the last good run: then there may be far less of everything than there was."""
    has_gone = False
    for event in ledger.events(home):
        if event["event"] == "kept_from":
            has_gone = has_gone or event["pages"] > 0
        if event["event"] == "run_closed" and event["status"] in runs.GOOD:
            has_gone = False
    return has_gone


def kept(con: duckdb.DuckDBPyConnection, since: datetime) -> Kept:
    """What stays of what was landed, asked of raw, which holds it all."""
    asked = {"since": f"{since:%Y-%m-%dT%H:%M:%S}"}
    quiet, liked = (frozenset(text for (text,) in con.execute(sql, asked).fetchall()) for sql in (QUIET, LIKED))
    return Kept(since, quiet, liked)


def clean_landing(home: Path, run: Run, what: Kept, record_key: bytes, tell: Tell) -> int:
    """Remove and write anew what has to be; the number of pages."""
    events = list(ledger.events(home))
    old = [event for event in events if event["event"] == "page" and runs.begun_at(event["run_id"]) < what.since]
    removed = sum(_remove(home, run, landing.page_file(home, e["stream"], e["run_id"], e["page"])) for e in old)
    pages = [event for event in landing.pages(ledger.events(home)) if event["stream"] in RULES]
    changed = 0
    for number, event in enumerate(pages, start=1):
        file = landing.page_file(home, event["stream"], event["run_id"], event["page"])
        page = orjson.loads(gzip.decompress(file.read_bytes()))
        if _cut(page, what, record_key):
            integrity.rewrite(home, run, file, gzip.compress(orjson.dumps(page), GZIP_LEVEL, mtime=0))
            changed += 1
        tell("landed pages", number, len(pages))
    run.note("kept_from", since=what.since.isoformat(), pages=removed + changed)
    return removed + changed


def forget_old_releases(run: Run) -> int:
    """Remove releases of more than 13 months ago but the newest two; how many."""
    home, events = run.home, list(ledger.events(run.home))
    dated = {event["release_id"]: event["run_id"] for event in events if event["event"] == "released"}
    standing = list(integrity.releases(home, events))[-ALWAYS_KEPT:]
    old = [
        home / "published" / name
        for name, run_id in dated.items()
        if name not in standing and runs.begun_at(run_id) < run.now - RELEASES_KEPT
    ]
    return sum(_remove(home, run, folder) for folder in old)


def forget_matches(run: Run, programmes: Iterable[str]) -> None:
    """Remove what is kept of the pairs of `programmes`; the sheets are their coordinator's, who is told."""
    for programme in programmes:
        _remove(run.home, run, run.home / "mentoring" / programme)
        run.warnings.append(
            f"mentoring programme {programme} is over: what is kept of its people is gone, what was published stays. "
            f"Delete inputs/mentoring/{programme} as well"
        )


def _remove(home: Path, run: Run, path: Path) -> bool:
    """Whether it was there."""
    if not path.exists():
        return False
    run.note("expired", file=path.relative_to(home).as_posix())
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    return True


def _cut(page: Json, what: Kept, record_key: bytes) -> bool:
    """Take out of a page what may not be kept; whether there was any."""
    rule = partial(RULES[page["stream"]], what)
    is_cut = False
    for batch in page["batches"]:
        standing = [_stands(record, rule, record_key) for record in batch["records"]]
        if standing != batch["records"]:
            batch["records"] = [record for record in standing if record is not None]
            is_cut = True
    for name in {"gone", "doubted"} & page.keys():
        left = [entry for entry in page[name] if not _is_gone_below(entry[0], page["stream"], entry[1], what)]
        is_cut = is_cut or left != page[name]
        page[name] = left
    return is_cut


def _stands(record: list[Any], rule: Callable[[Json], Mapping[str, object] | None], key: bytes) -> list[Any] | None:
    payload = orjson.loads(record[2])
    left = rule(payload)
    return record if left == payload else None if left is None else as_kept(record[0], record[1], left, key)


def _is_gone_below(origin: str, stream: str, item_id: str, what: Kept) -> bool:
    """Whether something concluded to be gone is of what is kept no longer."""
    family, number = origin.split("/")[:2]
    if stream == "likes":
        return f"{family}/{number}" not in what.liked
    return (item_id if stream == "contents" else number) in what.quiet


def _contribution(what: Kept, payload: Json) -> Mapping[str, object] | None:
    if payload["content_id"] in what.quiet:
        return None
    return payload if payload["published"] >= what.since_text else framed(payload)


def _like(what: Kept, payload: Json) -> Json | None:
    return payload if payload["target"] in what.liked else None


def _deed(what: Kept, payload: Json, *, dated: str) -> Json | None:
    return payload if payload[dated] >= what.since_text else None


RULES: Mapping[str, Callable[[Kept, Json], Mapping[str, object] | None]] = {
    "contents": _contribution,
    "messages": _contribution,
    "comments": _contribution,
    "likes": _like,
    "outcomes": partial(_deed, dated="marked_at"),
    "versions": partial(_deed, dated="published"),
    "deletions": partial(_deed, dated="event_at"),
}
"""What stays of a record of each stream that tells of events: all of it, a frame, or nothing."""
