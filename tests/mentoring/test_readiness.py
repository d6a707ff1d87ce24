"""Gates before a first session, and what sessions were about."""

from dataclasses import replace
from datetime import date

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.mentoring.cadence import Theme, themes
from cop_analytics.mentoring.feasibility import feasibility
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.pairing import pair_up
from cop_analytics.mentoring.steps import Place, first_days
from cop_analytics.mentoring.watch import followed, watched
from tests.mentoring.cohorts import PROGRAMME, written

ASKING = PROGRAMME + 'modules = ["leading", "listening"]\ncharter = "2026-1"\ntoolkit = ["phishing", "prompts"]\n'
TRAINED = "".join(f"{who},{module},2026-02-10\n" for who in ("ada", "ben") for module in ("leading", "listening"))
ACCEPTED = "".join(f"{who},2026-1,2026-03-09\n" for who in ("ada", "ben", "cyd", "dee"))
BOTH = [("ada", "cyd"), ("ben", "dee")]
BEGAN = dict.fromkeys(BOTH, date(2026, 3, 2))


def cohort(folder, *, training=TRAINED, charter=ACCEPTED, sessions="", programme=ASKING):
    return mentoring.read(written(folder, programme=programme, training=training, charter=charter, sessions=sessions))


def paired(told):
    return [(each.mentor_id, each.mentee_id) for each in pair_up(told, fit(told)).pairs]


def test_whoever_completed_every_module_and_accepted_the_charter_is_paired(tmp_path):
    assert paired(cohort(tmp_path)) == BOTH


def test_a_mentor_one_module_short_is_paired_with_nobody_whatever_the_sheet_of_participants_says(tmp_path):
    told = cohort(tmp_path, training=TRAINED.replace("ben,listening,2026-02-10\n", ""))

    assert paired(told) == [("ada", "cyd")]
    assert {each.participant_id: each.binding for each in feasibility(fit(told)).unpaired}["ben"] == ("training",)


def test_a_charter_of_last_year_is_not_this_year_s(tmp_path):
    told = cohort(tmp_path, charter=ACCEPTED.replace("dee,2026-1", "dee,2025-1"))

    assert paired(told) == [("ada", "cyd")]
    assert {each.participant_id: each.binding for each in feasibility(fit(told)).unpaired}["dee"] == ("charter",)


def test_without_modules_and_charter_the_sheet_of_participants_decides(tmp_path):
    assert paired(cohort(tmp_path, training="", charter="", programme=PROGRAMME)) == BOTH


def test_a_published_pair_is_told_what_is_missing_before_its_first_session(tmp_path):
    told = cohort(
        tmp_path,
        training=TRAINED.replace("ada,leading,2026-02-10\n", ""),
        charter=ACCEPTED.replace("cyd,2026-1,", "cyd,2025-1,"),
    )

    assert [(note.pair, note.words) for note in watched(told, BEGAN, date(2026, 3, 10))] == [
        (
            ("ada", "cyd"),
            "no first session before this is done: ada: training: leading; cyd: charter 2026-1: not accepted",
        )
    ]


@pytest.mark.parametrize(
    ("day", "noted"), [("2026-03-08", 1), ("2026-03-09", 0)], ids=["the day before both were ready", "that day"]
)
def test_a_first_session_held_too_early_is_flagged(tmp_path, day, noted):
    told = cohort(tmp_path, sessions=f"ada,cyd,{day},held,,60\n")
    words = [note.words for note in watched(told, BEGAN, date(2026, 3, 10))]

    assert words == [f"the first session, on {day}, was held before both were ready"] * noted


def test_a_later_wave_falls_silent_from_its_own_beginning(tmp_path):
    waves = "".join(
        f'[[wave]]\nid = "{n}"\nstarts_on = 2026-0{m}-02\nends_on = 2026-08-31\n' for n, m in ((1, 3), (2, 6))
    )
    told = cohort(tmp_path, programme=ASKING + waves)
    told.participants["dee"] = replace(told.participants["dee"], wave="2")
    began = first_days(Place(tmp_path, tmp_path, str), told, BOTH)

    assert [note.pair for note in watched(told, began, date(2026, 4, 1))] == [("ada", "cyd")]
    assert [course.days for course in followed(told, began, date(2026, 4, 1))] == [30, 0]


def test_themes_of_the_toolkit_are_counted_against_sessions_held(tmp_path):
    told = cohort(tmp_path)
    (tmp_path / "sessions.csv").write_text(
        "mentor_id,mentee_id,planned_on,state,cancelled_by,minutes,theme\n"
        "ada,cyd,2026-03-10,held,,60,phishing\nada,cyd,2026-03-24,held,,60,phishing\n"
        "ben,dee,2026-03-10,cancelled,mentee,,prompts\nben,dee,2026-03-24,held,,60,\n"
    )
    told = mentoring.read(tmp_path)

    assert told.faults == []
    assert themes(told.programme.toolkit, BOTH, told.meetings, date(2026, 4, 1)) == [
        Theme("phishing", 2, 1),
        Theme("prompts", 0, 0),
        Theme(None, 1, 1),
    ]


@pytest.mark.parametrize(
    ("sheet", "rows", "fault"),
    [
        (
            "training",
            "ada,juggling,2026-02-10\n",
            "training.csv, row 2, module: it is not known. Write one of: leading, listening.",
        ),
        ("training", "cyd,leading,2026-02-10\n", "training.csv, row 2, participant_id: this is no mentor"),
        ("training", "ada,leading,\n", "training.csv, row 2, completed_on: it is empty"),
        ("charter", "eli,2026-1,2026-02-10\n", "charter.csv, row 2, participant_id: nobody among the participants"),
    ],
)
def test_each_fault_of_the_gates_is_told_with_its_place_and_cure(tmp_path, sheet, rows, fault):
    assert fault in "\n".join(map(str, cohort(tmp_path, **{sheet: rows}).faults))


def test_completions_of_modules_nobody_named_say_where_to_name_them(tmp_path):
    told = cohort(tmp_path, programme=PROGRAMME)

    assert str(told.faults[0]) == (
        'training.csv, row 2, module: programme.toml names no modules, as in 3 more rows. Write modules = ["…", "…"] there.'
    )


def test_a_wave_that_is_over_and_a_pair_that_ended_fall_silent_no_more(tmp_path):
    told = cohort(tmp_path)
    (tmp_path / "exits.csv").write_text("mentor_id,mentee_id,ended_on,left,reason\nada,cyd,2026-03-20,,\n")
    told = mentoring.read(tmp_path)

    assert [note.pair for note in watched(told, BEGAN, date(2026, 8, 31))] == [("ben", "dee")]
    assert watched(told, BEGAN, date(2026, 9, 1)) == []
    assert [course.days for course in followed(told, BEGAN, date(2026, 4, 1))] == [18, 30]
    assert [course.days for course in followed(cohort(tmp_path, sessions=""), BEGAN, date(2027, 3, 1))] == [0, 0]
