"""One night's reading: what is asked, what is left alone, and what may be concluded from what came."""

import threading
from datetime import datetime, timedelta

import pytest

from cop_analytics.bank import FIRST_NIGHT, Bank, Jive
from cop_analytics.errors import NotVisible, PlatformIncomplete, PlatformRefused
from cop_analytics.platforms.batch import Reading
from cop_analytics.platforms.jive.plan import Pull
from tests.platforms.jive.pages import (
    CLOSED,
    JSON,
    MISSING,
    NOW,
    Platform,
    Said,
    client,
    completed,
    ids,
    payloads,
    pulled,
)
from tests.platforms.jive.recorded import records

QUESTION = {
    "/places/1100": "places/group",
    "/contents": "contents/reply_does_not_touch_updated",
    "/messages/contents/1201": "messages/a_question_and_what_was_said",
    "/messages/7001/likes": "likes/two_fans",
}
READ_BEFORE = {"places/1100/contents": Reading(None, NOW)}


def group(**answers):
    return Platform({"/places/1100": "places/group", **answers})


def test_the_first_night_enumerates_everything():
    batches = pulled(Platform(QUESTION))

    assert completed(batches, "contents") == [("places/1100/contents", "everything", None)]
    assert completed(batches, "people") == [("people", "everything", None)]
    assert completed(batches, "members") == [("places/1100/members", "everything", None)]
    assert completed(batches, "places") == [("places/1100", "everything", None)]
    assert sorted(completed(batches, "deletions")) == [
        ("deletedObjects/contents", "changes", None),
        ("deletedObjects/people", "changes", None),
    ]


def test_what_hangs_on_a_content_is_read_with_what_its_parent_looked_like():
    batches = pulled(Platform(QUESTION))

    assert completed(batches, "messages") == [("contents/1201/messages", "everything", "2/2025-08-25T13:31:56.316")]
    assert completed(batches, "likes") == [("message/7001/likes", "everything", "2")]
    assert ids(batches, "likes") == ["message/7001/p2001", "message/7001/p2003"]


def test_the_reading_is_dated_by_the_platforms_clock_when_it_began():
    batches = pulled(Platform(QUESTION))

    assert {batch.watermark for batch in batches if batch.stream == "contents" and batch.completes != "no"} == {NOW}


def test_a_platform_whose_clock_runs_ahead_does_not_hurry_ours():
    ahead = {**JSON, "date": "Tue, 01 Jan 2999 00:00:00 GMT"}
    platform = group(**{"/contents": lambda asked: Said(b'{"itemsPerPage": 100, "list": []}', 200, ahead)})

    batches = pulled(platform)

    assert [b.watermark for b in batches if b.stream == "contents" and b.completes != "no"] == [NOW]


def test_other_nights_ask_for_what_changed_with_a_day_of_overlap():
    platform = group(**{"/contents": "contents/quiet_since_last_year"})

    batches = pulled(platform, known=READ_BEFORE)

    created, modified, walked = platform.asked("/contents")
    assert created["filter"][2] == "creationDate(null,2026-01-05T02:30:00.000+0000)"
    assert modified["filter"][2] == "modificationDate(null,2026-01-05T02:30:00.000+0000)"
    assert (walked["sort"], len(walked["filter"])) == (["latestActivityDesc"], 2)
    assert completed(batches, "contents") == [("places/1100/contents", "changes", None)]


def test_a_sweep_enumerates_everything_again():
    platform = Platform(QUESTION)
    known = READ_BEFORE | {"contents/1201/messages": Reading("2/2025-08-25T13:31:56.316", NOW)}

    batches = pulled(platform, known=known, full=True)

    assert completed(batches, "contents") == [("places/1100/contents", "everything", None)]
    assert ids(batches, "messages") == ["7001", "7003", "7002"]


