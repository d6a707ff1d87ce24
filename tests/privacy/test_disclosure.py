"""Disclosure control: what fewer than five people stand behind is held back and says so."""

from datetime import datetime

import pyarrow as pa
import pytest

from cop_analytics.errors import DisclosureFailed
from cop_analytics.health.presentation import ALIKE, TOO_FEW, shown
from cop_analytics.privacy.disclosure import RULES, health_answers, rounded, suppress

END = datetime(2025, 12, 29)


def measurement(**told):
    row = {
        "community_id": "harbour",
        "indicator_id": "V-2",
        "part": "replied_14d",
        "view": "all",
        "window_kind": "w13",
        "window_end": END,
        "value": 0.7,
        "lower": 0.6,
        "upper": 0.8,
        "band": None,
        "interval_method": "Wilson 95 %",
        "unit_count": 40,
        "person_count": 23,
        "coverage": 1.0,
        "null_percentile": None,
        "signal": "none",
        "status": "shown",
        "reason": None,
        "question": "?",
        "unit": "share",
        "caveat": "careful",
        "prompt": "ask",
        "method_version": "1",
        "data_cut": END,
    }
    kinds = {"band": pa.string(), "null_percentile": pa.float64(), "reason": pa.string()}
    filled = row | told
    fields = [(name, kinds.get(name, pa.scalar(value).type)) for name, value in row.items()]
    return pa.Table.from_pylist([filled], schema=pa.schema(fields))


def one(table):
    (row,) = table.to_pylist()
    return row


def test_enough_people_show_the_value_and_a_rounded_count():
    row = one(suppress("indicator_measurements", measurement()))

    assert (row["value"], row["person_count"], row["status"]) == (0.7, 25, "shown")


@pytest.mark.parametrize("persons", [0, 1, 4])
def test_fewer_than_five_hold_everything_back(persons):
    row = one(suppress("indicator_measurements", measurement(person_count=persons)))

    assert [row[name] for name in ("value", "lower", "upper", "unit_count", "person_count", "coverage")] == [None] * 6
    assert (row["status"], row["reason"]) == ("suppressed", "small_group")


def test_a_band_needs_as_many():
    row = one(suppress("indicator_measurements", measurement(value=None, band="5 to 9", person_count=4)))

    assert (row["band"], row["status"]) == (None, "suppressed")


def test_the_floor_rises_with_the_setting_and_never_falls():
    assert one(suppress("indicator_measurements", measurement(), min_group=30))["status"] == "suppressed"
    assert one(suppress("indicator_measurements", measurement(person_count=4), min_group=2))["status"] == "suppressed"


@pytest.mark.parametrize("missing", ["unit_count", "coverage", "caveat", "prompt", "interval_method"])
def test_a_number_without_its_bundle_is_not_released(missing):
    with pytest.raises(DisclosureFailed, match=f"would be shown without {missing}"):
        suppress("indicator_measurements", measurement(**{missing: None}))


def test_a_table_nobody_has_thought_about_is_not_released():
    with pytest.raises(DisclosureFailed, match="has no rule of disclosure"):
        suppress("shoe_sizes", pa.table({"size": [41]}))


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"from_member_id": ["x"]}),
        pa.table({"name": ["said m_abcdefghijklmnopqrstuvwxyz"]}),
        pa.table({"name": ["0123456789abcdef0123456789abcdef"]}),
    ],
    ids=["a column of members", "a pseudonym in a text", "a hash in a text"],
)
def test_a_person_in_a_published_table_stops_the_release(table):
    with pytest.raises(DisclosureFailed, match="Nothing was released"):
        suppress("releases", table)


@pytest.mark.parametrize(("persons", "told"), [(5, 5), (7, 5), (8, 10), (48, 50), (54, 50), (55, 60), (123, 120)])
def test_people_are_told_in_round_numbers(persons, told):
    assert rounded(persons) == told


def test_a_cell_with_too_few_of_its_own_is_held_back_alone():
    row = {
        "community_id": "harbour",
        "contribution_count": 60,
        "thread_count": 9,
        "question_count": 6,
        "reply_count": 51,
        "contributor_count": 22,
        "status": "shown",
        "reason": None,
        "_thread_person_count": 7,
        "_question_person_count": 3,
        "_reply_person_count": 20,
    }
    table = pa.Table.from_pylist(
        [row],
        schema=pa.schema([(n, pa.string() if n in ("community_id", "status", "reason") else pa.int64()) for n in row]),
    )

    told = one(suppress("activity_months", table))

    assert told == {
        "community_id": "harbour",
        "contribution_count": 60,
        "thread_count": 9,
        "question_count": None,
        "reply_count": 51,
        "contributor_count": 20,
        "status": "shown",
        "reason": None,
    }


def answers(**counts):
    rows = [
        {
            "community_id": "harbour",
            "period": "2025-Q4",
            "dimension_id": "D2",
            "answer": answer.replace("_", " "),
            "answer_count": count,
            "respondent_count": sum(counts.values()),
            "status": "shown",
            "reason": "",
        }
        for answer, count in counts.items()
    ]
    return pa.Table.from_pylist(rows)


def told(table):
    return [(row["answer"], row["answer_count"], row["status"]) for row in health_answers(table, shown).to_pylist()]


def test_seven_answers_are_shown_in_three_classes():
    assert told(answers(not_at_all=1, a_little=2, partly=2, largely=2)) == [
        ("not at all or a little", 3, "shown"),
        ("partly", 2, "shown"),
        ("largely or fully", 2, "shown"),
        ("can't see", 0, "shown"),
        ("not relevant", 0, "shown"),
    ]


def test_four_answers_are_a_sentence():
    assert told(answers(largely=4)) == [(TOO_FEW, None, "too_few")]


def test_five_people_who_say_the_same_are_a_sentence():
    assert (ALIKE, None, "suppressed") in told(answers(not_at_all=5))
    assert 5 not in [count for _, count, _ in told(answers(not_at_all=5))]


def test_every_rule_says_why():
    assert [name for name, rule in RULES.items() if not rule.reason] == []
