"""What numbers may do from one night to the next, and how far the platform's own counts may lie from ours."""

from datetime import date

import pytest

from tests.sql.checks.test_checks import CONTRIBUTION, COUNTED, COUNTS, daily
from tests.sql.worlds import harbour
from tests.tables import broken, build, given, landed

DRIFT = "facts__keep_their_numbers"
GAP = "threads__hold_nearly_what_the_platform_counts"
LAST_GOOD = "run_id | logical_at | status\nnight | 2026-01-05 02:30 | released"
FIRST_SEEN = "community_id | place_id | first_seen_at\nharbour | 1100 | "


def drifting(con, counts, *, communities="harbour", first_seen="2025-12-01 02:30"):
    """What the drift check finds in one row of counts."""
    given(con, "facts.communities", f"community_id\n{communities}")
    given(con, "facts._places", FIRST_SEEN + first_seen)
    given(con, "ops.runs", LAST_GOOD)
    given(con, "ops._row_counts", COUNTS + counts)
    return broken(con, DRIFT)


def test_three_tenths_and_a_hundred_rows_are_drift_in_either_direction(con):
    assert drifting(con, "facts.replies | harbour | 699 | 1000") == [("facts.replies", "harbour", 1000, 699)]
    assert drifting(con, "facts.replies | harbour | 1301 | 1000") == [("facts.replies", "harbour", 1000, 1301)]


def test_members_stand_under_no_community_and_drift_as_well(con):
    drifting(con, "facts.replies | harbour | 1 | 1")
    con.execute("insert into ops._row_counts values ('facts.members', '', 10, 111)")

    assert broken(con, DRIFT) == [("facts.members", "", 111, 10)]
    given(con, "facts.communities", "community_id\nfog")
    assert broken(con, DRIFT) == []


@pytest.mark.parametrize(
    "counts",
    [
        "facts.replies | harbour | 700 | 1000",
        "facts.replies | harbour | 1300 | 1000",
        "facts.replies | harbour | 0 | 100",
        "facts.replies | harbour | 150 | 50",
        "unread replies | harbour | 500 | 0",
    ],
)
def test_less_is_no_drift(con, counts):
    assert drifting(con, counts) == []


def test_a_community_declared_since_is_no_drift(con):
    assert drifting(con, "facts.replies | harbour | 5000 |") == []


def test_a_community_no_longer_declared_is_no_drift(con):
    assert drifting(con, "facts.replies | harbour | 0 | 5000", communities="fog") == []


def test_a_place_read_for_the_first_time_explains_growth_and_no_loss(con):
    assert drifting(con, "facts.replies | harbour | 5000 | 1000", first_seen="2026-01-06 02:30") == []
    assert len(drifting(con, "facts.replies | harbour | 100 | 1000", first_seen="2026-01-06 02:30")) == 1


@pytest.mark.parametrize(
    ("announced", "read", "known", "is_broken"),
    [
        (100, 90, "", False),
        (100, 89, "", True),
        (1000, 950, "", False),
        (1000, 949, "", True),
        (1000, 949, "1", False),
        (1000, 850, "150", False),
        (1000, 799, "150", True),
        (1000, 2000, "", False),
        (1000, 940, "-500", True),
    ],
)
def test_a_gap_to_the_platform_s_count_stops_the_night_once_until_it_grows(con, announced, read, known, is_broken):
    given(con, "facts._counted", COUNTED + f"harbour | replies | {announced} | {read}")
    given(con, "ops._row_counts", COUNTS + f"unread replies | harbour | {announced - read} | {known}")

    assert bool(broken(con, GAP)) == is_broken


@pytest.mark.parametrize(("read", "is_broken"), [(398, False), (402, False), (397, True), (403, True)])
def test_two_or_one_in_two_hundred_are_not_spoken_of(con, read, is_broken):
    given(con, "facts._counted", COUNTED + f"harbour | likes | 400 | {read}")

    assert bool(broken(con, "reactions__are_what_the_platform_counts")) == is_broken


def test_the_platform_s_counts_stand_beside_what_was_read_of_the_same_things(con):
    harbour(con)
    landed(
        con,
        "contents",
        "item_id|content_id|type|place_id|published|reply_count|like_count\n1|1|post|1100|2026-01-01|3|2",
    )
    landed(con, "messages", "item_id|message_id|content_id|parent|published|like_count\n7|7|1|content/1|2026-01-02|1")
    landed(
        con, "likes", "item_id | target | person\na|content/1|ada\nb|content/1|robot\nc|message/7|ben\nd|message/9|ben"
    )
    landed(
        con,
        "places",
        "item_id|landed_at|place_id|type|asked_place_id|state|member_count\n1100|2026-01-07|1100|group|1100|visible|3",
    )
    landed(
        con,
        "members",
        "item_id|place_id|person|state\n1100/ada|1100|ada|owner\n1100/ben|1100|ben|member\n1100/cyd|1100|cyd|pending",
    )

    assert build(con, "facts._counted") == [
        ("harbour", "likes", 3, 3),
        ("harbour", "members", 3, 2),
        ("harbour", "replies", 3, 1),
    ]


def test_a_place_that_cannot_be_seen_announces_nothing(con):
    harbour(con)
    landed(con, "places", "item_id|landed_at|place_id|asked_place_id|state\n1100|2026-01-07|1100|1100|not_visible")

    assert build(con, "facts._counted") == []


@pytest.mark.parametrize(
    ("first", "after", "is_broken"),
    [
        (date(2025, 12, 1), date(2026, 1, 1), True),
        (date(2025, 12, 1), date(2026, 1, 2), False),
        (date(2025, 12, 20), date(2026, 1, 1), False),
    ],
)
def test_an_index_that_stands_still_is_told_from_a_quiet_place(con, first, after, is_broken):
    given(con, "facts.contributions", CONTRIBUTION + "\n".join(daily(first, after)))

    assert bool(broken(con, "contributions__are_fresh")) == is_broken
