"""F01–F21: lists that move while they are read, clocks that lie, things that vanish and come back."""

import json
import tracemalloc
from datetime import datetime, timedelta

import pytest

from cop_analytics import landing
from cop_analytics.errors import PlatformIncomplete
from cop_analytics.platforms.jive.plan import Pull
from tests.platforms.jive.pages import CLOSED, JSON, NOW, Platform, Said, client, payloads, pulled
from tests.platforms.jive.recorded import API, records
from tests.platforms.jive.worlds import Busy
from tests.torture import nights, paging
from tests.torture.living import PLACE, Living, Thing, stamp

pytestmark = pytest.mark.slow

FIRST = datetime(2026, 1, 5, 2, 30)
DAY = timedelta(days=1)


@pytest.fixture
def platform():
    return Living(1, FIRST).populate(30, timedelta(days=200))


def later(platform, home, days=1, **options):
    """The next night, some days on; how it ended."""
    platform.now = platform.now.replace(hour=2, minute=30, second=0, microsecond=0) + days * DAY
    return nights.night(home, platform, platform.now, **options)


def things(*pages):
    """A list at /things, page by page: (start, ids, next start or None)."""
    by_start = {
        str(start): json.dumps(
            {"itemsPerPage": 2, "list": [{"id": number} for number in ids]}
            | ({"links": {"next": f"{API}/things?count=2&startIndex={following}"}} if following is not None else {})
        )
        for start, ids, following in pages
    }
    return Platform({"/things": lambda asked: Said(by_start.get(asked["startIndex"][0], '{"list": []}').encode())})


def walked(platform, page_size=2):
    return [item["id"] for page in client(platform, page_size=page_size).pages("/things") for item in page.items]


def test_f01_inserts_and_deletions_between_pages_lose_nothing():
    assert paging.g5([1], quick=True).holds


def test_f02_equal_dates_whose_order_changes_lose_nothing():
    assert paging.g6([2], quick=True).holds


@pytest.mark.parametrize("offset", [-1, 0, 1], ids=["a millisecond before", "at the watermark", "a millisecond after"])
def test_f03_what_happened_at_the_watermark_is_read_once(platform, tmp_path, offset):
    nights.night(tmp_path, platform, FIRST)
    with nights.warehouse_in(tmp_path) as con:
        watermark = landing.known(con)[f"places/{PLACE}/contents"].watermark
    platform.write(watermark + offset * timedelta(milliseconds=1))

    later(platform, tmp_path)

    assert nights.held(tmp_path)["contents"] == platform.truth()["contents"]
    assert nights.doubles(tmp_path) == 0


def test_f04_a_write_that_shows_late_is_found_within_the_overlap(platform, tmp_path):
    at = FIRST - timedelta(minutes=10)
    platform.threads["99"] = Thing("99", "2001", at, FIRST + timedelta(minutes=15), at, at)
    nights.night(tmp_path, platform, FIRST)
    before = {line.split()[0] for line in nights.held(tmp_path)["contents"]}

    later(platform, tmp_path)

    assert ("99" in before, "99" in {line.split()[0] for line in nights.held(tmp_path)["contents"]}) == (False, True)


@pytest.mark.parametrize("skew", [timedelta(minutes=10), -timedelta(minutes=10), DAY, -DAY], ids=str)
def test_f05_a_clock_that_is_wrong_is_warned_of_and_costs_nothing(platform, tmp_path, skew):
    platform.skew = skew
    nights.night(tmp_path, platform, FIRST)
    platform.write()
    platform.reply()
    later(platform, tmp_path)
    warned = warnings_of(platform)

    assert nights.held(tmp_path) == platform.truth()
    assert warned == [f"the platform's clock and ours differ by {abs(skew).total_seconds() / 60:,.0f} minutes"]


def warnings_of(platform):
    reading = Pull(platform.client(), records(), [], {}, platform.now)
    list(reading.batches())
    return reading.warnings


def test_f06_a_stamp_from_the_far_future_moves_no_watermark(platform, tmp_path):
    far = datetime(2999, 1, 1)
    platform.threads["99"] = Thing("99", "2001", far, FIRST, far, far)

    nights.night(tmp_path, platform, FIRST)

    with nights.warehouse_in(tmp_path) as con:
        assert landing.known(con)[f"places/{PLACE}/contents"].watermark == FIRST
    platform.write(FIRST + timedelta(hours=1))
    later(platform, tmp_path)
    assert {line.split()[0] for line in nights.held(tmp_path)["contents"]} == platform.threads.keys() - {"99"}


