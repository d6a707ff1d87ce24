"""Of every item a run received it is known what became of it, on quiet nights, hostile ones and those cut short.

The accounts of a run are compared with what its landed pages say, counted once more from the files alone, with the rows in
raw and with what analysts read.
"""

import gzip
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import orjson
from werkzeug.wrappers import Request

from cop_analytics import bank, ledger, runs, settings, stations
from cop_analytics.errors import CopAnalyticsError
from tests.platform.server import JiveServer, Scripted
from tests.torture import visibility
from tests.torture.figures import Figure

FATES = ("received", "inserted", "updated", "unchanged", "duplicate", "quarantined", "tombstoned")
SEVERAL, MANY = 0.004, 0.06
HOSTILE = (
    lambda item: item | {"id": None, "contentID": None, "resources": None},
    lambda item: item | {"published": 20260106, "person": "somebody", "jive": 7, "user": []},
    lambda item: [item],
    lambda item: None,
    lambda item: item | {"id": float("nan"), "published": "0000-00-00", "person": {}, "jive": {"profile": 3}},
)

Account = dict[str, dict[str, int]]


class CutShort(BaseException):
    """Somebody stopped the run."""


def hostile(platform: JiveServer, share: float, seed: int) -> Callable[[Request], Scripted | None]:
    """The platform's lists with some items unreadable, some twice and some twice and different; the same at each asking."""

    def script(request: Request) -> Scripted | None:
        true = platform._answer(request.path, list(request.args.items(multi=True)))
        if b'"list"' not in true.body:
            return None
        body = json.loads(true.body)
        body["list"] = [spoilt for item in body["list"] for spoilt in _spoilt(item, request.path, share, seed)]
        headers = {"Date": true.headers["Date"]}
        return Scripted(true.status, headers, json.dumps(body).encode())

    return script


def _spoilt(item: dict, path: str, share: float, seed: int) -> Iterator[object]:
    chance = random.Random(f"{seed} {path} {item.get('id')}")
    fate = chance.random() / share
    if fate < 1:
        yield chance.choice(HOSTILE)(item)
        return
    yield item
    if fate < 3:
        yield item if fate < 2 else item | {"likeCount": 3, "state": "owner", "location": "Elsewhere"}


def nights(folder: Path, platform: JiveServer, seed: int, quick: bool) -> Iterator[tuple[str, str]]:
    """What kind of night each was, and how it ended."""
    env = visibility.one_community(folder, platform.url)
    chosen = settings.load(folder / "cop.toml", env)
    chance = random.Random(seed)
    kinds = (
        ["clean", "hostile", "cut short", "clean"] if quick else ["clean", *chance.choices(list(KINDS), k=6), "clean"]
    )
    for day, kind in enumerate(kinds):
        platform.now = bank.FIRST_NIGHT + timedelta(days=day)
        platform.script = hostile(platform, *KINDS[kind](seed + day)) if KINDS[kind] else None
        patience = chance.randrange(1, 5) if kind == "cut short" else None
        yield kind, _night(chosen, platform.now, full=day % 2 == 1, patience=patience)


KINDS = {
    "clean": None,
    "hostile": lambda seed: (SEVERAL, seed),
    "very hostile": lambda seed: (MANY, seed),
    "cut short": lambda seed: (SEVERAL, seed),
}


def _night(chosen: settings.Settings, now: datetime, *, full: bool, patience: int | None) -> str:
    left = iter(range(patience)) if patience is not None else None

    def tell(what: str, done: int, total: int | None) -> None:
        if left is not None and next(left, None) is None:
            raise CutShort

    try:
        with stations.night(chosen, "sweep" if full else "nightly", now) as run:
            stations.pull(chosen, run, full=full, tell=tell)
            stations.refresh(chosen, run, tell=tell)
            stations.publish(chosen, run, tell=tell)
    except CopAnalyticsError as error:
        return error.cause
    except CutShort:
        return "cut short"
    return run.status


def counted_again(home: Path) -> dict[str, Account]:
    """What became of each item of each run and stream, from the page files alone."""
    newest: dict[str, dict[str, str]] = defaultdict(dict)
    accounts: dict[str, Account] = defaultdict(dict)
    sighted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in ledger.events(home):
        if event["event"] != "page":
            continue
        run_id, stream = event["run_id"], event["stream"]
        file = home / "landing" / stream / run_id / f"{event['page']:06d}.json.gz"
        page = orjson.loads(gzip.decompress(file.read_bytes()))
        changed: set[str] = set()
        fates = Counter(accounts[run_id].setdefault(stream, dict.fromkeys(FATES, 0)))
        for batch in page["batches"]:
            fates["received"] += len(batch["records"]) + len(batch["rejects"])
            fates["quarantined"] += len(batch["rejects"])
            for item_id, _, _, digest in batch["records"]:
                fate = _fate(newest[stream].get(item_id), digest, item_id in sighted[run_id, stream])
                fates["duplicate" if item_id in changed and fate == "updated" else fate] += 1
                if fate in ("inserted", "updated"):
                    changed.add(item_id)
                newest[stream][item_id] = digest
                sighted[run_id, stream].add(item_id)
        for _, item_id in page.get("gone", ()):
            fates["tombstoned"] += 1
            newest[stream].pop(item_id, None)
        accounts[run_id][stream] = dict(fates)
    return accounts


