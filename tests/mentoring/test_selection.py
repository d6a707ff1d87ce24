"""Who is selected as a mentor, and the events of a programme: as a coordinator writes and reads them."""

import json

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.mentoring.feasibility import Unpaired, unpaired_in_words
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.selection import in_words, selection
from tests.mentoring.cohorts import HEADERS, USUAL, written
from tests.mentoring.test_steps import cop
from tests.mentoring.test_workbook import sheets

WANTED = {"ada": "yes", "ben": "no", "cyd": "", "dee": ""}
EVENTS = "held_on,kind,audience\n2026-08-27,closing event,everybody\n2026-03-02,kick-off,everybody\n"


def asked(folder, wanted=WANTED, **changed):
    """The usual programme, in which mentors were asked whether they want to be one."""
    written(folder, **changed)
    rows = [f"{row}{wanted[row[:3]]}" for row in (f"{line}," for line in USUAL["participants.csv"].splitlines())]
    header = f"{HEADERS['participants.csv']},motivation"
    (folder / "participants.csv").write_text("\n".join((header, *rows, "")))
    return folder


def test_a_mentor_who_does_not_want_to_be_one_is_paired_with_nobody(tmp_path):
    told = mentoring.read(asked(tmp_path / "digital-2026"))

    assert told.faults == []
    assert fit(told).keeps["motivation"].tolist() == [[True, True], [False, False]]
    assert [(each.mentor_id, each.lacks) for each in selection(told)] == [("ada", ()), ("ben", ("motivation",))]


def test_where_nobody_was_asked_nobody_is_left_out(tmp_path):
    told = selection(mentoring.read(written(tmp_path / "digital-2026", levels="ada,1.1,4,pre\n")))

    assert [(each.mentor_id, each.lacks) for each in told] == [
        ("ada", ()),
        ("ben", ("a level in the programme's framework",)),
    ]
    assert in_words(told) == (
        "1 of 2 mentors are selected: by capability (0 shown by tasks), motivation and training, never by age; "
        "without a level in the programme's framework: 1."
    )


@pytest.mark.parametrize(
    ("word", "said"), [("very", "it is not known. Write one of: yes, no."), ("", "it is empty. Fill it in, or remove")]
)
def test_a_mentor_s_motivation_is_yes_or_no(tmp_path, word, said):
    [fault] = mentoring.read(asked(tmp_path / "digital-2026", WANTED | {"ada": word}, levels="", themes="")).faults

    assert str(fault).startswith(f"participants.csv, row 2, motivation: {said}")


def test_the_coordinator_reads_it_before_any_match_and_in_the_workbook(place):
    asked(place / "inputs/mentoring/digital-2026")
    cop(place, "workbook", "digital-2026")
    found = json.loads(cop(place, "feasibility", "digital-2026", "--json"))

    assert "1 of 2 mentors are selected" in cop(place, "feasibility", "digital-2026")
    assert [(each["mentor_id"], each["is_motivated"]) for each in found["selection"]] == [("ada", True), ("ben", False)]
    assert found["unpaired"][0]["binding"] == ["motivation"]
    assert sheets(place)["Mentors"] == [
        ["ada", 2, 0, "yes", "yes", "nothing"],
        ["ben", 2, 0, "no", "yes", "motivation"],
    ]


def test_events_are_told_in_their_order_with_the_next(place):
    folder = place / "inputs/mentoring/digital-2026"
    (folder / "events.csv").write_text(EVENTS)
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\n")
    cop(place, "--now", "2026-04-01", "workbook", "digital-2026")

    told = cop(place, "--now", "2026-04-01", "report", "digital-2026")
    assert "events: 1 of 2 are over; the next is on 2026-08-27: closing event, for everybody" in told
    assert [row[1:] for row in sheets(place)["Events"]] == [
        ["kick-off", "everybody", "yes"],
        ["closing event", "everybody", "no"],
    ]


def test_a_wish_to_be_named_at_a_closing_event_asks_for_one(place):
    folder = place / "inputs/mentoring/digital-2026"
    (folder / "events.csv").write_text(EVENTS.replace("closing event", "mentors' meeting"))
    (folder / "recognition.csv").write_text("participant_id,form\nada,named at the closing event\n")
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\n")

    assert "mentors wish to be named at the closing event, and none is planned" in cop(place, "report", "digital-2026")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",kick-off,everybody", "held_on: it is empty. Write the day"),
        ("2062-03-02,kick-off,everybody", "held_on: it is half a year or more from the programme."),
        ("2026-03-02,party,everybody", "kind: it is not known. Write one of: kick-off, training, mentors' meeting,"),
        ("2026-03-02,kick-off,all", "audience: it is not known. Write one of: everybody, mentors, mentees."),
    ],
)
def test_a_bad_event_is_one_message(tmp_path, row, said):
    folder = written(tmp_path / "digital-2026")
    (folder / "events.csv").write_text(f"held_on,kind,audience\n{row}\n")
    [fault] = mentoring.read(folder).faults

    assert str(fault).startswith(f"events.csv, row 2, {said}")


def test_those_whom_the_same_keeps_from_a_pair_are_told_together(place):
    asked(place / "inputs/mentoring/digital-2026", {who: "no" for who in WANTED})
    told = cop(place, "feasibility", "digital-2026")

    assert "without a pair: mentors ada, ben: motivation (the mentor wants to be one, by their own word)" in told
    assert "without a pair: mentees cyd, dee: motivation" in told


def test_of_many_alike_ten_are_named_and_the_others_counted():
    left = [Unpaired(f"m{number:02}", "mentor", ("training",), None, 0) for number in range(12)]

    assert list(unpaired_in_words(left)) == [
        "mentors m00, m01, m02, m03, m04, m05, m06, m07, m08, m09 and 2 more, whom the workbook names: "
        "training (the mentor's training done)"
    ]


def test_a_draft_without_a_pair_is_approved_by_nobody(place):
    asked(place / "inputs/mentoring/digital-2026", {who: "no" for who in WANTED})
    cop(place, "match", "digital-2026")

    told = cop(place, "approve", "digital-2026", "--by", "board", status=2)
    assert "the draft has no pair. `cop mentoring feasibility digital-2026` says what stands in the way." in told