def test_f08_what_a_night_cannot_see_is_true_again_after_a_sweep(platform, tmp_path):
    """A like on something quiet, and an import dated back: both lie behind the pages of what happened lately."""
    for number in range(30):
        platform.write(FIRST - (210 + number) * DAY)
    nights.night(tmp_path, platform, FIRST)
    platform.write(FIRST - 300 * DAY)
    quiet = min(platform.threads.values(), key=lambda thread: thread.activity)
    quiet.likes.add("2003")
    later(platform, tmp_path)
    night = nights.held(tmp_path)

    later(platform, tmp_path, full=True)

    assert night != platform.truth()
    assert nights.held(tmp_path) == platform.truth()


def test_f09_a_deletion_shows_when_two_whole_readings_agree(platform, tmp_path):
    nights.night(tmp_path, platform, FIRST)
    platform.delete()
    held = []
    for _ in range(2):
        later(platform, tmp_path, full=True)
        held.append(nights.held(tmp_path)["contents"] == platform.truth()["contents"])

    assert held == [False, True]


@pytest.mark.parametrize("how", ["closed", "empty"])
def test_f10_a_place_that_vanishes_is_kept_as_it_was(platform, tmp_path, how):
    nights.night(tmp_path, platform, FIRST)
    before = nights.held(tmp_path)
    nothing = platform._json({"itemsPerPage": 100, "startIndex": 0, "list": []})
    path = f"/places/{PLACE}" if how == "closed" else "/contents"
    platform.fault = lambda where, asked: (CLOSED if how == "closed" else nothing) if where == path else None

    ended = [later(platform, tmp_path, full=True) for _ in range(3)]

    assert (ended, nights.tombstones(tmp_path)) == (["released"] * 3, [])
    assert nights.held(tmp_path) == before


def test_f11_much_that_vanishes_at_once_stops_the_night(platform, tmp_path):
    nights.night(tmp_path, platform, FIRST)
    before = nights.held(tmp_path)
    platform.fault = paging.cut_list(platform, "/people/@all", 0.4)

    assert later(platform, tmp_path) == "people__do_not_vanish_at_once"
    platform.fault = lambda path, asked: None
    assert later(platform, tmp_path) == "released"
    assert (nights.held(tmp_path), nights.tombstones(tmp_path)) == (before, [])


@pytest.mark.parametrize("after", [3, 12, 30])
def test_f12_from_a_reading_that_spans_two_runs_no_deletion_is_concluded(platform, tmp_path, after):
    nights.night(tmp_path, platform, FIRST)
    gone = min(platform.threads)
    del platform.threads[gone]
    platform.now += DAY
    ended = nights.night(tmp_path, platform, platform.now, full=True, killed_after=after)

    nights.night(tmp_path, platform, platform.now, full=True)

    assert (ended, nights.tombstones(tmp_path)) == ("killed", [])


def test_f13_an_id_used_again_for_something_else_is_the_newer_thing(platform, tmp_path):
    """Jive counts its ids up; were one used again, the newer thing stands, and the older in the history of raw."""
    nights.night(tmp_path, platform, FIRST)
    old = platform.threads.pop(min(platform.threads))
    again = FIRST + timedelta(hours=5)
    platform.threads[old.number] = Thing(old.number, "2007", again, again, again, again)

    later(platform, tmp_path, full=True)

    with nights.warehouse_in(tmp_path) as con:
        asked = "select payload->>'author' from raw.contents where item_id = $number order by landed_at"
        authors = [author for (author,) in con.execute(asked, {"number": old.number}).fetchall()]
    assert authors == [f"p{old.author}", "p2007"]


def test_f15_the_same_item_in_two_pages_is_one_row_and_one_duplicate(platform, tmp_path):
    """Pages of ten that begin with the last item of the one before: two of 30 contents are read twice."""
    nights.night(tmp_path, platform, FIRST)

    with nights.warehouse_in(tmp_path) as con:
        columns = "sum(received_count), sum(inserted_count), sum(duplicate_count)"
        assert con.execute(f"select {columns} from raw.pages where stream = 'contents'").fetchall() == [(33, 30, 3)]


