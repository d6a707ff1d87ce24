"""Disclosure control: what fewer than five people stand behind, or one person mostly, is held back and says so."""

import pyarrow as pa
import pytest

from cop_analytics.errors import DisclosureFailed
from cop_analytics.health.presentation import ALIKE, TOO_FEW, shown
from cop_analytics.privacy import disclosure
from cop_analytics.privacy.answers import health_answers, health_relevance
from cop_analytics.privacy.disclosure import suppress
from cop_analytics.privacy.rules import RULES
from tests.publish.worlds import BEHIND, months, one, released, table

MEASURED = ("value", "lower", "upper", "band", "unit_count", "person_count", "coverage", "null_percentile")


def measurement(**told):
    return table("indicator_measurements", told)


def protected(name, *rows, **floors):
    return suppress(name, table(name, *rows), **floors)


def test_enough_people_show_the_value_and_a_rounded_count():
    row = one(suppress("indicator_measurements", measurement()))

    assert (row["value"], row["person_count"], row["status"], row["reason"]) == (0.7, 25, "shown", None)


@pytest.mark.parametrize("persons", [0, 1, 4])
def test_fewer_than_five_hold_everything_back(persons):
    row = one(suppress("indicator_measurements", measurement(person_count=persons)))

    assert [row[name] for name in MEASURED] == [None] * len(MEASURED)
    assert (row["status"], row["reason"]) == ("suppressed", "small_group")


def test_what_is_said_about_a_held_back_value_stays():
    row = one(suppress("indicator_measurements", measurement(person_count=2)))

    assert [row[name] for name in ("interval_method", "caveat", "prompt")] == [
        *("Wilson 95 %", "careful", "Which silence mattered?")
    ]


def test_a_band_needs_as_many():
    banded = {"value": None, "lower": None, "upper": None, "band": "5 to 9"}

    assert one(suppress("indicator_measurements", measurement(**banded)))["band"] == "5 to 9"
    assert one(suppress("indicator_measurements", measurement(**banded, person_count=4)))["band"] is None


def test_too_few_to_tell_stays_so_and_loses_the_counts_of_a_few():
    silent = {"value": None, "lower": None, "upper": None, "status": "too_few"}
    few = one(suppress("indicator_measurements", measurement(**silent, unit_count=3, person_count=2)))
    more = one(suppress("indicator_measurements", measurement(**silent, unit_count=9, person_count=8)))

    assert [few[name] for name in ("status", "reason", "unit_count", "person_count")] == ["too_few", None, None, None]
    assert [more[name] for name in ("status", "reason", "unit_count", "person_count")] == ["too_few", None, 10, 10]


@pytest.mark.parametrize(("floor", "persons"), [(2, 4), (5, 4), (30, 29)])
def test_the_floor_rises_with_the_setting_and_never_falls(floor, persons):
    row = one(suppress("indicator_measurements", measurement(person_count=persons), min_group=floor))

    assert (row["value"], row["status"]) == (None, "suppressed")


@pytest.mark.parametrize(("persons", "ties"), [(9, None), (10, 40)])
def test_between_two_units_twice_as_many_are_needed(persons, ties):
    assert one(protected("cross_unit_ties", {"person_count": persons, "tie_count": 40}))["tie_count"] == ties


@pytest.mark.parametrize(("shy", "sum_told"), [(0, 900.0), (1, None), (None, None), (5, 900.0)])
def test_a_sum_is_told_where_nobody_or_enough_did_not_agree_to_it(shy, sum_told):
    """Who agreed is named with the amount, and can be taken off: of one who did not, the rest of the sum is the amount."""
    sums = table("commercial_value", {"adjusted_likely": 900.0})
    for column in ("_shy_teller_count", "_shy_largest_share", "_shy_two_largest_share"):
        value = shy if column == "_shy_teller_count" else 0.0
        sums = sums.append_column(column, pa.array([value], pa.int64() if value is shy else pa.float64()))

    assert one(suppress("commercial_value", sums))["adjusted_likely"] == sum_told


@pytest.mark.parametrize("missing", ["unit_count", "person_count", "coverage", "caveat", "prompt", "interval_method"])
def test_a_number_without_its_bundle_is_not_released(missing):
    with pytest.raises(DisclosureFailed, match=rf"measurements\.{missing}: V-2 replied_14d would be shown without"):
        suppress("indicator_measurements", measurement(**{missing: None}))


