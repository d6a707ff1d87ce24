"""F07, F14, F21–F27: what stands in an answer may be anything; one item of it is lost at most, and counted."""

import json
from datetime import datetime
from functools import partial

import pytest

from cop_analytics.errors import CheckFailed
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.answers import object_in
from cop_analytics.platforms.jive.markup import told
from cop_analytics.platforms.transport import Answer
from tests.platforms.jive.pages import JSON
from tests.platforms.jive.recorded import read_items, records
from tests.torture import nights
from tests.torture.answers import g9
from tests.torture.living import Living

pytestmark = pytest.mark.slow

FIRST = datetime(2026, 1, 5, 2, 30)
LATEST = datetime(2026, 1, 7)
MIB = 1 << 20
STAMPS = {
    "2026-03-29T00:59:59.999+0000": "2026-01-01",
    "2025-10-26T00:30:00.000+0000": "2025-10-26T00:30:00.000",
    "2025-10-26T01:30:00.000+0000": "2025-10-26T01:30:00.000",
    "2025-10-26T02:30:00.000+0200": "2025-10-26T00:30:00.000",
    "2025-10-26T02:30:00.000+0100": "2025-10-26T01:30:00.000",
    "2025-03-30T02:30:00.000+0100": "2025-03-30T01:30:00.000",
    "2025-03-30T01:59:59.999+0000": "2025-03-30T01:59:59.999",
    "2025-12-31T23:59:59.999+0000": "2025-12-31T23:59:59.999",
    "2026-01-01T05:44:00.000+0545": "2025-12-31T23:59:00.000",
    "2025-06-01T12:00:00Z": "2025-06-01T12:00:00.000",
    "2025-06-01T12:00:00+00:00": "2025-06-01T12:00:00.000",
    "2025-06-01T12:00:00-11:00": "2025-06-01T23:00:00.000",
    "2025-06-01T12:00:00": "2025-06-01T12:00:00.000",
    "2025-06-01 12:00:00": "2025-06-01T12:00:00.000",
    "2025-06-01": "2025-06-01T00:00:00.000",
    "20250601T120000Z": "2025-06-01T12:00:00.000",
    "2024-02-29T12:00:00.000+0000": "2024-02-29T12:00:00.000",
    "1995-01-01T00:00:00.000+0000": "1995-01-01T00:00:00.000",
    "2025-02-29T12:00:00.000+0000": None,
    "2025-06-31T12:00:00.000+0000": None,
    "2025-06-01T24:30:00.000+0000": None,
    "2025-06-01T12:60:00.000+0000": None,
    "0000-00-00T00:00:00.000+0000": None,
    "1994-12-31T23:59:59.999+0000": None,
    "9999-12-31T23:59:59.999+0000": None,
    "2999-01-01T00:00:00.000+0000": None,
    "Monday, December 8, 2014": None,
    "1767225600000": None,
    "+0000": None,
    "": None,
}
CONTENT = {"contentID": "1", "type": "discussion", "updated": "2025-06-01T12:00:00.000+0000"}


def read(*items, reader=None):
    reader = reader or records(latest=LATEST)
    one = partial(reader.content, asked_place_id="1100")
    return read_items(reader, items, resources.CONTENTS, one)


def listed(*items):
    return Answer(200, JSON, b'{"list": [' + b", ".join(items) + b"]}", None)


def ids(answer):
    return [item and item.get("id") for item in object_in(answer)["list"]]


@pytest.mark.parametrize(("written", "kept"), STAMPS.items())
def test_f07_a_stamp_is_utc_or_its_item_is_set_aside(written, kept):
    found, rejects, _ = read({**CONTENT, "published": written})

    if written == "2026-03-29T00:59:59.999+0000":
        kept = None  # after the day that follows the run
    assert [record.payload["published"] for record in found] == ([kept] if kept else [])
    assert len(rejects) == (kept is None)


@pytest.mark.parametrize("number", ["1201", 1201, "9223372036854775809", 9223372036854775809])
def test_f14_an_id_is_the_same_word_however_it_is_written(number):
    ((record,), _, _) = read({**CONTENT, "published": CONTENT["updated"], "contentID": number})

    assert record.item_id == str(number)


def test_f14_an_id_may_stand_at_the_end_of_an_address_alone():
    item = {**CONTENT, "published": CONTENT["updated"], "resources": {"self": {"ref": "https://x/contents/77/"}}}
    del item["contentID"]

    assert read(item)[0][0].item_id == "77"


@pytest.mark.parametrize("author", [None, {"id": "-1"}, {"displayName": "ada"}, "ada", []], ids=str)
def test_f21_an_author_nobody_knows_is_nobody_in_particular(author):
    ((record,), _, _) = read({**CONTENT, "published": CONTENT["updated"], "author": author})

    assert record.payload["author"] is None


@pytest.mark.parametrize("line", [b"throw 'allowIllegalResourceCall is false.';\n", b"\xef\xbb\xbf", b" \n\t", b""])
def test_f22_what_stands_before_the_json_is_no_part_of_it(line):
    assert object_in(Answer(200, JSON, line + b'{"list": [{"id": "1"}]}', None)) == {"list": [{"id": "1"}]}


