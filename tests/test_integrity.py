"""What is stored is held against its checksums: what is as it was left, what is not, and what mends it."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from cop_analytics import integrity, landing, ledger, raw, runs, stations, warehouse
from cop_analytics.errors import StorageFailed
from cop_analytics.platforms.batch import Batch, Record

MONDAY, TUESDAY = datetime(2026, 1, 5, 2, 30), datetime(2026, 1, 6, 2, 30)


def land(home, now, *names, close=True):
    """A run that lands one member a page."""
    with warehouse.connect(home / "warehouse.duckdb") as con:
        raw.prepare(con)
        run = runs.open_run(home, "nightly", now)
        arrival = landing.Landing(con, run, hash_key=b"k" * 32)
        for name in names:
            arrival.receive([Batch("members", "places/1100/members", [Record(name, None, {})])], lambda *words: None)
    if close:
        run.close("released", 0, None, warehouse=ledger.sha256_of(home / "warehouse.duckdb"))
    return run


def mended(home, left):
    """What a night says once it has looked after its warehouse, of which it knows how it was left."""
    run = runs.open_run(home, "nightly", TUESDAY)
    integrity.mend_warehouse(run, left)
    return run.warnings


def damages(home):
    return [
        (each.what, str(damage).removeprefix(f"{home}/")) for each in integrity.examine(home) for damage in each.damages
    ]


def test_what_nobody_touched_holds(tmp_path):
    land(tmp_path, MONDAY, "ada", "ben")

    assert [(each.what, each.count, each.damages) for each in integrity.examine(tmp_path)][:5] == [
        ("ledger", 4, ()),
        ("landing", 2, ()),
        ("reports", 1, ()),
        ("vault", 0, ()),
        ("warehouse", 1, ()),
    ]


def test_each_damage_is_told_with_its_cure(tmp_path):
    run = land(tmp_path, MONDAY, "ada", "ben")
    pages = sorted((tmp_path / "landing").rglob("*.json.gz"))
    pages[0].write_bytes(b"")
    pages[1].unlink()
    (tmp_path / "runs" / f"{run.run_id}.json").write_text("{}")
    (tmp_path / "warehouse.duckdb").unlink()

    lost = "Restore it from a backup. Nothing can be made anew without it."
    page = f"landing/members/{run.run_id}"
    assert damages(tmp_path) == [
        ("landing", f"{page}/000001.json.gz is not as it was written. {lost}"),
        ("landing", f"{page}/000002.json.gz is missing. {lost}"),
        ("reports", f"runs/{run.run_id}.json is not as it was written. Restore it from a backup."),
        ("warehouse", "warehouse.duckdb is missing. `cop rebuild` makes it anew."),
    ]


def test_a_ledger_whose_end_was_cut_off_is_found_by_what_it_does_not_know(tmp_path):
    land(tmp_path, MONDAY, "ada", "ben")
    file = ledger.file_of(tmp_path)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:1]))

    (found,) = integrity.damages(tmp_path, ["ledger"])
    assert found.problem.startswith("does not know of 2 files")


def test_a_killed_run_may_leave_one_page_that_is_not_in_the_ledger(tmp_path):
    run = land(tmp_path, MONDAY, "ada", "ben", close=False)
    file = ledger.file_of(tmp_path)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    (tmp_path / "runs" / ".x.json.tmp").touch()

    assert integrity.damages(tmp_path, ["ledger"]) == []
    integrity.clear_leftovers(tmp_path)
    assert [path.name for path in (tmp_path / "landing").rglob("*.gz")] == ["000001.json.gz"]
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["ledger.jsonl"]
    assert run.run_id in {event["run_id"] for event in ledger.events(tmp_path)}


@pytest.mark.parametrize("change", ["delete from raw.pages where page = 1", "update raw.members set payload = 'x'"])
def test_a_warehouse_that_is_not_what_was_landed_is_made_anew(tmp_path, change):
    land(tmp_path, MONDAY, "ada", "ben")
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        con.execute(change)

    assert mended(tmp_path, None) == ["the warehouse was damaged or missing; it was built anew from landing"]
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        assert con.execute("select item_id, payload from raw.members order by all").fetchall() == [
            ("ada", "{}"),
            ("ben", "{}"),
        ]


def test_a_warehouse_of_a_killed_run_is_kept_where_it_holds_what_was_landed(tmp_path):
    land(tmp_path, MONDAY, "ada", "ben", close=False)

    assert mended(tmp_path, None) == []


MEASURED = (
    "create schema indicators;create table indicators.measurements as select hash(range) as value from range(1_000_000)"
)


def test_of_a_warehouse_somebody_touched_nothing_is_taken_over(tmp_path):
    land(tmp_path, MONDAY, "ada", "ben")
    left = integrity.last_left(ledger.events(tmp_path))
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        con.execute(MEASURED)

    assert mended(tmp_path, left) == ["the warehouse was damaged or missing; it was built anew from landing"]
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        assert con.execute("select table_name from duckdb_tables() where schema_name = 'indicators'").fetchall() == []


@pytest.mark.parametrize("is_damaged", [False, True])
def test_of_a_killed_run_what_was_measured_is_taken_over_where_it_can_be_read(tmp_path, is_damaged):
    file = tmp_path / "warehouse.duckdb"
    land(tmp_path, MONDAY, "ada", "ben", close=False)
    with warehouse.connect(file) as con:
        con.execute("checkpoint")
        before = file.stat().st_size
        con.execute(f"{MEASURED}; checkpoint")
    if is_damaged:
        with file.open("r+b") as content:
            content.seek((before + file.stat().st_size) // 2)
            content.write(bytes(100_000))

    assert bool(mended(tmp_path, None)) == is_damaged


def test_what_cannot_be_made_anew_is_refused(tmp_path):
    land(tmp_path, MONDAY, "ada")
    next((tmp_path / "landing").rglob("*.gz")).unlink()

    with pytest.raises(StorageFailed, match="Restore it from a backup"):
        integrity.refuse_damage(tmp_path)


@pytest.mark.parametrize(
    ("status", "placed", "kept"), [("failed", False, []), ("failed", True, ["r"]), ("released", False, ["r"])]
)
def test_a_release_noted_by_a_run_that_ended_badly_counts_only_where_it_is(tmp_path, status, placed, kept):
    if placed:
        (tmp_path / "published" / "r").mkdir(parents=True)
    run = runs.open_run(tmp_path, "nightly", MONDAY)
    run.note("released", release_id="r", sha256="0" * 64)
    run.close(status, 0, None)

    assert list(integrity.releases(tmp_path, list(ledger.events(tmp_path)))) == kept


def test_what_rebuild_makes_anew_is_not_mended_before(tmp_path):
    land(tmp_path, MONDAY, "ada", "ben")
    (tmp_path / "warehouse.duckdb").unlink()

    with stations.night(SimpleNamespace(home=tmp_path), runs.REBUILD, TUESDAY) as run:
        assert run.warnings == []
        assert not (tmp_path / "warehouse.duckdb").exists()
