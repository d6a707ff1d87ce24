from datetime import datetime

from tests.sql.worlds import harbour
from tests.tables import build, given, landed

TUESDAY, WEDNESDAY, THURSDAY = (datetime(2026, 1, day, 2, 30) for day in (6, 7, 8))


def memberships(con) -> list[tuple[object, ...]]:
    return build(con, "facts.memberships", "member_id", "state", "valid_from", "valid_to")


def test_a_membership_lasts_while_it_is_seen(con):
    harbour(con)
    landed(
        con,
        "members",
        """
        item_id  | landed_at        | gone | place_id | person | state
        1100/ada | 2026-01-06 02:30 |      | 1100     | ada    | owner
        1100/ben | 2026-01-06 02:30 |      | 1100     | ben    | pending
        1100/ben | 2026-01-07 02:30 |      | 1100     | ben    | member
        1100/ben | 2026-01-08 02:30 | yes  |          |        |
        """,
    )

    assert memberships(con) == [
        ("ada", "owner", TUESDAY, None),
        ("ben", "member", WEDNESDAY, THURSDAY),
        ("ben", "pending", TUESDAY, WEDNESDAY),
    ]


def test_in_two_places_the_stronger_state_counts_and_lasts_as_long_as_either(con):
    harbour(con)
    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100\nharbour | 1200")
    landed(con, "places", "item_id | place_id | type | asked_place_id | state\n1200 | 1200 | group | 1200 | visible")
    landed(
        con,
        "members",
        """
        item_id  | landed_at        | gone | place_id | person | state
        1100/ada | 2026-01-06 02:30 |      | 1100     | ada    | member
        1200/ada | 2026-01-06 02:30 |      | 1200     | ada    | member
        1100/ada | 2026-01-07 02:30 | yes  |          |        |
        1100/ben | 2026-01-06 02:30 |      | 1100     | ben    | banned
        1200/ben | 2026-01-07 02:30 |      | 1200     | ben    | member
        """,
    )

    assert memberships(con) == [
        ("ada", "member", TUESDAY, None),
        ("ben", "banned", TUESDAY, WEDNESDAY),
        ("ben", "member", WEDNESDAY, None),
    ]


def test_followers_stand_in_for_the_members_of_a_space_but_not_of_a_group(con):
    harbour(con)
    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100\nharbour | 1300")
    landed(con, "places", "item_id | place_id | type | asked_place_id | state\n1300 | 1300 | space | 1300 | visible")
    landed(
        con,
        "followers",
        """
        item_id  | place_id | person
        1100/ada | 1100     | ada
        1300/ben | 1300     | ben
        """,
    )

    assert memberships(con) == [("ben", "follower", TUESDAY, None)]


def test_a_robot_is_no_member(con):
    harbour(con)
    landed(con, "members", "item_id | place_id | person | state\n1100/robot | 1100 | robot | member")

    assert memberships(con) == []