@pytest.mark.parametrize("text", [rb"\ud800", rb"\u0000", rb"\uffff", "\u202e".encode(), b"\xff\xfe"], ids=repr)
def test_f23_half_a_character_costs_no_item_and_no_neighbour(text):
    answer = listed(b'{"id": "1"}', b'{"id": "2", "tags": ["a' + text + b'b"]}', b'{"id": "3"}')

    assert ids(answer) == ["1", "2", "3"]
    tags = {**CONTENT, "published": CONTENT["updated"], "tags": object_in(answer)["list"][1]["tags"]}
    json.dumps([record.payload for record in read(tags)[0]]).encode()


@pytest.mark.parametrize(
    "poison",
    [
        b'{"id": "2", "x": NaN}',
        b'{"id": "2", "x": -Infinity}',
        b'{"id": "2", "x": 1e999}',
        b'{"id": "2", "x": ' + b"9" * 5000 + b"}",
        b'{"id": "2", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"id": "2" "x": 1}',
    ],
    ids=["NaN", "-Infinity", "1e999", "5000 digits", "100,000 lists", "no comma"],
)
def test_f24_a_poisoned_item_is_lost_alone(poison):
    assert ids(listed(b'{"id": "1"}', poison, b'{"id": "3"}')) == ["1", None, "3"]


def test_f24_a_name_that_stands_twice_and_a_huge_text_cost_nothing():
    huge = b'{"id": "2", "x": "' + b"a" * (10 * MIB) + b'"}'

    assert ids(listed(b'{"id": "1", "id": "7"}', huge)) == ["7", "2"]


@pytest.mark.parametrize("item", [None, 5, "word", [], {}, {"contentID": None}, {"type": "discussion"}], ids=str)
def test_f25_what_is_no_item_is_set_aside_with_a_reason(item):
    found, (reject,), _ = read(item)

    assert (found, reject.pointer) == ([], "here#0")
    assert reject.reason in ("unreadable", "missing_field", "wrong_type", "bad_value")


def test_f25_more_than_one_in_a_hundred_that_cannot_be_read_stops_the_night(tmp_path):
    from cop_analytics import fields, gates, runs

    run = runs.open_run(tmp_path, "nightly", FIRST)
    run.streams["people"] = runs.StreamCounts(received=100, inserted=98, quarantined=2)
    run.quarantine = [{"stream": "people", "reason": "missing_field", "pointer": f"people#{n}"} for n in range(2)]

    with pytest.raises(CheckFailed, match=r"At most 1 % of the people received cannot be read"):
        gates.judge(run, fields.unreadable(run))


def test_f26_a_field_nobody_decided_about_is_counted_and_one_that_is_missing_sets_aside():
    odd = {**CONTENT, "published": CONTENT["updated"], "shoeSize": 43}
    found, _, unknown = read(odd, odd)
    lost, (reject,), _ = read({"contentID": "1", "type": "discussion"})

    assert (len(found), unknown, lost, reject.reason) == (2, {"shoeSize": 2}, [], "missing_field")


MENTION = '<a data-objectType="3" data-objectId="2001">ada</a>'
JUNK = [
    unit * (MIB // (4 * len(unit)))
    for unit in (
        "<div>", "<a ", '<a x="', "&", "<a href=x>", "<p><ul><li>", "<b><i>", "<table><tr><td>", "<!--", "x=1 ", "</div>",
        "<", ">", "<<", "&#", "&#x", "&amp", "<svg><g>", "<math>", "<select><option>", "<template>", "<form>", "<frameset>",
        "<![CDATA[", "<?php ", "<!DOCTYPE ", "<br/>", "<img src=x onerror=y>", "<font>", "\u202e", "é", "\x00", "<a/b/c/",
        "<h1><h2>", "<dl><dt>", "<ruby><rt>", "<nobr>", "<button>", "<applet>", "<object>", "<body>", "<html>", "<head>",
        "<title>", "<style>", "<script>", "<textarea>", "<xmp>", "<plaintext>", "<noscript>", "<iframe>", "<video>", "<td>",
        "<caption>", "<colgroup>", "<address>", "<center>", "<small><big>", "<q>", "<i/><b/>",
    )
]  # fmt: skip


def test_f27_sixty_kinds_of_junk_are_read_to_their_end():
    """What comes before junk is never lost, whatever it does to what comes after."""
    assert len(JUNK) == 60
    assert [told(f"{MENTION} why? {junk}").mentions for junk in JUNK] == [("2001",)] * 60


def test_g9_hostile_items_cost_no_good_one():
    assert g9([9], quick=True).holds


def test_a_night_with_hostile_items_accounts_for_every_one(tmp_path):
    platform = Living(1, FIRST).populate(20, datetime(2026, 1, 5) - datetime(2025, 6, 1))
    first = min(platform.threads)
    platform.threads[first].published = datetime(2999, 1, 1)
    nights.night(tmp_path, platform, FIRST)

    with nights.warehouse_in(tmp_path) as con:
        counted = (
            "select sum(received_count), sum(inserted_count + unchanged_count + duplicate_count), sum(quarantined_count) "
            "from raw.pages where stream = 'contents'"
        )
        [(received, kept, rejected)] = con.execute(counted).fetchall()
    assert (received, rejected) == (kept + 1, 1)
