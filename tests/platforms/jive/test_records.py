from datetime import datetime

import pytest

from cop_analytics.platforms.batch import Reject
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.records import Expired
from tests.platforms.jive.pages import listed
from tests.platforms.jive.recorded import read_items, records


def read(name, one, resource=resources.CONTENTS):
    return read_items(records(), listed(name), resource, one)


def content(item):
    return records().content(item, "1100")


def test_a_content_as_it_may_be_kept():
    [record], rejects, unknown = read("contents/a_resolved_question", content)

    assert (record.item_id, record.updated_at) == ("1201", datetime(2026, 1, 1, 9))
    assert record.payload == {
        "content_id": "1201",
        "native_id": "1030",
        "type": "discussion",
        "asked_place_id": "1100",
        "place_id": "1100",
        "author": "p2001",
        "published": "2026-01-01T09:00:00.000",
        "updated": "2026-01-01T09:00:00.000",
        "last_activity": "2026-01-01T09:00:00.000",
        "status": "published",
        "is_question": True,
        "resolved": "resolved",
        "answer": "message/7002",
        "tags": ["moorings"],
        "version": None,
        "is_locked": False,
        "reply_count": 3,
        "like_count": 0,
        "outcome_counts": {"helpful": 2},
        "has_question_mark": True,
        "length_band": "short",
        "mentions": [],
        "links": [],
    }
    assert (rejects, unknown) == ([], {})


def test_an_older_server_tells_ids_by_address_alone():
    [record], _, _ = read("contents/discussion_of_2014", content)

    assert (record.item_id, record.payload["place_id"]) == ("1220", "1100")
    assert record.payload["last_activity"] == record.payload["updated"]


def test_an_author_who_left_stays_and_a_guest_is_nobody():
    found, _, _ = read("contents/authors_gone_guest_and_missing", content)

    assert [record.payload["author"] for record in found] == ["p2004", None, None]


def test_a_type_nobody_knows_is_rejected_and_its_neighbours_stay():
    found, rejects, _ = read("contents/a_type_nobody_knows", content)

    assert [record.item_id for record in found] == ["1501"]
    assert rejects == [Reject("h5316", "missing_field", "here#0")]


def test_a_field_nobody_has_decided_about_is_counted_by_name():
    [item] = listed("contents/a_resolved_question")

    found, _, unknown = read_items(records(), [{**item, "mood": "grey"}] * 2, resources.CONTENTS, content)

    assert unknown == {"mood": 2}
    assert "grey" not in str(found)


@pytest.mark.parametrize("thing", [None, 7, "x", [], {}], ids=["unreadable", "number", "word", "list", "empty"])
def test_what_is_no_item_is_rejected(thing):
    found, [reject], _ = read_items(records(), [thing], resources.CONTENTS, content)

    assert found == []
    assert reject.reason in ("unreadable", "wrong_type", "missing_field")


def test_messages_know_what_they_answer():
    found, _, unknown = read(
        "messages/a_question_and_what_was_said",
        lambda item: records().message(item, "1201"),
        resources.MESSAGES,
    )

    assert [(r.item_id, r.payload["parent"], r.payload["is_answer"]) for r in found] == [
        ("7001", "content/1201", False),
        ("7003", "message/7001", False),
        ("7002", "message/7003", True),
    ]
    assert found[2].payload == {
        "message_id": "7002",
        "content_id": "1201",
        "is_answer": True,
        "is_helpful": True,
        "parent": "message/7003",
        "author": "p2003",
        "published": "2026-01-06T09:00:00.000",
        "updated": "2026-01-06T09:00:00.063",
        "reply_count": 0,
        "like_count": 0,
        "has_question_mark": False,
        "length_band": "short",
        "mentions": ["p2002"],
        "links": [],
    }
    assert unknown == {}


def test_comments_keep_the_set_they_stand_in():
    found, _, unknown = read(
        "comments/of_authors", lambda item: records().comment(item, "1302", "author"), resources.COMMENTS
    )

    assert [(r.item_id, r.payload["kind"], r.payload["parent"]) for r in found] == [("8003", "author", "content/1302")]
    assert unknown == {}


def test_members_keep_their_state():
    found, _, _ = read("members/in_every_state", lambda item: records().member(item, "1100"), resources.MEMBERS)

    assert [(r.item_id, r.payload["state"]) for r in found] == [
        ("1100/p2001", "owner"),
        ("1100/p2002", "member"),
        ("1100/p2003", "pending"),
        ("1100/p2004", "invited"),
        ("1100/p2005", "banned"),
    ]


def test_an_outcome_is_dated_and_signed():
    found, _, _ = read(
        "outcomes/helpful_and_resolved", lambda item: records().outcome(item, "1201"), resources.OUTCOMES
    )

    assert found[0].payload == {
        "outcome_id": "901",
        "content_id": "1201",
        "target": "message/7002",
        "person": "p2001",
        "name": "helpful",
        "marked_at": "2026-01-06T09:00:00.000",
    }