def test_f16_links_that_lead_in_circles_end_the_reading():
    round_and_round = Platform(
        {
            "/things": lambda asked: Said(
                json.dumps(
                    {
                        "list": [{"id": "a"}, {"id": "b"}],
                        "links": {"next": f"{API}/things?count=2&startIndex={int(asked['startIndex'][0]) + 2}"},
                    }
                ).encode()
            )
        }
    )
    for circle in (things((0, "ab", 0)), things((0, "ab", 2), (2, "cd", 0)), round_and_round):
        with pytest.raises(PlatformIncomplete):
            walked(circle)
        assert len(circle.requests) <= 3


def test_f17_a_short_or_empty_page_is_not_the_last_while_there_is_a_link():
    assert walked(things((0, "a", 2), (2, "", 4), (4, "bc", 6), (6, "d", None))) == ["a", "b", "c", "d"]


def test_f18_a_server_that_gives_fewer_than_asked_is_followed_at_its_own_pace():
    assert walked(things((0, "ab", 2), (2, "cd", 4), (4, "e", None)), page_size=100) == ["a", "b", "c", "d", "e"]


def test_f19_a_thread_of_many_thousand_replies_is_complete_in_bounded_memory():
    """Ten thousand replies, each to the one before: depth ten thousand, followed without recursion."""
    count = 10_000
    listed = [
        {
            "id": str(n), "type": "message", "published": stamp(FIRST), "author": {"id": "2001"},
            "parent": f"{API}/contents/1" if n == 1 else f"{API}/messages/{n - 1}",
        }
        for n in range(1, count + 1)
    ]  # fmt: skip

    def messages(asked):
        start, width = int(asked["startIndex"][0]), int(asked["count"][0])
        body = {"itemsPerPage": width, "startIndex": start, "list": listed[start : start + width]}
        if start + width < count:
            body["links"] = {"next": f"{API}/messages/contents/1?count={width}&startIndex={start + width}"}
        return Said(json.dumps(body).encode())

    root = {
        "contentID": "1", "id": "1", "type": "discussion", "published": stamp(FIRST), "updated": stamp(FIRST),
        "replyCount": count, "parentPlace": {"placeID": "1100"},
    }  # fmt: skip
    contents = Said(json.dumps({"itemsPerPage": 100, "startIndex": 0, "list": [root]}).encode())
    platform = Platform({"/places/1100": "places/group", "/contents": contents, "/messages/contents/1": messages})
    tracemalloc.start()
    found = payloads(pulled(platform), "messages")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len({each["message_id"] for each in found}) == count
    assert peak < 300 << 20


def test_f20_a_reply_whose_parent_nobody_sees_is_kept_and_finds_it_later(con):
    from tests.tables import build, given, landed

    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100")
    landed(con, "places", "item_id|place_id|asked_place_id|type|state\n1100|1100|1100|group|visible")
    landed(
        con,
        "contents",
        "item_id | content_id | type | asked_place_id | place_id | author | published\n"
        "1 | 1 | discussion | 1100 | 1100 | ada | 2026-01-05 09:00",
    )
    landed(
        con,
        "messages",
        "item_id | message_id | content_id | parent | author | published\n"
        "11 | 11 | 1 | message/10 | cyd | 2026-01-05 11:00",
    )
    orphan = build(con, "facts.replies", "contribution_id", "to_member_id", "is_parent_inferred")
    landed(
        con,
        "messages",
        "item_id | message_id | content_id | parent | author | published\n"
        "10 | 10 | 1 | content/1 | ben | 2026-01-05 10:00",
    )
    con.execute("drop schema facts cascade; drop schema stage cascade")

    assert orphan == [("message/11", "ada", True)]
    assert build(con, "facts.replies", "contribution_id", "to_member_id", "is_parent_inferred") == [
        ("message/10", "ada", False),
        ("message/11", "ben", False),
    ]


def test_g7_weeks_of_nights_end_as_the_source():
    assert paging.g7([3], quick=True).holds


def test_g8_no_deletion_is_made_up():
    assert paging.g8([4], quick=True).holds


def test_g4_a_killed_night_is_taken_up_where_it_ended():
    assert paging.g4([5], quick=True).holds


def test_a_world_that_stands_still_is_read_in_few_requests():
    world = Busy(1, 0.0, size=1000, page_size=100)
    paging.read(world)

    assert (JSON["content-type"], NOW.year, world.requests) == ("application/json", 2026, 11)
