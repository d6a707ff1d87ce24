"""What the platform said lands once, is loaded once, and survives a kill between the two."""

import gzip
import hmac
from datetime import datetime

import orjson
import pytest

from cop_analytics import landing, ledger, raw, runs, warehouse
from cop_analytics.errors import StorageFailed
from cop_analytics.platforms.batch import Batch, Reading, Record, Reject
from cop_analytics.runs import StreamCounts

KEY = b"k" * 32
MONDAY, TUESDAY, WEDNESDAY = (datetime(2026, 1, day, 2, 30) for day in (5, 6, 7))
ORIGIN = "places/1100/members"


@pytest.fixture
def con():
    with warehouse.connect(":memory:") as connection:
        raw.prepare(connection)
        yield connection


def members(*names, completes="everything", **options):
    records = [Record(f"1100/{name}", None, {"place_id": "1100", "person": name, "state": "member"}) for name in names]
    return Batch("members", ORIGIN, records, completes=completes, **options)


def land(con, home, now, *batches):
    run = runs.open_run(home, "test", now)
    land = landing.Landing(con, run, hash_key=KEY)
    land.receive(batches, lambda stream, count: None)
    land.conclude()
    run.close("done", 0, None)
    return run.streams


def versions(con, table="members"):
    return con.execute(
        f"select item_id, landed_at, payload is null from raw.{table} order by landed_at, item_id, page"
    ).fetchall()


