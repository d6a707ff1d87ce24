"""What is older than may be kept goes from every file, and all else still holds."""

import gzip
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pyarrow.parquet as pq
import pytest

from cop_analytics import expiry, integrity, landing, ledger, raw, rebuild, runs, stations, stores, warehouse
from cop_analytics.agreement import RETENTION_DAYS
from cop_analytics.platforms.batch import Batch, Record
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.windows import kept_from, quarter_starts
from tests.mentoring.test_tables import BANK
from tests.torture.homes import NIGHTS, analysts_of, night, quiet, release_of, settings_of

KEY = b"k" * 32
SINCE = datetime(2025, 3, 31)
NOW = datetime(2027, 3, 2, 2, 30)
"""104 weeks before lie within the fifteen months of the invented bank."""
OLD, YOUNG = "2024-05-01T09:00:00.000", "2025-06-01T09:00:00.000"


@pytest.mark.parametrize(
    "day", [datetime(2026, 1, 6), datetime(2026, 12, 31), datetime(2027, 3, 2), datetime(2033, 1, 5)]
)
def test_what_is_kept_begins_with_a_quarter_within_the_last_104_weeks(day):
    since = kept_from(day)

    assert timedelta(weeks=104 - 14) < day - since <= timedelta(weeks=104)
    assert day - since <= timedelta(days=RETENTION_DAYS["landing, raw and facts"])
    assert since in quarter_starts(since.isocalendar().year)


def content(number, published, last_activity):
    told = {"published": published, "last_activity": last_activity, "author": "m_ada", "mentions": ["m_ben"]}
    return Record(number, None, {"content_id": number, **told})


def message(number, thread, published):
    told = {"published": published, "author": "m_ben", "mentions": []}
    return Record(number, None, {"message_id": number, "content_id": thread, **told})


def like(target):
    return Record(f"{target}/m_cyd", None, {"target": target, "person": "m_cyd"})


LANDED = (
    Batch(
        "contents", "places/1/contents", [content("1", OLD, OLD), content("2", OLD, YOUNG), content("3", YOUNG, YOUNG)]
    ),
    Batch("messages", "contents/1/messages", [message("11", "1", OLD)], completes="everything"),
    Batch(
        "messages", "contents/2/messages", [message("21", "2", OLD), message("22", "2", YOUNG)], completes="everything"
    ),
    Batch("likes", "content/2/likes", [like("content/2")], completes="everything"),
    Batch("likes", "message/22/likes", [like("message/22")], completes="everything"),
    Batch(
        "outcomes", "contents/3/outcomes", [Record("9", None, {"content_id": "3", "marked_at": OLD, "person": "m_dee"})]
    ),
    Batch(
        "versions",
        "contents/3/versions",
        [Record("3/2", None, {"content_id": "3", "published": YOUNG, "person": "m_ada"})],
    ),
    Batch("deletions", "deletedObjects/people", [Record("d", None, {"object": "m_eli", "event_at": OLD})]),
    Batch("members", "places/1/members", [Record("1/m_dee", None, {"person": "m_dee", "state": "member"})]),
)
LEFT = {
    "contents": [("2", None, []), ("3", "m_ada", ["m_ben"])],
    "messages": [("21", None, []), ("22", "m_ben", [])],
    "likes": [("message/22/m_cyd", None, None)],
    "outcomes": [],
    "versions": [("3/2", None, None)],
    "deletions": [],
    "members": [("1/m_dee", None, None)],
}


def land(home, now, *batches):
    with warehouse.connect(home / "warehouse.duckdb") as con:
        raw.prepare(con)
        run = runs.open_run(home, "test", now)
        landing.Landing(con, run, hash_key=KEY).receive(batches, lambda stream, count: None)
        run.close("done", 0, None)


