"""What a list, read to its end, no longer holds: missing at first, gone only when there are two witnesses.

An item is missing when a complete reading of its list did not show it. It is gone when a second complete reading, at
another time, did not show it either, or when the platform's own count of the list agrees with what was seen. Too much
missing at once is an incident and no deletion: then nothing of it is believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

LISTS_OF_PLACES = ("contents", "members", "followers")
FEW, SHARE_OF_A_STREAM = 10, 0.02
FEW_OF_A_PLACE, SHARE_OF_A_PLACE = 5, 0.2

MISSING = pa.schema(
    [
        ("stream", pa.string()),
        ("origin", pa.string()),
        ("item_id", pa.string()),
        ("missed_at", pa.timestamp("us")),
        ("reading_count", pa.int32()),
        ("is_certain", pa.bool_()),
        ("is_judged", pa.bool_()),
    ]
)
SEEN = pa.schema([("origin", pa.string()), ("item_id", pa.string())])

Item = tuple[str, str]


@dataclass(frozen=True)
class Whole:
    """A complete reading of one list: the items it showed, and how many the platform says it has (None: it does not)."""

    seen: frozenset[str]
    announced: int | None

    @property
    def is_certain(self) -> bool:
        """Whether the platform's own count agrees."""
        return self.announced == len(self.seen)


@dataclass(frozen=True)
class Verdict:
    """What is concluded for one stream at the end of a run; items are (origin, item id).

    `gone` are to be marked so; `doubted` are no longer held to be missing; the others stay missing. `incident` are lists
    (or the whole stream) from which too much is missing, with how much and of how much; `hidden` those that show nothing
    any more.
    """

    stream: str
    gone: tuple[Item, ...] = ()
    doubted: tuple[Item, ...] = ()
    hidden: tuple[str, ...] = ()
    incident: tuple[tuple[str, int, int], ...] = ()


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table of what is missing where there is none."""
    con.execute(
        "create table if not exists raw.missing (stream varchar, origin varchar, item_id varchar, missed_at timestamp, "
        "reading_count integer, is_certain boolean, is_judged boolean)"
    )


def note(con: duckdb.DuckDBPyConnection, stream: str, readings: Mapping[str, Whole], read_at: datetime) -> None:
    """After complete readings of lists: what each had before and does not show now is missing, anything else is not."""
    before = _missing(con, stream, readings)
    rows = []
    for origin, item_id in _not_shown(con, stream, readings):
        missed_at, count, was_certain, is_judged = before.get((origin, item_id), (None, 0, False, False))
        count += missed_at != read_at
        is_certain = was_certain or readings[origin].is_certain
        rows.append((stream, origin, item_id, read_at, count, is_certain, is_judged))
    _forget(con, stream, list(before))
    _insert(con, rows)


def judge(con: duckdb.DuckDBPyConnection, stream: str, *, is_accepted: bool) -> Verdict | None:
    """What is to be concluded from what is missing; None where there is nothing to conclude.

    `is_accepted` says that a person has looked: even much missing at once is believed then. Gone is still what two
    witnesses say.
    """
    rows = con.execute(
        "select origin, item_id, reading_count > 1 or is_certain, is_judged from raw.missing "
        "where stream = $stream order by all",
        {"stream": stream},
    ).fetchall()
    new = Counter(origin for origin, _, _, is_judged in rows if not is_judged)
    due = [(origin, item_id) for origin, item_id, is_due, _ in rows if is_due]
    if not new and not due:
        return None
    alive = _alive(con, stream)
    missing = Counter(origin for origin, *_ in rows)
    hidden = {o for o in new if _is_of_a_place(stream) and missing[o] == alive[o] >= FEW_OF_A_PLACE}
    incident = _incident(stream, {origin: n for origin, n in new.items() if origin not in hidden}, alive)
    is_doubtful = bool(incident) and not is_accepted
    doubted = [(o, item) for o, item, _, is_judged in rows if not is_judged and (is_doubtful or o in hidden)]
    gone = [item for item in due if not is_doubtful and item[0] not in hidden]
    return Verdict(stream, tuple(gone), tuple(doubted), tuple(sorted(hidden)), incident)


def conclude(con: duckdb.DuckDBPyConnection, stream: str, gone: Iterable[Item], doubted: Iterable[Item]) -> None:
    """Act upon a verdict, but for the tombstones: what stays missing is judged; a list in doubt will be read again whole."""
    doubts = list(doubted)
    _forget(con, stream, [*gone, *doubts])
    con.execute("update raw.missing set is_judged = true where stream = $stream", {"stream": stream})
    con.execute(
        "update raw.lists set basis = null, watermark = null where origin in (select unnest($doubtful::varchar[]))",
        {"doubtful": sorted({origin for origin, _ in doubts})},
    )


def _is_of_a_place(stream: str) -> bool:
    return stream in LISTS_OF_PLACES


def _incident(stream: str, new: Mapping[str, int], alive: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    """Lists of places that lost too much, or the stream as a whole."""
    lost, known = sum(new.values()), sum(alive.values())
    found = [
        (origin, count, alive[origin])
        for origin, count in sorted(new.items())
        if _is_of_a_place(stream) and count > FEW_OF_A_PLACE and count > SHARE_OF_A_PLACE * alive[origin]
    ]
    if lost > FEW and lost > SHARE_OF_A_STREAM * known:
        found.append((stream, lost, known))
    return tuple(found)


def _alive(con: duckdb.DuckDBPyConnection, stream: str) -> Counter[str]:
    """How many items of each list are known and not gone."""
    counts: dict[str, int] = defaultdict(int)
    rows = con.execute(
        f"select origin, count(*) from (select origin, item_id from raw.{stream} group by all "
        "having arg_max(payload is not null, (landed_at, page))) group by all"
    ).fetchall()
    counts.update(rows)
    return Counter(counts)


def _not_shown(con: duckdb.DuckDBPyConnection, stream: str, readings: Mapping[str, Whole]) -> list[Item]:
    seen = [(origin, item_id) for origin, whole in sorted(readings.items()) for item_id in sorted(whole.seen)]
    con.register("seen", _table(seen, SEEN))
    rows = con.execute(
        f"select origin, item_id from raw.{stream} anti join seen using (origin, item_id) "
        "where origin in (select unnest($completed::varchar[])) group by all "
        "having arg_max(payload is not null, (landed_at, page)) order by all",
        {"completed": list(readings)},
    ).fetchall()
    con.unregister("seen")
    return rows


def _missing(
    con: duckdb.DuckDBPyConnection, stream: str, readings: Mapping[str, Whole]
) -> dict[Item, tuple[datetime | None, int, bool, bool]]:
    rows = con.execute(
        "select origin, item_id, missed_at, reading_count, is_certain, is_judged from raw.missing "
        "where stream = $stream and origin in (select unnest($completed::varchar[]))",
        {"stream": stream, "completed": list(readings)},
    ).fetchall()
    return {(origin, item_id): tuple(rest) for origin, item_id, *rest in rows}


def _forget(con: duckdb.DuckDBPyConnection, stream: str, items: list[Item]) -> None:
    if not items:
        return
    con.register("no_longer", _table(items, SEEN))
    con.execute(
        "delete from raw.missing where stream = $stream and (origin, item_id) in (select (origin, item_id) from no_longer)",
        {"stream": stream},
    )
    con.unregister("no_longer")


def _insert(con: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        con.register("missed", _table(rows, MISSING))
        con.execute("insert into raw.missing select * from missed")
        con.unregister("missed")


def _table(rows: list[Any], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)