def test_what_looks_as_before_makes_no_new_version(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", "ben"))
    counts = land(con, tmp_path, TUESDAY, members("ada", "ben"))

    assert versions(con) == [("1100/ada", MONDAY, False), ("1100/ben", MONDAY, False)]
    assert counts == {"members": StreamCounts(received=2, unchanged=2)}


def test_what_looks_otherwise_is_a_new_version(con, tmp_path):
    owner = Record("1100/ada", None, {"place_id": "1100", "person": "ada", "state": "owner"})
    land(con, tmp_path, MONDAY, members("ada", completes="no"))
    counts = land(con, tmp_path, TUESDAY, Batch("members", ORIGIN, [owner]))

    assert versions(con) == [("1100/ada", MONDAY, False), ("1100/ada", TUESDAY, False)]
    assert counts == {"members": StreamCounts(received=1, updated=1)}


def test_what_two_whole_readings_no_longer_hold_is_gone(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", "ben"))
    once = land(con, tmp_path, TUESDAY, members("ada"))
    twice = land(con, tmp_path, WEDNESDAY, members("ada"))

    assert versions(con)[-1] == ("1100/ben", WEDNESDAY, True)
    assert (once["members"].tombstoned, twice["members"].tombstoned) == (0, 1)


def test_a_list_that_was_not_read_to_its_end_takes_nothing_away(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", "ben"))
    counts = land(con, tmp_path, TUESDAY, members("ada", completes="no"))

    assert counts["members"].tombstoned == 0


def test_a_change_window_takes_nothing_away(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", "ben"))

    assert land(con, tmp_path, TUESDAY, members(completes="changes"))["members"].tombstoned == 0


def test_one_who_comes_back_is_there_again(con, tmp_path):
    for now, names in ((MONDAY, ("ada", "ben")), (TUESDAY, ("ada",)), (WEDNESDAY, ("ada", "ben"))):
        land(con, tmp_path, now, members(*names, announced=len(names)))

    assert [row for row in versions(con) if row[0] == "1100/ben"] == [
        ("1100/ben", MONDAY, False),
        ("1100/ben", TUESDAY, True),
        ("1100/ben", WEDNESDAY, False),
    ]


def test_every_item_received_is_accounted_for(con, tmp_path):
    reject = Reject("h1", "missing_field", f"{ORIGIN}#2")
    twice = Batch("members", ORIGIN, [*members("ada").records, *members("ada", "ben").records], [reject], suppressed=2)

    counts = land(con, tmp_path, MONDAY, twice)["members"]

    assert counts == StreamCounts(received=6, inserted=2, duplicate=1, quarantined=1, suppressed=2)
    assert counts.conserves()
    assert con.execute("select stream, landed_at, key_hash, reason, pointer from raw.rejects").fetchall() == [
        ("members", MONDAY, "h1", "missing_field", f"{ORIGIN}#2")
    ]


def test_a_page_from_before_anything_was_suppressed_has_nothing_suppressed(con):
    batch = {"origin": ORIGIN, "records": [], "rejects": [], "completes": "no", "watermark": None}
    page = {"stream": "members", "run_id": "old", "page": 1, "landed_at": MONDAY.isoformat(), "batches": [batch]}

    assert raw.Loader(con).load(page, "0" * 64) == StreamCounts()


def landed(home):
    """How many items each page holds, in order."""
    pages = [orjson.loads(gzip.decompress(file.read_bytes())) for file in sorted(home.rglob("*.json.gz"))]
    return [(page["page"], sum(len(batch["records"]) for batch in page["batches"])) for page in pages]


@pytest.mark.parametrize(
    ("sizes", "longest_wait", "pages"),
    [([125] * 5, 60, [250, 250, 125]), ([0] * 251, 60, [0, 0]), ([1] * 3, 0, [1, 1, 1]), ([1] * 3, 60, [3])],
    ids=["pages of 250 items", "pages of 250 answers without items", "nothing waits", "what is left lands at the end"],
)
def test_answers_wait_for_others_until_they_fill_a_page(con, tmp_path, sizes, longest_wait, pages):
    """By hand; what has landed is told each time."""
    run, told = runs.open_run(tmp_path, "test", MONDAY), []
    names = iter(range(1000))
    batches = [members(*(next(names) for _ in range(size)), completes="no") for size in sizes]
    arrival = landing.Landing(con, run, hash_key=KEY, longest_wait=longest_wait)
    arrival.receive(batches, lambda stream, count: told.append(count))

    assert landed(tmp_path) == list(enumerate(pages, 1))
    assert told == [sum(pages[: number + 1]) for number in range(len(pages))]


def test_one_who_comes_twice_in_a_page_and_different_is_as_seen_last(con, tmp_path):
    owner = Record("1100/ada", None, {"place_id": "1100", "person": "ada", "state": "owner"})
    counts = land(con, tmp_path, MONDAY, members("ada", completes="no"), Batch("members", ORIGIN, [owner]))
    again = land(con, tmp_path, TUESDAY, Batch("members", ORIGIN, [owner]))

    assert con.execute("select payload->>'state' from raw.members").fetchall() == [("owner",)]
    assert counts == {"members": StreamCounts(received=2, inserted=1, duplicate=1)}
    assert again == {"members": StreamCounts(received=1, unchanged=1)}


def test_one_who_comes_in_two_pages_of_a_run_is_one_version_and_one_duplicate(con, tmp_path):
    run = runs.open_run(tmp_path, "test", MONDAY)
    arrival = landing.Landing(con, run, hash_key=KEY, longest_wait=0)
    arrival.receive([members("ada", completes="no")] * 2, lambda stream, count: None)

    assert versions(con) == [("1100/ada", MONDAY, False)]
    assert run.streams["members"] == StreamCounts(received=2, inserted=1, duplicate=1)


def test_a_list_remembers_how_its_parent_looked(con, tmp_path):
    told = land(con, tmp_path, MONDAY, members("ada", basis="1/2026-01-04", watermark=MONDAY))
    first = landing.known(con)
    land(con, tmp_path, TUESDAY, members("ada", basis="2/2026-01-05", watermark=TUESDAY))

    assert first == {ORIGIN: Reading("1/2026-01-04", MONDAY, MONDAY)}
    assert landing.known(con) == {ORIGIN: Reading("2/2026-01-05", TUESDAY, TUESDAY)}
    assert con.execute("select origin from raw.lists").fetchall() == [(ORIGIN,)]
    assert told["members"].watermark == MONDAY.isoformat()


def test_a_kill_after_landing_loses_nothing(con, tmp_path):
    class Killed(Exception):
        pass

    class DyingLoader:
        def load(self, page, sha256):
            raise Killed

    run = runs.open_run(tmp_path, "test", MONDAY)
    dying = landing.Landing(con, run, hash_key=KEY)
    dying._loader = DyingLoader()
    with pytest.raises(Killed):
        dying.receive([members("ada", "ben")], lambda stream, count: None)

    assert versions(con) == []
    assert landing.load_landed(con, tmp_path) == 1
    assert versions(con) == [("1100/ada", MONDAY, False), ("1100/ben", MONDAY, False)]
    assert landing.load_landed(con, tmp_path) == 0


def test_raw_is_rebuilt_from_landing_alone(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", "ben", basis="2", watermark=MONDAY))
    land(con, tmp_path, TUESDAY, members("ada", "cyd", basis="3", watermark=TUESDAY))
    land(con, tmp_path, WEDNESDAY, members("cyd", completes="part", cursor="cyd", watermark=WEDNESDAY))
    with warehouse.connect(":memory:") as anew:
        landing.load_landed(anew, tmp_path)
        for table in ("members", "lists", "pages", "missing", "readings"):
            asked = f"from raw.{table} order by all"
            assert anew.execute(asked).fetchall() == con.execute(asked).fetchall()


def test_a_part_of_a_list_is_taken_up_where_it_ended(con, tmp_path):
    told = land(con, tmp_path, MONDAY, members("ada", completes="part", cursor="2026-01-01", watermark=MONDAY))
    part = landing.known(con)
    land(con, tmp_path, TUESDAY, members("ben", completes="changes", basis="2", watermark=MONDAY))

    assert (part, told["members"].watermark) == ({ORIGIN: Reading(cursor="2026-01-01", begun=MONDAY)}, None)
    assert landing.known(con) == {ORIGIN: Reading("2", MONDAY, TUESDAY)}


def test_up_to_a_run_and_no_further_all_is_laid_anew(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada", completes="no"))
    land(con, tmp_path, TUESDAY, members("ben", completes="no"))
    [monday, _] = [event["run_id"] for event in ledger.events(tmp_path) if event["event"] == "run_closed"]
    with warehouse.connect(":memory:") as anew:
        assert landing.load_landed(anew, tmp_path, until=monday) == 1
        assert versions(anew) == [("1100/ada", MONDAY, False)]


def test_of_pages_the_kept_ones_are_told_with_the_checksum_they_have_since():
    pages = [{"event": "page", "stream": "members", "run_id": "a", "page": n, "sha256": f"old {n}"} for n in (1, 2, 3)]
    rewritten = {"event": "rewritten", "file": "landing/members/a/000001.json.gz", "sha256": "new 1", "was": "old 1"}
    expired = {"event": "expired", "file": "landing/members/a/000002.json.gz"}

    kept = landing.pages([*pages, rewritten, expired])

    assert [(page["page"], page["sha256"], page["was"]) for page in kept] == [
        (1, "new 1", "old 1"),
        (3, "old 3", "old 3"),
    ]


def test_of_a_page_that_was_loaded_nothing_stays_in_memory(con, tmp_path):
    for now, names in ((MONDAY, ("ada", "ben")), (TUESDAY, ("ada",)), (WEDNESDAY, ("ada", "ben"))):
        land(con, tmp_path, now, members(*names))

    assert con.execute("select view_name from duckdb_views() where not internal").fetchall() == []


def test_a_page_that_was_tampered_with_is_not_loaded(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada"))
    (page,) = (tmp_path / "landing").rglob("*.json.gz")
    page.write_bytes(page.read_bytes()[:-1] + b"x")
    with warehouse.connect(":memory:") as anew, pytest.raises(StorageFailed, match="is not as it was landed"):
        landing.load_landed(anew, tmp_path)


def test_a_page_file_holds_allowed_fields_and_no_wall_time(con, tmp_path):
    land(con, tmp_path, MONDAY, members("ada"))
    (page,) = (tmp_path / "landing").rglob("*.json.gz")

    content = orjson.loads(gzip.decompress(page.read_bytes()))

    assert content["landed_at"] == "2026-01-05T02:30:00"
    assert page.read_bytes()[4:8] == b"\0\0\0\0"
    payload = '{"person":"ada","place_id":"1100","state":"member"}'
    [record] = content["batches"][0]["records"]
    assert record == ["1100/ada", None, payload, hmac.new(KEY, payload.encode(), "sha256").hexdigest()[:32]]


def test_a_field_nobody_decided_about_is_warned_of_once(con, tmp_path):
    run = runs.open_run(tmp_path, "test", MONDAY)
    odd = Batch("members", ORIGIN, members("ada").records, dropped_fields={"shoeSize": 1})
    landing.Landing(con, run, hash_key=KEY).receive([odd, odd], lambda stream, count: None)

    assert run.warnings == ["members: the platform sends a field nobody has decided about, shoeSize; it was dropped"]


def test_a_run_tells_of_places_that_are_not_visible_and_of_fields_that_came(con, tmp_path):
    run = runs.open_run(tmp_path, "test", MONDAY)
    shown = [("1100", "visible", 3), ("1200", "not_visible", None)]
    places = [Record(each, None, {"place_id": each, "state": state, "member_count": n}) for each, state, n in shown]

    landing.Landing(con, run, hash_key=KEY).receive([Batch("places", "places", places)], lambda stream, count: None)

    assert run.places == {"1200": "not_visible"}
    assert run.fields["places"] == {"": 2, "place_id": 2, "state": 2, "member_count": 1}


def test_what_a_run_that_was_cut_short_may_owe_is_below_contents_and_liked_replies(con, tmp_path):
    contents = [Record(name, None, {"content_id": name, "like_count": 0}) for name in ("7", "8")]
    messages = [Record(name, None, {"message_id": name, "like_count": n}) for name, n in (("70", 0), ("71", 2))]
    land(con, tmp_path, MONDAY, Batch("contents", "contents", contents), Batch("messages", "messages", messages))

    assert [(stream, record.item_id) for stream, record in landing.owed(con)] == [
        ("contents", "7"),
        ("contents", "8"),
        ("messages", "71"),
    ]


def test_landing_needs_little_memory_and_gives_back_what_it_did_not_take(con):
    asked = "select current_setting('memory_limit'), current_setting('checkpoint_threshold')"
    con.execute("set memory_limit = '4GiB'")
    usual = con.execute(asked).fetchall()

    with raw.lean(con):
        lean = con.execute(asked).fetchall()
        with raw.roomy(con):
            roomy = con.execute(asked).fetchall()
        again = con.execute(asked).fetchall()

    assert lean == again == [("61.0 MiB", "3.8 MiB")]
    assert roomy not in (lean, usual)
    assert con.execute(asked).fetchall() == usual