def cleaned(home, since=SINCE):
    """How many pages went or were written anew, and what is left when all is loaded again."""
    run = runs.open_run(home, "test", NOW)
    with warehouse.connect(home / "warehouse.duckdb") as con:
        count = expiry.clean_landing(home, run, expiry.kept(con, since), KEY, quiet)
    run.close("done", 0, None)
    with warehouse.connect(":memory:") as con:
        landing.load_landed(con, home)
        left = {
            stream: [
                (item, told.get("author"), told.get("mentions"))
                for item, text in con.execute(f"select item_id, payload from raw.{stream} order by all").fetchall()
                for told in [json.loads(text)]
            ]
            for stream in LEFT
        }
    return count, left


def test_events_of_before_go_and_in_threads_that_go_on_frames_stay(tmp_path):
    land(tmp_path, datetime(2026, 1, 6), *LANDED)

    assert cleaned(tmp_path) == (5, LEFT)
    assert cleaned(tmp_path) == (0, LEFT)
    assert [str(damage) for each in integrity.examine(tmp_path, ["landing"]) for damage in each.damages] == []


def test_pages_landed_before_are_removed(tmp_path):
    land(tmp_path, SINCE - timedelta(days=1), LANDED[-1])
    land(tmp_path, SINCE + timedelta(days=1), LANDED[-1])

    assert cleaned(tmp_path)[0] == 1
    assert [file.parent.name[:8] for file in (tmp_path / "landing").rglob("*.gz")] == ["20250401"]
    assert [str(damage) for each in integrity.examine(tmp_path, ["ledger", "landing"]) for damage in each.damages] == []


