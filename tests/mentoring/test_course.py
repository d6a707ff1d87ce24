"""How pairs go, and what mentees say they can do."""

from datetime import date, timedelta

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.inputs.mentoring import Meeting
from cop_analytics.mentoring.cadence import courses, notes, time_to_lapse
from cop_analytics.mentoring.evaluation import changes
from tests.mentoring.cohorts import written

START, PAIR = date(2026, 3, 2), ("ada", "cyd")
BEGAN = {PAIR: START}


def meetings(*days, state="held"):
    return [
        Meeting(*PAIR, START + timedelta(days=day), state, "mentee" if state == "cancelled" else "", 60) for day in days
    ]


def on(day):
    return START + timedelta(days=day)


def test_a_course_counts_what_was_held_and_the_days_between():
    (told,) = courses(BEGAN, meetings(7, 21, 42) + meetings(28, state="cancelled"), on(50))

    assert (told.planned, told.held, told.median_gap, told.days, told.has_lapsed) == (4, 3, 17.5, 50, False)


def test_six_weeks_without_a_session_are_a_lapse_dated_by_the_last_one():
    (told,) = courses(BEGAN, meetings(7, 21), on(63))

    assert (told.days, told.has_lapsed) == (21, True)


def test_time_to_lapse_is_censored_at_today():
    """By hand: of two pairs one lapsed on day 21, the other goes on at day 63: S(21) = 1/2."""
    began = BEGAN | {("ben", "dee"): START}
    going = [Meeting("ben", "dee", on(day), "held", "", 45) for day in (7, 28, 49)]
    curve = time_to_lapse(courses(began, meetings(7, 21) + going, on(63)))

    assert curve.median().value == 21
    assert time_to_lapse([]) is None


def test_a_pair_formed_late_is_followed_from_its_own_first_day():
    """By hand: of 63 days the late pair went 33, from day 30 on; it is silent for three weeks on day 51, not on day 21."""
    late = {PAIR: on(30)}

    assert [(told.days, told.has_lapsed) for told in courses(late, [], on(63))] == [(33, False)]
    assert [(told.days, told.has_lapsed) for told in courses(late, [], on(20))] == [(0, False)]
    assert [len(notes(late, [], on(day))) for day in (21, 50, 51)] == [0, 0, 1]


@pytest.mark.parametrize(("day", "words"), [(20, []), (21, ["3 weeks"]), (41, ["3 weeks"]), (42, ["6 weeks"])])
def test_silence_is_noted_after_three_and_after_six_weeks(day, words):
    told = notes(BEGAN, [], on(day))

    assert [word for word in words if any(word in note.words for note in told)] == words
    assert len(told) == len(words)


def test_two_cancellations_in_a_row_are_noted_and_two_apart_are_not():
    row = meetings(7, 14, state="cancelled") + meetings(16)
    apart = meetings(7, 16, state="cancelled") + meetings(10)

    assert [note.words[:26] for note in notes(BEGAN, row, on(18))] == ["two sessions in a row were"]
    assert notes(BEGAN, apart, on(18)) == []


def cohort(folder, count, up, then_up=0):
    people = "ada,mentor,1,en:C1,Risk,IT,Berlin,1,mon 9-12,yes,\n" + "".join(
        f"m{n},mentee,1,en:C1,Risk,IT,Berlin,1,mon 9-12,no,\n" for n in range(count)
    )
    levels = "".join(
        f"m{n},1.1,2,pre\nm{n},1.1,{3 if n < up else 2},post\nm{n},1.1,{2 if n < then_up else 3},then\n"
        for n in range(count)
    )
    return mentoring.read(written(folder, participants=people, levels=levels + "m0,2.1,1,pre\n", goals="", themes=""))


def test_changes_are_counted_by_direction_with_their_interval(tmp_path):
    """Of 20, 12 went up: Wilson 0.387–0.781; sign test of 12 ups and no downs: 2 / 4096."""
    told = {(each.competence, each.comparison, each.change): each for each in changes(cohort(tmp_path, 20, 12))}
    up = told["1.1", "pre to post", "up"]

    assert (up.people, up.of, up.missing, up.share.value) == (12, 20, 0, 0.6)
    assert (up.share.lower, up.share.upper) == pytest.approx((0.387, 0.781), abs=1e-3)
    assert up.sign_test == pytest.approx(2 / 4096)
    assert told["1.1", "then to post", "down"].people == 8
    assert (told["2.1", "pre to post", "up"].of, told["2.1", "pre to post", "up"].missing) == (0, 1)


def test_nineteen_are_too_few(tmp_path):
    assert {each.share for each in changes(cohort(tmp_path, 19, 12))} == {None}