def test_replies_are_left_alone_while_their_thread_looks_the_same():
    known = READ_BEFORE | {"contents/1201/messages": Reading("2/2025-08-25T13:31:56.316", NOW)}

    platform = Platform(QUESTION)
    pulled(platform, known=known)

    assert "/messages/contents/1201" not in platform.paths()


def test_the_activity_walk_goes_on_over_an_empty_page():
    later = b'{"itemsPerPage": 100, "startIndex": 100, "list": []}'
    empty = (
        b'{"itemsPerPage": 100, "startIndex": 0, "list": [], "links": '
        b'{"next": "https://jive.bank.example/api/core/v3/contents?count=100&startIndex=100"}}'
    )

    def contents(asked):
        is_first_of_walk = asked["sort"] == ["latestActivityDesc"] and asked["startIndex"] == ["0"]
        return Said(empty if is_first_of_walk else later)

    platform = group(**{"/contents": contents})
    pulled(platform, known=READ_BEFORE)

    assert [a["startIndex"] for a in platform.asked("/contents") if a["sort"] == ["latestActivityDesc"]] == [
        ["0"],
        ["100"],
    ]


def test_only_known_types_of_declared_places_are_asked_for():
    platform = group()

    pulled(platform)

    assert platform.asked("/contents")[0]["filter"][:2] == [
        "place(/places/1100)",
        "type(discussion,document,file,post,poll,idea,video,event,update)",
    ]


def test_no_name_no_address_and_no_title_is_asked_for():
    platform = Platform(QUESTION)

    pulled(platform)

    fields = {field for _, asked in platform.requests for text in asked.get("fields", []) for field in text.split(",")}
    assert (
        fields & {"name", "displayName", "emails", "phoneNumbers", "subject", "@all", "photos", "description"} == set()
    )


def test_comments_of_a_document_stand_in_three_sets():
    def comments(asked):
        if asked.get("author") == ["true"]:
            return "comments/of_authors"
        return "comments/inside_the_file" if asked.get("inline") == ["true"] else "comments/plain"

    def contents(asked):
        return "contents/a_document_of_three_versions"

    platform = group(**{"/contents": contents, "/contents/1302/comments": comments})
    found = payloads(pulled(platform), "comments")

    assert {(c["comment_id"], c["kind"]) for c in found} == {
        ("8003", "author"),
        ("8004", "inline"),
    }


def test_a_private_group_is_refused_and_nothing_of_it_is_read():
    platform = Platform({"/places/1300": "places/private_group"})

    batches = pulled(platform, ["1300"])

    assert [p["state"] for p in payloads(batches, "places")] == ["refused_private"]
    assert [path for path in platform.paths() if "1300" in path or path == "/contents"] == ["/places/1300"]


@pytest.mark.parametrize("answer", [CLOSED, MISSING], ids=["403", "404"])
@pytest.mark.parametrize("path", ["/places/1100", "/places/1100/places", "/contents", "/members/places/1100"])
def test_a_place_that_is_closed_is_told_and_the_others_are_read(path, answer):
    platform = Platform(
        {
            "/places/1100": "places/group",
            "/places/1200": "places/space",
            "/places/1200/followers": "followers/of_a_space",
            path: lambda asked: answer if "/places/1200" not in str(asked) else Said(b'{"list": [], "startIndex": 0}'),
        }
    )

    batches = pulled(platform, ["1100", "1200"])

    told = [(p["place_id"], p["state"]) for p in payloads(batches, "places")]
    assert ("1100", "not_visible") in told and ("1200", "visible") in told
    assert ids(batches, "followers") == ["1200/p2001", "1200/p2004"]
    closed = {"/contents": "contents", "/members/places/1100": "members"}.get(path)
    assert [origin for origin, *_ in completed(batches, closed) if "1100" in origin] == [] if closed else True


def test_a_closed_place_keeps_its_columns():
    [place] = payloads(pulled(Platform({"/places/9999": MISSING}), ["9999"]), "places")

    assert place == {
        "place_id": "9999",
        "asked_place_id": "9999",
        "state": "not_visible",
        "native_id": None,
        "type": None,
        "parent_place_id": None,
        "group_type": None,
        "member_count": None,
        "follower_count": None,
    }


