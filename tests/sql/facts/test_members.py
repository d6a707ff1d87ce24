from datetime import date

from tests.tables import build, given, landed

EVERYBODY = """
member_id
ada
ben
cyd
dee
eli
"""


def members(con, people: str, *, least: int) -> list[tuple[object, ...]]:
    given(con, "facts.memberships", EVERYBODY)
    landed(con, "people", people)
    return build(con, "facts.members", "member_id", "unit", "region", "tier", min_subgroup=least)


def test_a_member_nobody_shows_is_other_in_everything(con):
    given(con, "facts.memberships", "member_id\nada")

    assert build(con, "facts.members") == [("ada", "other", "other", "other", "other", None, None)]


def test_a_member_is_as_last_seen_and_first_seen_when_first_seen(con):
    given(con, "facts.memberships", "member_id\nada")
    landed(
        con,
        "people",
        """
        item_id | landed_at        | person | enabled | unit | region | tier   | time_zone
        ada     | 2026-01-06 02:30 | ada    | true    | Risk | Madrid | senior | Europe/Madrid
        ada     | 2026-01-07 02:30 | ada    | false   | Risk | London | senior | Europe/London
        """,
    )

    assert build(con, "facts.members", min_subgroup=1) == [
        ("ada", "Risk", "London", "Europe/London", "senior", False, date(2026, 1, 6))
    ]


def test_a_combination_too_few_hold_gives_up_tier_then_region_then_unit(con):
    told = members(
        con,
        """
        item_id | person | unit | region | tier
        ada     | ada    | Risk | Madrid | senior
        ben     | ben    | Risk | Madrid | junior
        cyd     | cyd    | Risk | London | senior
        dee     | dee    | Tax  | London | senior
        eli     | eli    | Tax  | Madrid | senior
        """,
        least=2,
    )

    assert told == [
        ("ada", "Risk", "Madrid", "other"),
        ("ben", "Risk", "Madrid", "other"),
        ("cyd", "other", "other", "other"),
        ("dee", "Tax", "other", "other"),
        ("eli", "Tax", "other", "other"),
    ]


def test_a_combination_enough_people_hold_stays(con):
    told = members(
        con,
        """
        item_id | person | unit | region | tier
        ada     | ada    | Risk | Madrid | senior
        ben     | ben    | Risk | Madrid | senior
        cyd     | cyd    | Risk | Madrid |
        dee     | dee    | Risk | Madrid | junior
        eli     | eli    |      |        |
        """,
        least=2,
    )

    assert told == [
        ("ada", "Risk", "Madrid", "senior"),
        ("ben", "Risk", "Madrid", "senior"),
        ("cyd", "Risk", "Madrid", "other"),
        ("dee", "Risk", "Madrid", "other"),
        ("eli", "other", "other", "other"),
    ]


def test_people_no_community_has_seen_are_no_members(con):
    landed(con, "people", "item_id | person | unit\nada | ada | Risk")

    assert build(con, "facts.members") == []


def zones(con, *held: str, least: int = 2) -> list[str]:
    """The time zones shown of people in one unit, each of whom holds one of `held`."""
    names = [f"p{number}" for number in range(len(held))]
    given(con, "facts.memberships", "member_id\n" + "\n".join(names))
    rows = "\n".join(f"{name} | {name} | Risk | {zone}" for name, zone in zip(names, held, strict=True))
    landed(con, "people", f"item_id | person | unit | time_zone\n{rows}")
    return sorted(zone for (zone,) in build(con, "facts.members", "time_zone", min_subgroup=least))


def test_a_time_zone_too_few_of_a_combination_hold_is_other(con):
    assert zones(con, "Paris", "Paris", "London", "Rome") == ["Paris", "Paris", "other", "other"]


def test_where_one_alone_would_be_other_no_time_zone_is_shown(con):
    assert zones(con, "Paris", "Paris", "London") == ["other"] * 3


def test_time_zones_enough_hold_are_shown(con):
    assert zones(con, "Paris", "Rome", "Paris", "Rome") == ["Paris", "Paris", "Rome", "Rome"]
