from datetime import datetime

from tests.tables import build, given, landed

TUESDAY, WEDNESDAY, THURSDAY = (datetime(2026, 1, day, 2, 30) for day in (6, 7, 8))


def test_attributes_last_from_sighting_to_sighting_and_equal_ones_are_one(con):
    given(con, "facts.memberships", "member_id\nada\nben")
    landed(
        con,
        "people",
        """
        item_id | landed_at        | person | enabled | unit | region | tier   | time_zone
        ada     | 2026-01-06 02:30 | ada    | true    | Tax  | Madrid | senior | Europe/Madrid
        ada     | 2026-01-07 02:30 | ada    | true    | Risk | Madrid | senior | Europe/Madrid
        ada     | 2026-01-08 02:30 | ada    | false   | Risk | Madrid | senior | Europe/Madrid
        ben     | 2026-01-06 02:30 | ben    | true    | Risk | Madrid | senior | Europe/Madrid
        """,
    )

    assert build(con, "facts.member_attributes", min_subgroup=1) == [
        ("ada", "Risk", "Madrid", "Europe/Madrid", "senior", WEDNESDAY, None),
        ("ada", "other", "other", "other", "other", TUESDAY, WEDNESDAY),
        ("ben", "Risk", "Madrid", "Europe/Madrid", "senior", TUESDAY, None),
    ]


def test_somebody_who_was_away_has_two_spans(con):
    given(con, "facts.memberships", "member_id\nada")
    landed(
        con,
        "people",
        """
        item_id | landed_at        | gone | person | unit
        ada     | 2026-01-06 02:30 |      | ada    | Risk
        ada     | 2026-01-07 02:30 | yes  |        |
        ada     | 2026-01-08 02:30 |      | ada    | Risk
        """,
    )

    assert build(con, "facts.member_attributes", "unit", "valid_from", "valid_to", min_subgroup=1) == [
        ("Risk", TUESDAY, WEDNESDAY),
        ("Risk", THURSDAY, None),
    ]
