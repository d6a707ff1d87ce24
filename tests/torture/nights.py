"""Nights in process: a living platform, the real plan, landing and raw; and what raw holds in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import orjson

from cop_analytics import landing, raw, runs, warehouse
from cop_analytics.errors import CopAnalyticsError
from cop_analytics.platforms.batch import Batch
from cop_analytics.platforms.jive.plan import Pull
from tests.platforms.jive.recorded import records
from tests.torture.living import PLACE, Living

KEY = b"k" * 32
DAY = timedelta(days=1)


class Killed(BaseException):
    """The process is gone: nothing after this line happens."""


@contextmanager
def warehouse_in(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(home / "warehouse.duckdb") as con:
        raw.prepare(con)
        yield con


def night(
    home: Path,
    platform: Living,
    now: datetime,
    *,
    full: bool = False,
    killed_after: int | None = None,
    wait: float = 2.0,
) -> str:
    """One pull; how it ended. One that is killed leaves its run open, as a killed process would."""
    with warehouse_in(home) as con:
        cut_short = runs.is_cut_short(home)
        run = runs.open_run(home, "sweep" if full else "nightly", now)
        cut_short = cut_short or runs.is_cut_short(home)
        landing.load_landed(con, home)
        reading = Pull(
            platform.client(), records(latest=now + DAY), [PLACE], landing.known(con), now, full=full, threads=2,
            resumes=runs.unfinished_sweep(run) if full else None,
            owed=list(landing.owed(con)) if cut_short else (),
        )  # fmt: skip
        land = landing.Landing(con, run, hash_key=KEY, longest_wait=wait)
        try:
            land.receive(_until(killed_after, reading.batches()), lambda stream, count: None)
            land.conclude()
        except Killed:
            return "killed"
        except CopAnalyticsError as error:
            run.close("failed", error.exit_status, str(error), cause=error.cause)
            return error.cause
        run.close("released", 0, None)
        return "released"


def _until(count: int | None, batches: Iterator[Batch]) -> Iterator[Batch]:
    for number, batch in enumerate(batches):
        if number == count:
            raise Killed
        yield batch


def held(home: Path) -> dict[str, set[str]]:
    """What raw holds as there, in the words of `Living.truth`; what hangs on a deleted content went with it."""
    with warehouse_in(home) as con:
        found = {stream: _standing(con, stream) for stream in ("people", "members", "contents", "messages", "likes")}
        deleted = {each["object"] for each in _standing(con, "deletions").values()}
    contents = {key: value for key, value in found["contents"].items() if f"content/{key}" not in deleted}
    messages = {key: value for key, value in found["messages"].items() if value["content_id"] in contents}
    targets = {f"content/{key}" for key in contents} | {f"message/{key}" for key in messages}
    return {
        "people": set(found["people"]),
        "members": set(found["members"]),
        "contents": {
            f"{key} {each['updated']} {each['reply_count']} {each['like_count']}" for key, each in contents.items()
        },
        "messages": {f"{key} of {each['content_id']}" for key, each in messages.items()},
        "likes": {key for key, each in found["likes"].items() if each["target"] in targets},
    }


def tombstones(home: Path) -> list[tuple[str, str]]:
    """(stream, item) of everything ever taken for gone."""
    with warehouse_in(home) as con:
        return [
            (stream, item_id)
            for stream in raw.STREAMS
            for (item_id,) in con.execute(f"select item_id from raw.{stream} where payload is null").fetchall()
        ]


def doubles(home: Path) -> int:
    """Versions of one item that look alike one after the other."""
    with warehouse_in(home) as con:
        return sum(
            con.execute(
                f"select count(*) from (from raw.{stream} qualify content_hash = "
                "lag(content_hash) over (partition by item_id order by landed_at, page))"
            ).fetchall()[0][0]
            for stream in raw.STREAMS
        )


def _standing(con: duckdb.DuckDBPyConnection, stream: str) -> dict[str, dict]:
    rows = con.execute(
        f"select item_id, arg_max(payload, (coalesce(updated_at, '-infinity'), landed_at, page)) from raw.{stream} "
        "group by all having arg_max(payload is not null, (landed_at, page))"
    ).fetchall()
    return {item_id: orjson.loads(payload) for item_id, payload in rows}
