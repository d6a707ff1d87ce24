"""The rules by which claims are added: E3 and E2 apart, the others counted, and nobody's amount shown who did not agree."""

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as some

from cop_analytics import warehouse
from cop_analytics.privacy import disclosure
from cop_analytics.publish import files
from tests.tables import build, given

LEVELS = ("E0", "E1", "E2", "E3")
AGREED, SHY = "[tables, figures]", "[tables]"
COLUMNS = ("evidence_level", "story_count", "adjusted_low", "largest_share", "adjusted_low_without_largest")


def told(con, *claims, community="harbour"):
    """Claims as (level, adjusted low or None, channels), each of a teller of its own."""
    stories = "story_id | community_id | period | state | channels | expires_on | teller_number | teller_count\n"
    rows = "story_id | evidence_level | cashable | adjusted_low | adjusted_likely | currency | price_year\n"
    for number, (level, amount, channels, *more) in enumerate(claims):
        place = more[0] if more else community
        stories += f"s{number} | {place} | 2026-Q1 | reviewed | {channels} | | {number} | 1\n"
        money = f"{amount} | {amount} | EUR | 2025" if amount is not None else "| | |"
        rows += f"s{number} | {level} | yes | {money}\n"
    given(con, "inputs.stories", stories)
    given(con, "inputs.claims", rows)


def shown(con, table="commercial_value"):
    """The table as it may be shown, by community where it has one, and level."""
    build(con, f"publish.{table}")
    rows = disclosure.suppress(table, files.read(con, table)).to_pylist()
    return {(row.get("community_id"), row["evidence_level"]): row for row in rows}


def test_only_what_a_controller_signed_or_a_document_shows_is_added_each_apart(con):
    told(con, ("E0", 900, AGREED), ("E1", 800, AGREED), ("E2", 300, AGREED), ("E3", 100, AGREED), ("E3", 100, AGREED))

    assert build(con, "publish.commercial_value", *COLUMNS) == [
        ("E0", 1, None, None, None),
        ("E1", 1, None, None, None),
        ("E2", 1, 300.0, 1.0, 0.0),
        ("E3", 2, 200.0, 0.5, None),
    ]


def test_the_largest_story_is_taken_off_where_it_holds_more_than_half(con):
    told(con, ("E3", 600, AGREED), ("E3", 300, AGREED), ("E3", 100, AGREED))

    assert build(con, "publish.commercial_value", *COLUMNS)[-1] == ("E3", 3, 1000.0, 0.6, 400.0)


def test_what_is_told_in_words_alone_is_counted_and_adds_nothing(con):
    told(con, ("E3", 100, AGREED), ("E3", None, AGREED))

    assert build(con, "publish.commercial_value", "story_count", "unpriced_count", "adjusted_low")[-1] == (2, 1, 100.0)


@pytest.mark.parametrize("change", ["state = 'draft'", "state = 'withdrawn'", "expires_on = date '2026-01-05'"])
def test_a_story_that_is_not_reviewed_or_whose_consent_ran_out_counts_nowhere(con, change):
    told(con, ("E3", 100, AGREED))
    con.execute(f"update inputs.stories set {change}")

    assert build(con, "publish.commercial_value") == []


def test_four_who_did_not_agree_to_the_amount_are_not_added_up_and_five_are(con):
    told(con, *[("E3", 100, SHY)] * 4, *[("E2", 100, SHY)] * 5)

    rows = shown(con)

    assert [rows["harbour", level]["adjusted_low"] for level in ("E3", "E2")] == [None, 500.0]
    assert (rows["harbour", "E3"]["status"], rows["harbour", "E3"]["reason"]) == ("suppressed", "small_group")


def test_one_who_did_not_agree_hides_not_behind_ten_who_did(con):
    told(con, *[("E3", 100, AGREED)] * 10, ("E3", 70, SHY))

    assert shown(con)["harbour", "E3"]["adjusted_low"] is None