def test_people_that_may_not_be_read_end_the_run():
    with pytest.raises(NotVisible):
        pulled(group(**{"/people/@all": CLOSED}))


def test_a_thread_that_vanishes_while_it_is_read_is_left_as_it_was():
    batches = pulled(Platform({**QUESTION, "/messages/contents/1201": MISSING}))

    assert (ids(batches, "messages"), completed(batches, "messages")) == ([], [])
    assert completed(batches, "contents") != []


def test_older_servers_keep_no_list_of_the_deleted():
    gone = Said(b'{"error": {"status": 410}}', 410)

    batches = pulled(group(**{"/deletedObjects/contents": gone, "/deletedObjects/people": MISSING}))

    assert completed(batches, "deletions") == []
    assert completed(batches, "contents") != []


def test_versions_are_found_under_either_name():
    platform = group(
        **{
            "/contents": "contents/a_document_of_three_versions",
            "/versions/1302": MISSING,
            "/contents/1302/versions": "versions/three_hands",
        }
    )

    assert ids(pulled(platform), "versions") == ["1302/3", "1302/2", "1302/1"]


def test_absence_means_nothing_beside_an_item_that_could_not_be_read():
    batches = pulled(group(**{"/contents": "contents/one_item_is_broken"}))

    assert completed(batches, "contents") == [("places/1100/contents", "changes", None)]


def test_everything_received_is_a_record_or_a_reject():
    batches = pulled(group(**{"/contents": "contents/one_item_is_broken"}))

    assert sum(batch.received for batch in batches if batch.stream == "contents") == 3


@pytest.mark.parametrize("threads", [1, 4, 8])
def test_a_fatal_error_in_one_thread_ends_all(threads):
    endless = Said(b'{"list": null}')
    platform = Platform({**QUESTION, "/messages/contents/1201": endless})
    ours = client(platform)

    with pytest.raises(PlatformIncomplete, match="holds no list"):
        list(Pull(ours, records(), ["1100"], {}, NOW, threads=threads).batches())
    assert [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")] == []


def test_a_reader_who_stops_listening_stops_the_reading():
    ours = client(Platform(QUESTION))
    batches = Pull(ours, records(), ["1100"], {}, NOW, threads=2).batches()

    next(batches)
    batches.close()

    assert [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")] == []
    with pytest.raises(PlatformIncomplete, match="stopped"):
        ours.ask("/things")


def test_wrong_credentials_are_tried_once():
    platform = Platform({"/people/@all": Said(b"{}", 401), "/places/1100": Said(b"{}", 401)})

    with pytest.raises(PlatformRefused, match="does not accept the credentials"):
        list(Pull(client(platform), records(), ["1100"], {}, NOW, threads=8).batches())
    assert len(platform.requests) == 2


@pytest.fixture(scope="module")
def bank():
    return Bank()


def night(bank: Bank, now: datetime, known, threads: int):
    jive = Jive(bank, lambda: now)
    ours = client(jive)
    places = [place.place_id for community in bank.communities[:3] for place in community.places]
    return list(Pull(ours, records(), places, known, now, threads=threads).batches()), ours.transport.request_count


def things(batches):
    return {(batch.stream, record.item_id): record.payload for batch in batches for record in batch.records}


def test_the_number_of_threads_changes_nothing(bank):
    one, _ = night(bank, FIRST_NIGHT, {}, 1)
    four, _ = night(bank, FIRST_NIGHT, {}, 4)

    assert things(one) == things(four)


def test_a_quiet_night_asks_little(bank):
    first, requests = night(bank, FIRST_NIGHT, {}, 4)
    known = {b.origin: Reading(b.basis, b.watermark) for b in first if b.completes != "no"}

    _, again = night(bank, FIRST_NIGHT + timedelta(minutes=10), known, 4)

    assert again < requests / 10
