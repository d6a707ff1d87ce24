"""A field that stops coming is a platform that changed, not people who did."""

from cop_analytics.fields import fingerprint, lost

EARLIER = {"contents": {"": 200, "author": 200, "tags": 120, "answer": 30}}


def told(now, earlier=EARLIER):
    return [(result.check_name, result.offenders) for result in lost(now, earlier) if result.offender_count]


def test_a_field_that_half_of_the_items_had_and_none_has_any_more_is_lost():
    now = {"contents": {"": 150, "author": 150}}

    assert told(now) == [("contents__keep_their_fields", (("tags", 120, 200),))]


def test_a_field_few_items_had_may_be_missing_for_once():
    assert told({"contents": {"": 150, "author": 150, "tags": 1}}) == []


def test_a_quiet_night_is_too_little_to_tell():
    assert told({"contents": {"": 99}}) == []
    assert told({"contents": {"": 150}}, {"contents": {"": 99, "author": 99}}) == []


def test_a_fingerprint_is_of_the_fields_that_came_and_not_of_how_many():
    assert fingerprint({"": 3, "a": 3, "b": 0}) == fingerprint({"a": 1, "": 9})
    assert fingerprint({"": 3, "a": 3}) != fingerprint({"": 3, "a": 3, "b": 1})