def test_a_number_without_any_interval_is_held_back():
    row = one(suppress("indicator_measurements", measurement(value=1.0, lower=None, upper=None)))

    assert (row["value"], row["unit_count"], row["status"], row["reason"]) == (None, None, "suppressed", "interval")


def test_an_interval_may_be_open_at_one_end():
    row = one(suppress("indicator_measurements", measurement(upper=None)))

    assert (row["value"], row["lower"], row["upper"], row["status"]) == (0.7, 0.5, None, "shown")


def test_of_a_community_of_eight_no_level_is_told_and_none_says_that_it_is_below_the_floor():
    levels = {"core": 0, "active": 2, "occasional": 0, "peripheral": 6, "transactional": 0}
    rows = protected(
        "participation_levels", *({"level": level, "person_count": n, "status": "shown"} for level, n in levels.items())
    )

    assert [(row["person_count"], row["reason"]) for row in rows.to_pylist()] == [(None, "small_group")] * 5


def test_beside_few_who_share_two_communities_nobody_is_counted_in_either():
    [row] = protected(
        "community_overlap", {"shared_person_count": 3, "person_count": 40, "other_person_count": 60}
    ).to_pylist()

    assert [row[name] for name in ("shared_person_count", "person_count", "other_person_count")] == [None] * 3


def test_a_table_nobody_has_thought_about_is_not_released():
    with pytest.raises(DisclosureFailed, match="shoe_sizes has no rule of disclosure"):
        suppress("shoe_sizes", pa.table({"size": [41]}))


@pytest.mark.parametrize("column", ["member_id", "from_member_id", "person_id", "token", "key_hash", "email"])
def test_a_column_of_persons_stops_the_release(column):
    with pytest.raises(DisclosureFailed, match=rf"releases\.{column} speaks of one person"):
        suppress("releases", pa.table({column: ["x"]}))


@pytest.mark.parametrize(
    "text",
    [
        "said m_abcdefghijklmnopqrstuvwxyz",
        "0123456789abcdef0123456789abcdef",
        "x_0123456789ABCDEF0123456789ABCDEF",
    ],
    ids=["a pseudonym", "a hash", "a hash in capitals"],
)
def test_a_person_in_a_text_stops_the_release(text):
    for column in (pa.array([text]), pa.array([[text]]), pa.array([text]).dictionary_encode()):
        with pytest.raises(DisclosureFailed, match=r"releases\.name holds a pseudonym or a hash") as failed:
            suppress("releases", pa.table({"name": column}))
        assert text not in str(failed.value)


@pytest.mark.parametrize(
    ("persons", "told"),
    [(None, None), (0, None), (4, None), (5, 5), (7, 5), (8, 10), (48, 50), (54, 50), (55, 60), (123, 120)],
)
def test_people_are_told_in_round_numbers(persons, told):
    assert one(protected("communities", {"member_count": persons}))["member_count"] == told


def test_nobody_and_a_few_look_the_same():
    nobody, few = (protected("communities", {"member_count": persons}) for persons in (0, 4))

    assert nobody == few


def test_what_is_not_known_is_not_held_back():
    row = one(protected("communities", {"member_count": None, "status": "not_applicable"}))

    assert (row["status"], row["reason"]) == ("not_applicable", None)


def test_a_month_with_enough_people_is_shown_without_the_columns_that_decide():
    told = suppress("activity_months", months())

    assert one(told) == one(table("activity_months", {"contributor_count": 20}))
    assert told.column_names == table("activity_months").column_names


def test_a_cell_with_too_few_people_of_its_own_is_held_back_alone():
    row = one(suppress("activity_months", months(_question_person_count=3)))

    assert (row["contribution_count"], row["thread_count"], row["question_count"]) == (60, 9, None)
    assert (row["status"], row["reason"]) == ("suppressed", "small_group")


def test_a_cell_of_nobody_knows_how_many_is_held_back():
    assert one(suppress("activity_months", months(_question_person_count=None)))["question_count"] is None


def test_a_month_of_few_takes_the_month_of_the_fewest_with_it():
    """A quarter's questions can be had from another table: less those shown, nine people are behind the rest and not two."""
    asked = [BEHIND | {"_question_person_count": persons, "question_count": 10} for persons in (2, 9, 7)]
    told = suppress("activity_months", table("activity_months", *asked))

    assert told.select(["question_count", "reason"]).to_pylist() == [
        {"question_count": None, "reason": "small_group"},
        {"question_count": 10, "reason": None},
        {"question_count": None, "reason": "complement"},
    ]


