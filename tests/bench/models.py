"""How long the models take for a million contributions, against five scans-and-groups of that table."""

import tempfile
import time
from pathlib import Path

from cop_analytics import raw, warehouse
from cop_analytics.bank import FIRST_NIGHT
from cop_analytics.inputs import load
from cop_analytics.inputs.load import Inputs
from cop_analytics.inputs.registry import Community
from cop_analytics.windows import kept_from

ROOTS, MESSAGES, COMMENTS, PEOPLE, PLACES = 100_000, 650_000, 250_000, 20_000, 200
PARAMETERS = {"data_cut": FIRST_NIGHT, "kept_from": kept_from(FIRST_NIGHT), "min_subgroup": 10, "starter": ["V-1"]}
SCAN = """
    select community_id, member_id, date_trunc('week', contributed_at) as week, count(*)
    from facts.contributions group by all
"""
ENVELOPE = "'{origin}', {key}, hash({key})::varchar, null, timestamp '2026-01-06 02:30', 'run', {payload}, 1"
AT = "strftime(timestamp '2024-10-01' + to_seconds(({n} * 7919) % 40000000), '%Y-%m-%dT%H:%M:%S.000')"


def _fill(con, stream: str, count: int, key: str, payload: str) -> None:
    values = ENVELOPE.format(origin=stream, key=key, payload=f"to_json({payload})")
    con.execute(f"insert into raw.{stream} select {values} from range({count}) as t(n)")


def world(con) -> None:
    raw.prepare(con)
    communities = [Community(f"c{n}", f"C {n}", (str(1000 + n),)) for n in range(PLACES)]
    load.load(con, Inputs(communities, [], [], [], [], []), lambda uid: uid)
    derived = "length_band: 'short', mentions: []::varchar[], links: []::varchar[]"
    author = f"author: 'm' || hash(n, 1) % {PEOPLE}"
    place = f"(1000 + n % {PLACES})::varchar"
    _fill(
        con, "places", PLACES, place, f"{{place_id: {place}, asked_place_id: {place}, type: 'group', state: 'visible'}}"
    )
    person = (
        "person: 'm' || n, enabled: true, external: false, time_zone: 'UTC', unit: 'u' || n % 6, region: 'r', tier: 't'"
    )
    _fill(con, "people", PEOPLE, "'m' || n", f"{{{person}}}")
    root = (
        f"content_id: n::varchar, type: 'discussion', asked_place_id: {place}, place_id: {place}, {author}, "
        f"published: {AT.format(n='n')}, status: 'published', is_question: n % 2 = 0, tags: ['a'], reply_count: 9, {derived}"
    )
    _fill(con, "contents", ROOTS, "n::varchar", f"{{{root}}}")
    for stream, count, extra in (("messages", MESSAGES, "message_id"), ("comments", COMMENTS, "comment_id")):
        reply = (
            f"{extra}: n::varchar, content_id: (n % {ROOTS})::varchar, parent: 'content/' || n % {ROOTS}, {author}, "
            f"published: {AT.format(n='n % ' + str(ROOTS) + ' + 1')}, {derived}"
        )
        _fill(con, stream, count, "n::varchar", f"{{{reply}}}")


def timed(act) -> float:
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


def ratio() -> str:
    with tempfile.TemporaryDirectory() as folder, warehouse.connect(Path(folder) / "w.duckdb") as con:
        world(con)
        building = timed(lambda: warehouse.build(con, folders=("stage", "facts", "networks"), parameters=PARAMETERS))
        count = con.execute("select count(*) from facts.contributions").fetchall()[0][0]
        scans = timed(lambda: [con.execute(SCAN).fetchall() for _ in range(5)])
    return f"{building / scans:.1f} ({count:,} contributions: {building:.1f} s and {scans:.1f} s)"