def test_a_share_of_the_largest_who_did_not_agree_is_told_to_a_tenth(con):
    told(con, ("E3", 137, SHY), *[("E3", 100, SHY)] * 7)

    assert shown(con)["harbour", "E3"]["largest_share"] == 0.2


def test_the_sum_of_all_does_not_give_away_what_one_community_holds_back(con):
    told(con, *[("E3", 100, SHY, "harbour")] * 6, *[("E3", 50, SHY, "fog")] * 2)

    assert shown(con)["harbour", "E3"]["adjusted_low"] == 600.0
    assert shown(con)["fog", "E3"]["adjusted_low"] is None
    assert shown(con, "commercial_value_programme")[None, "E3"]["adjusted_low"] is None


def test_the_sum_of_all_is_told_where_those_held_back_hide_among_each_other(con):
    told(con, *[("E3", 100, SHY, "harbour")] * 3, *[("E3", 90, SHY, "fog")] * 3)

    assert shown(con)["fog", "E3"]["adjusted_low"] is None
    assert shown(con, "commercial_value_programme")[None, "E3"]["adjusted_low"] == 570.0


def test_nobody_hides_among_those_who_named_no_amount(con):
    told(con, *[("E2", None, SHY, "fog")] * 4, ("E2", 70, SHY, "fog"), ("E2", 100, AGREED, "fog"))

    assert shown(con)["fog", "E2"]["adjusted_low"] is None
    assert shown(con, "commercial_value_programme")[None, "E2"]["adjusted_low"] is None


def test_no_column_could_hold_a_total_of_a_person_or_a_unit(con):
    for name in ("commercial_value", "commercial_value_programme"):
        build(con, f"publish.{name}")
        columns = set(disclosure.suppress(name, files.read(con, name)).column_names)
        grain = {"community_id", "period", "evidence_level"}
        assert columns - grain == {
            *(
                "story_count",
                "unpriced_count",
                "adjusted_low",
                "adjusted_likely",
                "cashable_low",
                "currency",
                "price_year",
            ),
            *("largest_share", "adjusted_low_without_largest", "status", "reason"),
        }


claims = some.lists(
    some.tuples(
        some.sampled_from(LEVELS),
        some.one_of(some.none(), some.integers(1, 1_000_000)),
        some.sampled_from((AGREED, SHY)),
        some.sampled_from(("fog", "harbour", "lighthouse")),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@for_all(claims)
def test_the_sums_are_those_of_plain_addition_and_no_shy_teller_can_be_worked_out(told_of):
    with warehouse.connect(":memory:") as con:
        told(con, *told_of)
        rows, of_all = shown(con), shown(con, "commercial_value_programme")

    for level in ("E2", "E3"):
        hidden: list[tuple[str, int]] = []
        for place in {each[3] for each in told_of}:
            own = [(a, channels) for lv, a, channels, where in told_of if (lv, where) == (level, place) and a]
            row = rows[place, level]
            if row["adjusted_low"] is not None:
                assert row["adjusted_low"] == sum(amount for amount, _ in own)
            shy = [amount for amount, channels in own if channels == SHY]
            if row["status"] == "shown":
                assert len(shy) == 0 or (len(shy) >= 5 and max(shy) <= sum(a for a, _ in own) / 2)
            else:
                hidden += [(place, amount) for amount in shy]
        if of_all[None, level]["status"] == "shown":
            assert len(hidden) == 0 or len(hidden) >= 5


@settings(max_examples=20, deadline=None)
@for_all(claims)
def test_what_nobody_claims_changes_nothing(told_of):
    """Missing is nothing: a story in words, a lower level, another community leave the sum of E3 as it is."""
    added = [*told_of, ("E0", 5000, AGREED, "harbour"), ("E1", 7000, AGREED, "fog"), ("E3", None, AGREED, "harbour")]
    sums = []
    for each in (told_of, added):
        with warehouse.connect(":memory:") as con:
            told(con, *each)
            sums.append({key[0]: row["adjusted_low"] for key, row in shown(con).items() if key[1] == "E3"})

    assert {place: amount for place, amount in sums[1].items() if place in sums[0]} == sums[0]
