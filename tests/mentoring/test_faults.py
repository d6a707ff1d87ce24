"""Bad rows of a programme: one message for each thing, and everything else goes on."""

import csv

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.inputs.rejected import write_rejected
from cop_analytics.mentoring.fit import fit
from tests.mentoring.cohorts import USUAL, written

PEOPLE = USUAL["participants.csv"]
ADA = PEOPLE.splitlines()[0] + "\n"
HELD = "ada,cyd,2026-03-10,held,,60\nben,dee,2026-03-10,held,,60\n"


def read(folder, **changed):
    told = mentoring.read(written(folder / "digital-2026", **changed))
    return told, [str(fault) for fault in told.faults]


def test_somebody_twice_is_one_message_and_their_other_rows_wait(tmp_path):
    told, said = read(tmp_path, participants=PEOPLE + ADA, sessions=HELD)

    assert said == [
        "participants.csv, row 2, participant_id: the same participant_id stand in rows 2, 6. Keep one of them."
    ]
    assert [(each.mentor_id, each.mentee_id) for each in told.meetings] == [("ben", "dee")]


def test_rows_that_wait_lie_beside_their_sheet_with_the_reason(tmp_path):
    told, _ = read(tmp_path, participants=PEOPLE + ADA, sessions=HELD)
    write_rejected(told.leftovers)
    with (tmp_path / "digital-2026/sessions.rejected.csv").open() as file:
        [row] = csv.DictReader(file)

    assert "nobody among the participants has this id" in row["problem"]


def test_an_empty_side_is_told_once_and_once_a_sheet(tmp_path):
    mentees = "".join(line for line in PEOPLE.splitlines(keepends=True) if "mentee" in line)
    told, said = read(tmp_path, participants=mentees, sessions=HELD)

    assert said == [
        "levels.csv, row 2, participant_id: nobody among the participants has this id, as in 3 more rows. "
        "Write it as it stands there.",
        "themes.csv, row 2, participant_id: nobody among the participants has this id, as in 1 more row. "
        "Write it as it stands there.",
        "sessions.csv, row 2, mentor_id: nobody among the participants has this id, as in 1 more row. "
        "Write it as it stands there.",
        "participants.csv, role: there is no mentor. Add a row for each mentor.",
    ]
    assert len(told.goals) == 2


@pytest.mark.parametrize(
    "rows",
    [
        "ada,cyd,reporting line\ncyd,ada,reporting line\n",
        "".join(f"{pair},reporting line\n" for pair in ("ada,cyd", "cyd,ben", "ben,ada")),
    ],
    ids=["two", "three"],
)
def test_reporting_lines_in_a_circle_are_one_message_and_keep_apart(tmp_path, rows):
    told, [said] = read(tmp_path, barriers=rows)

    assert said.endswith("go round in a circle. Turn or remove one of them; until then each holds.")
    assert not fit(told).keeps["barrier"][0, 0]


def test_a_veto_on_both_sides_is_no_circle(tmp_path):
    assert read(tmp_path, barriers="ada,cyd,veto\ncyd,ada,veto\n")[1] == []


def test_a_barrier_of_an_unknown_kind_keeps_apart_all_the_same(tmp_path):
    told, [said] = read(tmp_path, barriers="ada,cyd,reporting-line\n")

    assert said.startswith("barriers.csv, row 2, kind: it is not known.")
    assert not fit(told).keeps["barrier"][0, 0]


@pytest.mark.parametrize("hours", ["mon 12-9", "mon 9-9", "mon 20-26"])
def test_hours_that_are_none_are_told(tmp_path, hours):
    _, said = read(tmp_path, participants=PEOPLE.replace("mon 9-12,yes", f"{hours},yes", 1))

    assert said == ["participants.csv, row 2, slots: no hours lie between its ends. Write from when to when: mon 9-11."]


def test_goals_of_which_a_row_was_not_taken_are_not_added_up(tmp_path):
    _, said = read(tmp_path, goals="cyd,1.1,0.5\ncyd,9.9,0.5\n")

    assert [words[:27] for words in said] == ["goals.csv, row 3, competenc"]


def test_a_session_held_after_the_pair_ended_is_one_message_and_the_rest_works(tmp_path):
    """By hand: the pair ended on 10 April; one session before, one on the day itself, two after, one cancelled after."""
    days = ("03-10,held,", "04-10,held,", "05-05,held,", "05-19,held,", "06-02,cancelled,mentee")
    rows = "".join(f"ada,cyd,2026-{day},60\n" for day in days)
    told, said = read(tmp_path, sessions=rows, exits="ada,cyd,2026-04-10,,\n")

    assert said == [
        "sessions.csv, row 4, planned_on: it is after the pair ended, as in 1 more row. "
        "Write the day of the session, or mend the exit."
    ]
    assert [str(each.planned_on) for each in told.meetings] == ["2026-03-10", "2026-04-10", "2026-06-02"]