def _fate(before: str | None, now: str, is_sighted: bool) -> str:
    if before is None:
        return "inserted"
    if before != now:
        return "updated"
    return "duplicate" if is_sighted else "unchanged"


def unaccounted(home: Path) -> list[str]:
    """Where the accounts of a run differ from each other, or do not add up."""
    again = counted_again(home)
    wrong = []
    for report in runs.reports(home):
        told = {name: {fate: counts[fate] for fate in FATES} for name, counts in report["streams"].items()}
        if told != again.get(report["run_id"], {}):
            wrong.append(f"{report['run_id']} tells {told}, its pages {again.get(report['run_id'])}")
        wrong += [f"{report['run_id']} {name}" for name, counts in report["streams"].items() if not _adds_up(counts)]
        wrong += [] if _is_listed(report) else [f"{report['run_id']}: not every quarantined item is listed"]
    return [*wrong, *_unlike_raw(home, again)]


def _adds_up(counts: dict[str, int]) -> bool:
    kept = counts["inserted"] + counts["updated"] + counts["unchanged"]
    return counts["received"] == kept + counts["duplicate"] + counts["quarantined"] + counts["suppressed"]


def _is_listed(report: dict) -> bool:
    listed = Counter(each["stream"] for each in report["quarantine"])
    return listed == Counter({name: counts["quarantined"] for name, counts in report["streams"].items()}) - Counter()


def _unlike_raw(home: Path, again: dict[str, Account]) -> list[str]:
    """Versions, tombstones and rejects in raw, held against the pages; and what analysts read of the same."""
    wrong = []
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        for run_id, streams in again.items():
            for stream, fates in streams.items():
                asked = f"select count(payload), count(*) - count(payload) from raw.{stream} where run_id = $run_id"
                versions, gone = con.execute(asked, {"run_id": run_id}).fetchall()[0]
                if (versions, gone) != (fates["inserted"] + fates["updated"], fates["tombstoned"]):
                    wrong.append(f"raw.{stream} of {run_id} holds {versions} versions and {gone} tombstones: {fates}")
    return wrong


def unlike_analysts(home: Path) -> list[str]:
    """Streams that `ops.streams` of the analysts' file tells otherwise than the pages do."""
    asked = f"select run_id, stream, {', '.join(f'{fate}_count' for fate in FATES)} from ops.streams"
    with duckdb.connect(str(home / "analysts" / "cop.duckdb"), read_only=True) as con:
        told = {
            (run_id, stream): dict(zip(FATES, counts, strict=True))
            for run_id, stream, *counts in con.execute(asked).fetchall()
        }
    again = {
        (run_id, stream): fates for run_id, streams in counted_again(home).items() for stream, fates in streams.items()
    }
    return [
        f"ops.streams {key}: {told.get(key)}, pages {fates}" for key, fates in again.items() if told.get(key) != fates
    ]


def g10(seeds: Sequence[int], quick: bool) -> Figure:
    """Every item of every run is accounted for, four times over."""
    ended: Counter[str] = Counter()
    fates: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="cop-conserved-") as scratch, JiveServer.of_the_bank() as platform:
            home = Path(scratch) / "var"
            ended += Counter(f"{kind}: {end}" for kind, end in nights(Path(scratch), platform, seed, quick))
            wrong += [f"seed {seed}: {each}" for each in (*unaccounted(home), *unlike_analysts(home))]
            for streams in counted_again(home).values():
                for counts in streams.values():
                    fates += Counter(counts)
    told = ", ".join(f"{fates[fate]:,} {fate}" for fate in FATES)
    ends = ", ".join(f"{count} {end}" for end, count in sorted(ended.items()))
    return Figure(
        "G10",
        "received = inserted + updated + unchanged + duplicate + quarantined + suppressed in each run, counted four times",
        "; ".join([f"{ended.total()} nights ({ends}): {told}, seeds {list(seeds)}", *wrong]),
        not wrong and fates["quarantined"] > 0 and fates["duplicate"] > 0,
    )