def test_a_kill_between_note_and_removal_leaves_nothing_behind(tmp_path, monkeypatch):
    land(tmp_path, SINCE - timedelta(days=1), LANDED[-1])
    monkeypatch.setattr(Path, "unlink", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        cleaned(tmp_path)
    monkeypatch.undo()

    assert cleaned(tmp_path)[0] == 1
    assert list((tmp_path / "landing").rglob("*.gz")) == []


def test_a_salt_goes_with_the_last_that_is_kept_of_a_person(tmp_path):
    settings = settings_of(tmp_path)
    for now, uids in (
        (SINCE - timedelta(days=1), ("2001", "2002", "2003", "2004")),
        (NOW - timedelta(days=1), ("2001",)),
    ):
        with stores.open_vault(settings.home, now) as vault:
            names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
            named = {uid: names.pseudonym(uid) for uid in uids}
    with stores.open_vault(settings.home) as vault:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        objecting, last = names.pseudonym("2002"), names.pseudonym("2003")
        vault.object(names.person_key("2002"), objecting)
        asked = names.person_key("2003")
        salt = vault.salts[asked]
    run = runs.open_run(settings.home, "nightly", NOW)
    expiry.keep_no_longer(settings, run, quiet)

    with stores.open_vault(settings.home, NOW) as vault:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        assert [names.known(uid) is not None for uid in ("2001", "2002", "2003", "2004")] == [True, True, False, False]
        assert (names.pseudonym("2001"), names.pseudonym("2002")) == (named["2001"], objecting)
        assert names.pseudonym("2003") != last
    assert salt not in (settings.home / "vault.duckdb").read_bytes()
    assert [str(damage) for each in integrity.examine(settings.home, ["vault"]) for damage in each.damages] == []


def test_releases_of_more_than_13_months_ago_go_but_the_newest_two(tmp_path):
    for number, month in enumerate((1, 2, 12)):
        run = runs.open_run(tmp_path, "nightly", datetime(2025, month, 1))
        (tmp_path / "published" / f"r{number}").mkdir(parents=True)
        run.note("released", release_id=f"r{number}", sha256="")
        run.close("released", 0, None)
    run = runs.open_run(tmp_path, "nightly", datetime(2026, 2, 20))

    assert expiry.forget_old_releases(run) == 1
    assert sorted(each.name for each in (tmp_path / "published").iterdir()) == ["r1", "r2"]
    assert list(integrity.releases(tmp_path, list(ledger.events(tmp_path)))) == ["r1", "r2"]
    late = runs.open_run(tmp_path, "nightly", datetime(2029, 1, 1))
    assert expiry.forget_old_releases(late) == 0


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    """A home with a night of January 2026, and one of March 2027 in which much is older than may be kept."""
    folder = tmp_path_factory.mktemp("aged")
    settings_of(folder)
    shutil.copytree(BANK / "mentoring", folder / "inputs/mentoring")
    night(folder, NIGHTS[0])
    shutil.copytree(folder / "var/published/current/tables", folder / "first")
    night(folder, NOW, full=True)
    return folder


@pytest.mark.slow
def test_after_a_night_nothing_older_names_anybody(aged):
    for file in (aged / "var/landing").rglob("*.gz"):
        page = orjson.loads(gzip.decompress(file.read_bytes()))
        for batch in page["batches"]:
            for _, _, text, _ in batch["records"]:
                payload = orjson.loads(text)
                moment = payload.get("published") or payload.get("marked_at") or payload.get("event_at") or "9"
                assert moment >= f"{SINCE:%Y-%m-%d}" or (payload["author"], payload["mentions"]) == (None, [])
    with duckdb.connect(str(aged / "var/analysts/cop.duckdb"), read_only=True) as con:
        asked = "select count(*), count(member_id) from facts.contributions where contributed_at < $since"
        [(frames, named)] = con.execute(asked, {"since": SINCE}).fetchall()
        assert (frames > 0, named) == (True, 0)
        asked = "select count(*) from indicators.measurements where window_start < $since"
        assert con.execute(asked, {"since": SINCE}).fetchall() == [(0,)]
    assert [str(damage) for each in integrity.examine(aged / "var") for damage in each.damages] == []


@pytest.mark.slow
def test_a_home_that_kept_all_and_one_that_begins_today_then_know_the_same(aged, tmp_path):
    night(tmp_path, NOW, full=True)
    asked = (
        "select contribution_id, thread_id, contributed_at, member_id is null from facts.contributions order by all",
        "select contribution_id, replied_at, is_parent_inferred, to_member_id is null from facts.replies order by all",
        "select contribution_id, count(*) from facts.reactions group by all order by all",
        "select thread_id, reply_count, first_reply_at, closed_at from facts.threads order by all",
    )

    def known(folder):
        with duckdb.connect(str(folder / "var/analysts/cop.duckdb"), read_only=True) as con:
            return [con.execute(sql).fetchall() for sql in asked]

    assert known(aged) == known(tmp_path)


@pytest.mark.slow
def test_closed_windows_stay_published_and_all_can_be_made_anew(aged, tmp_path):
    folder = Path(shutil.copytree(aged, tmp_path / "home", symlinks=True))
    home = folder / "var"
    with duckdb.connect() as con:
        table = home / "published/current/tables/indicator_measurements.parquet"
        asked = f"select count(*) from '{table}' where window_start < $since and status = 'shown'"
        assert con.execute(asked, {"since": SINCE}).fetchall()[0][0] > 0
    before = release_of(home), analysts_of(home)
    (home / "warehouse.duckdb").unlink()
    chosen = settings_of(folder)
    with stations.night(chosen, "rebuild", NOW + timedelta(hours=1)) as run:
        rebuild.rebuild(chosen, run, tell=quiet)

    assert (release_of(home), analysts_of(home)) == before


@pytest.mark.slow
def test_of_a_programme_that_is_over_nothing_is_kept_but_what_was_published(aged):
    for name in ("mentoring_programmes", "mentoring_cadence", "mentoring_capability"):
        told = [
            pq.read_table(place / f"{name}.parquet")
            for place in (aged / "first", aged / "var/published/current/tables")
        ]
        assert (name, told[0].num_rows > 0, told[0].equals(told[1])) == (name, True, True)
    with warehouse.connect(aged / "var/warehouse.duckdb", read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables() where schema_name = 'mentoring'").fetchall()
        assert {name: con.execute(f"select count(*) from mentoring.{name}").fetchall() for (name,) in tables} == {
            name: [(0,)] for (name,) in tables
        }
    assert not list((aged / "var").glob("mentoring/*/match.json"))
    [report] = [report for report in runs.reports(aged / "var") if report["kind"] == "sweep"]
    assert any("Delete inputs/mentoring/digital-2025" in warning for warning in report["warnings"])
