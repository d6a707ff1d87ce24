from datetime import datetime

from tests.tables import build, landed

TUESDAY, WEDNESDAY, THURSDAY = (datetime(2026, 1, day, 2, 30) for day in (6, 7, 8))


def test_a_member_stays_from_sighting_to_sighting(con):
    landed(
        con,
        "members",
        """
        item_id  | landed_at        | gone | place_id | person | state
        1100/ada | 2026-01-06 02:30 |      | 1100     | ada    | member
        1100/ada | 2026-01-07 02:30 |      | 1100     | ada    | owner
        1100/ben | 2026-01-06 02:30 |      | 1100     | ben    | member
        1100/ben | 2026-01-07 02:30 | yes  |          |        |
        1100/ben | 2026-01-08 02:30 |      | 1100     | ben    | member
        """,
    )

    assert build(con, "stage.members", "person", "state", "valid_from", "valid_to") == [
        ("ada", "member", TUESDAY, WEDNESDAY),
        ("ada", "owner", WEDNESDAY, None),
        ("ben", "member", TUESDAY, WEDNESDAY),
        ("ben", "member", THURSDAY, None),
    ]