def test_a_deletion_is_named_by_its_address():
    found, _, _ = read(
        "deletedObjects/contents", lambda item: records().deletion(item, "contents"), resources.DELETIONS
    )
    people, _, _ = read("deletedObjects/people", lambda item: records().deletion(item, "people"), resources.DELETIONS)

    assert found[0].payload == {
        "object": "content/1299",
        "object_type": "discussion",
        "event_at": "2026-01-05T09:00:00.000",
    }
    assert people[0].payload["object"] == "p2004"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-03-29T01:30:00.000+0000", "2026-03-29T01:30:00.000"),
        ("2026-03-29T03:30:00.000+0200", "2026-03-29T01:30:00.000"),
        ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00.000"),
        ("2026-03-29T01:30:00", "2026-03-29T01:30:00.000"),
        ("2999-12-31T23:59:59.999+0000", "2999-12-31T23:59:59.999"),
    ],
)
def test_times_are_utc(written, kept):
    [item] = listed("contents/a_resolved_question")

    assert content({**item, "published": written}).payload["published"] == kept


@pytest.mark.parametrize(
    "written", ["0000-00-00T00:00:00.000+0000", "yesterday", "", 1767225600000, None, "2026-02-30"]
)
def test_what_is_no_time_is_rejected(written):
    [item] = listed("contents/a_resolved_question")

    found, [reject], _ = read_items(records(), [{**item, "published": written}], resources.CONTENTS, content)

    assert (found, reject.reason in ("bad_value", "wrong_type")) == ([], True)


@pytest.mark.parametrize("number", [1201, "1201"], ids=["number", "word"])
def test_an_id_is_a_string_however_it_is_written(number):
    [item] = listed("contents/a_resolved_question")

    assert content({**item, "contentID": number}).item_id == "1201"


def test_unprintable_characters_do_not_pass():
    [item] = listed("contents/a_resolved_question")

    assert content({**item, "tags": ["a\x00b", "c\u202ed"]}).payload["tags"] == ["a\ufffdb", "c\ufffdd"]


def test_a_guest_is_nobody_in_particular():
    [first, _] = listed("likes/two_fans")

    found, [reject], _ = read_items(
        records(), [{**first, "id": "-1"}], resources.LIKES, lambda item: records().like(item, "content/1201")
    )

    assert (found, reject.reason) == ([], "bad_value")


LONG_AGO, OF_LATE, KEPT_FROM = "2023-05-01T09:00:00.000+0000", "2026-01-02T09:00:00.000+0000", datetime(2024, 4, 1)


def test_of_a_thread_in_which_nothing_happened_for_too_long_nothing_is_kept():
    [item] = listed("contents/a_resolved_question")
    old = {**item, "published": LONG_AGO, "updated": LONG_AGO, "lastActivityDate": LONG_AGO}
    reader = records(kept_from=KEPT_FROM)

    batch = reader.read("contents", [item, old], "here", resources.CONTENTS, lambda each: reader.content(each, "1100"))

    assert ([record.item_id for record in batch.records], batch.rejects) == (["1201"], [])
    assert (batch.suppressed, batch.received) == (1, 2)


def test_what_is_too_old_in_a_thread_that_goes_on_is_a_frame_without_a_person():
    [item] = listed("contents/a_resolved_question")
    text = {"type": "text/html", "text": '<a href="https://jive.bank.example/people/2002">ben</a>'}
    old = {**item, "published": LONG_AGO, "lastActivityDate": OF_LATE, "content": text}
    reply = {"id": "7", "author": {"id": "2003"}, "published": LONG_AGO, "parent": None, "content": text}
    reader = records(kept_from=KEPT_FROM)

    for record in (reader.content(old, "1100"), reader.message(reply, "1201")):
        assert (record.payload["author"], record.payload["mentions"]) == (None, [])
        assert not reader.is_kept(record.payload)
    assert reader.message({**reply, "published": OF_LATE}, "1201").payload["author"] == "p2003"


def test_a_mark_a_version_and_a_deletion_that_are_too_old_are_not_kept():
    reader = records(kept_from=KEPT_FROM)
    [mark, *_] = listed("outcomes/helpful_and_resolved")
    for one in (
        lambda: reader.outcome({**mark, "creationDate": LONG_AGO}, "1201"),
        lambda: reader.version({"versionNumber": 2, "published": LONG_AGO}, "1201"),
        lambda: reader.deletion({"id": "1", "objectId": "9", "objectType": "user", "eventDate": LONG_AGO}, "people"),
    ):
        with pytest.raises(Expired):
            one()
