"""Readers that hammer the newest release and the analysts' file while both are replaced again and again."""

import hashlib
import json
import tempfile
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import duckdb

from cop_analytics import analysts, warehouse
from cop_analytics.publish.release import release
from tests.publish.worlds import CUT
from tests.tables import given
from tests.torture.figures import Figure

COLUMNS = "community_id|name|kind|domain|launched_on|stage_declared|member_count|not_visible_place_count|status"


def pages_of(tables, cut, folder: Path) -> int:
    """One page, so that a release has one."""
    folder.mkdir()
    (folder / "index.html").write_text("<p>ships</p>")
    return 1


def publish(con, home: Path, edition: int) -> None:
    """A release and an analysts' file that say which edition they are."""
    row = f"harbour|Harbour|community|edition {edition:06d}|2025-01-15|coalescing|23|0|shown"
    given(con, "publish.communities", f"{COLUMNS}\n{row}")
    given(con, "facts.communities", f"community_id|name|domain\nharbour|Harbour|edition {edition:06d}")
    cut = CUT + timedelta(days=edition)
    floors = {"min_group": 5, "min_subgroup": 10}
    release(con, home, data_cut=cut, **floors, draw=pages_of, tell=lambda *words: None, note=lambda *words: None)
    analysts.snapshot(con, home / "analysts" / "cop.duckdb", ("facts",))


def edition_of_release(home: Path) -> str:
    """The edition of the release that stands, every file of it held against its descriptor."""
    folder = (home / "published" / "current").resolve()
    package = json.loads((folder / "datapackage.json").read_text())
    for each in [*package["resources"], *package["pages"]]:
        content = (folder / each["path"]).read_bytes()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == each["hash"], each["path"]
    return (folder / "tables" / "communities.csv").read_text().partition("edition ")[2][:6]


def edition_by_duckdb(home: Path) -> str:
    file = str(home / "published/current/tables/communities.parquet")
    with duckdb.connect() as con:
        return con.execute("select domain from read_parquet($file)", {"file": file}).fetchall()[0][0][-6:]


def edition_of_analysts(home: Path) -> str:
    with duckdb.connect(str(home / "analysts" / "cop.duckdb"), read_only=True) as con:
        return con.execute("select domain from facts.communities").fetchall()[0][0][-6:]


def hammered(editions: int, readings: int) -> tuple[int, list[str], int]:
    """(readings, what went wrong, how often a reader went backwards) while at least so many editions appear."""
    errors, backwards, counts, over = [], [0], [0, 0, 0], threading.Event()
    with tempfile.TemporaryDirectory() as folder, warehouse.connect(":memory:") as con:
        home = Path(folder)
        publish(con, home, 0)

        def hammer(number: int, read: Callable[[Path], str]) -> None:
            last = ""
            while not over.is_set():
                try:
                    seen = read(home)
                except (OSError, AssertionError, duckdb.Error, ValueError) as error:
                    errors.append(f"{read.__name__}: {type(error).__name__}: {error}"[:200])
                    continue
                backwards[0] += seen < last
                last, counts[number] = seen, counts[number] + 1

        readers = (edition_of_release, edition_by_duckdb, edition_of_analysts)
        threads = [threading.Thread(target=hammer, args=each) for each in enumerate(readers)]
        for thread in threads:
            thread.start()
        edition = 0
        while edition < editions or sum(counts) < readings:
            edition += 1
            publish(con, home, edition)
        over.set()
        for thread in threads:
            thread.join()
    return sum(counts), errors, backwards[0]


def g16(seeds: Sequence[int], quick: bool) -> Figure:
    """Three readers without pause while editions follow each other."""
    editions, readings = (15, 60) if quick else (300, 2000)
    opened, errors, backwards = hammered(editions, readings)
    figure = "; ".join(
        [
            f"{opened} readings over {editions} or more editions: {len(errors)} errors, {backwards} backwards",
            *errors[:3],
        ]
    )
    return Figure(
        "G16", "publishing under readers: 0 errors, nothing torn, never backwards", figure, not errors and not backwards
    )
