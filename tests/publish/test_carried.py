"""A closed window, once published, stays as it is."""

from datetime import datetime

from cop_analytics import warehouse
from cop_analytics.publish.carried import carried_over, with_ended
from tests.publish.worlds import ENDS, NOTHING, months, table

GRAIN = warehouse.contract()["publish.indicator_measurements"].grain


def measured(*rows):
    return table("indicator_measurements", *rows)


def values(fresh, earlier):
    carried = carried_over(fresh, earlier, GRAIN).sort_by("window_end")
    return [(row["window_end"].month, row["value"], row["status"]) for row in carried.to_pylist()]


def test_a_closed_window_stays_as_it_was_first_published():
    assert values(measured({"value": 0.9}), measured({"value": 0.7})) == [(12, 0.7, "shown")]


def test_what_was_held_back_stays_back():
    earlier = measured(NOTHING | {"status": "suppressed", "reason": "small_group"})

    assert values(measured({"value": 0.9}), earlier) == [(12, None, "suppressed")]


def test_a_new_definition_leaves_a_closed_window_as_it_was_told():
    fresh = measured({"value": 0.9, "method_version": "2"})

    assert values(fresh, measured({"value": 0.7})) == [(12, 0.7, "shown")]


def test_what_an_older_definition_told_stays_when_only_the_newer_is_measured():
    fresh = measured({"window_end": ENDS[1], "value": 0.9, "method_version": "2"})

    assert values(fresh, measured({"value": 0.7})) == [(9, 0.9, "shown"), (12, 0.7, "shown")]


def test_a_window_that_closed_since_is_added():
    fresh = measured({"window_end": ENDS[1], "value": 0.9}, {"value": 0.8})

    assert values(fresh, measured({"window_end": ENDS[1], "value": 0.7})) == [(9, 0.7, "shown"), (12, 0.8, "shown")]


def test_a_window_that_can_no_longer_be_computed_is_kept():
    earlier = measured({"window_end": ENDS[0], "value": 0.6})

    assert values(measured({"value": 0.8}), earlier) == [(6, 0.6, "shown"), (12, 0.8, "shown")]


def test_a_community_that_is_no_longer_measured_leaves():
    assert values(measured({}), measured({"community_id": "fog", "window_end": ENDS[0]})) == [(12, 0.72, "shown")]


def test_what_was_not_chosen_then_is_shown_when_chosen_now():
    assert values(measured({"value": 0.9}), measured(NOTHING | {"status": "not_chosen"})) == [(12, 0.9, "shown")]


def test_what_is_not_chosen_now_is_not_shown_from_then():
    fresh = measured(NOTHING | {"status": "not_chosen"})
    earlier = measured({"value": 0.7}, {"window_end": ENDS[0], "value": 0.6})

    assert values(fresh, earlier) == [(12, None, "not_chosen")]


def test_no_part_is_told_anew_beside_parts_told_before():
    told = {"indicator_id": "V-9", "part": "core_to_core", "value": 0.5}
    together = {"indicator_id": "V-9", "part": "core_to_fewer_than_five"}
    earlier = measured(told, NOTHING | together | {"status": "not_applicable"})
    carried = carried_over(measured(told, together | {"value": 0.3}), earlier, GRAIN)

    assert [(row["part"], row["status"]) for row in carried.to_pylist()] == [
        ("core_to_core", "shown"),
        ("core_to_fewer_than_five", "not_applicable"),
    ]


def test_what_did_not_apply_in_any_part_comes_fresh():
    assert values(measured({"value": 0.9}), measured(NOTHING | {"status": "not_applicable"})) == [(12, 0.9, "shown")]


def test_a_month_is_carried_over_without_a_version():
    fresh, earlier = (months(contribution_count=count) for count in (61, 60))
    carried = carried_over(fresh, earlier, ("community_id", "window_start"))

    assert carried.column("contribution_count").to_pylist() == [60]


def test_a_column_that_is_new_since_is_empty_in_what_is_carried_over():
    earlier = measured({"value": 0.7}).drop_columns(["prompt"])

    assert carried_over(measured({}), earlier, GRAIN).column("prompt").to_pylist() == [None]


def test_nothing_before_leaves_everything_fresh():
    assert carried_over(measured({}), measured(), GRAIN) == measured({})


def test_a_window_is_told_by_its_end_and_not_by_its_place():
    fresh = measured({"value": 0.8}, {"window_end": ENDS[1], "value": 0.9})
    earlier = measured({"window_end": datetime(2025, 9, 29), "value": 0.7})

    assert values(fresh, earlier) == [(9, 0.7, "shown"), (12, 0.8, "shown")]


def test_what_was_told_of_a_programme_that_ended_is_told_again_and_of_no_other():
    waves = [{"programme_id": programme, "wave": "spring"} for programme in ("first steps", "across")]
    earlier = table("mentoring_cadence", *waves)

    kept = with_ended(table("mentoring_cadence", {"programme_id": "anew", "wave": "autumn"}), earlier, ["first steps"])

    assert kept.select(["programme_id", "wave"]).to_pylist() == [
        {"programme_id": "anew", "wave": "autumn"},
        {"programme_id": "first steps", "wave": "spring"},
    ]