def test_a_part_of_a_shown_sum_is_not_held_back_alone():
    row = one(suppress("activity_months", months(_thread_person_count=3)))

    assert (row["contribution_count"], row["thread_count"], row["reply_count"]) == (60, None, None)


@pytest.mark.parametrize(
    "shares",
    [{"_question_largest_share": 0.6}, {"_question_two_largest_share": 0.8}],
    ids=["one holds more than half", "two hold more than three quarters"],
)
def test_a_count_that_one_or_two_people_hold_is_held_back(shares):
    row = one(suppress("activity_months", months(**shares)))

    assert (row["question_count"], row["status"], row["reason"]) == (None, "suppressed", "dominance")


def test_a_table_that_cannot_be_protected_is_not_released():
    with pytest.raises(DisclosureFailed, match="activity_months lacks _contribution_person_count"):
        suppress("activity_months", table("activity_months", {}))


def test_a_level_keeps_its_count_when_a_stricter_reading_leaves_too_few():
    told = {"level": "core", "status": "shown", "person_count_if_looser": 14, "person_count_if_stricter": 3}
    row = one(protected("participation_levels", told | {"person_count": 11}))

    counts = [row[f"person_count{reading}"] for reading in ("", "_if_looser", "_if_stricter")]
    assert (counts, row["status"]) == ([10, 15, None], "shown")


def test_a_level_goes_with_one_of_few_that_the_number_of_members_would_tell():
    """As in test_margins: 32 and 27 told as 30 and 25, and 70 members, leave four at the core unless seven go as well."""
    counts = {"core": 4, "active": 32, "occasional": 7, "peripheral": 27, "transactional": 6}
    told = protected("participation_levels", *({"level": level, "person_count": n} for level, n in counts.items()))

    shown = dict(zip(told.column("level").to_pylist(), told.column("person_count").to_pylist(), strict=True))
    assert shown == {"core": None, "active": 30, "occasional": None, "peripheral": 25, "transactional": 5}


def test_the_turnout_of_a_check_is_exact_and_below_five_untold():
    told = protected("health_checks", {}, {"period": "2024-Q4", "invited_count": 22, "answered_count": 3})

    assert [(row["invited_count"], row["answered_count"]) for row in told.to_pylist()] == [(30, 14), (22, None)]


def test_what_was_held_back_is_counted():
    held = protected("indicator_measurements", {}, {"part": "resolved", "person_count": 3})

    assert disclosure.suppressed_count(held) == 1
    assert disclosure.suppressed_count(table("releases")) == 0


def test_a_table_without_rows_passes():
    for name, rows in released().items():
        assert suppress(name, rows.slice(0, 0)).num_rows == 0


def answers(**counts):
    rows = [{"answer": answer.replace("_", " "), "answer_count": count} for answer, count in counts.items()]
    presented = health_answers(table("health_answers", *rows), shown)
    return [(row["answer"], row["answer_count"], row["status"], row["reason"]) for row in presented.to_pylist()]


def test_seven_answers_are_shown_in_three_classes():
    assert answers(not_at_all=1, a_little=2, partly=2, largely=2, not_relevant=1) == [
        ("not at all or a little", 3, "shown", None),
        ("partly", 2, "shown", None),
        ("largely or fully", 2, "shown", None),
        ("can't see", 0, "shown", None),
        ("not relevant", 1, "shown", None),
    ]


def test_four_answers_are_a_sentence_and_nothing_else():
    assert answers(largely=4, not_relevant=3) == [(TOO_FEW, None, "too_few", None)]


def test_five_people_who_say_the_same_are_a_sentence():
    told = answers(not_at_all=5)

    assert (ALIKE, None, "suppressed", "homogeneity") in told
    assert 5 not in [count for _, count, _, _ in told]


def test_what_a_few_members_chose_is_not_told_and_what_a_sponsor_signs_is():
    chosen = health_relevance(
        table(
            "health_relevance",
            {"perspective": "members", "dimension_id": "D2", "voice_count": 4},
            {"perspective": "members", "dimension_id": "D2", "choice": "later", "voice_count": 1},
            {"perspective": "members", "dimension_id": "D5", "voice_count": 4},
            {"perspective": "sponsor", "dimension_id": "D5", "voice_count": 1},
        )
    )

    told = [(row["perspective"], row["dimension_id"], row["choice"]) for row in chosen.to_pylist()]
    assert told == [("members", "D2", "now"), ("members", "D2", "later"), ("sponsor", "D5", "now")]


def test_every_rule_says_why():
    assert [name for name, rule in RULES.items() if not rule.reason] == []
