"""What one participant is told that mentoring keeps of them: every row of theirs, and of nobody else."""

import json

from cop_analytics.inputs import mentoring
from cop_analytics.mentoring import steps
from cop_analytics.mentoring.self_view import own
from tests.mentoring.cohorts import PROGRAMME, USUAL, written

ASKING = PROGRAMME + 'charter = "2026-1"\nmodules = ["leading"]\n[evaluation]\napproved_by = "board"\non = 2026-02-10\n'
SHEETS = {
    "sessions": "ada,cyd,2026-03-10,cancelled,mentee,\nben,dee,2026-03-11,held,,45\n",
    "training": "ada,leading,2026-02-16\nben,leading,2026-02-17\n",
    "charter": "ada,2026-1,2026-02-18\ncyd,2026-1,2026-02-19\n",
    "closing": "ada,again,yes\ncyd,again,no\n",
    "recognition": "ada,certificate\nben,portfolio\n",
    "wishes": "ada,cyd,2\ncyd,ada,1\n",
    "barriers": "dee,ada,veto\n",
}


def told_to(folder, person, *, is_counted=True, **changed):
    written(folder / "digital-2026", **({"programme": ASKING} | SHEETS | changed))
    (folder / "digital-2026/published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    place = steps.Place(folder / "digital-2026", folder, lambda who: f"m_{who}")
    cohort = mentoring.read(place.folder)
    assert cohort.faults == []
    found = {}
    for table, row in own(cohort, place, person, is_counted=is_counted):
        assert row.pop("programme_id") == "digital-2026"
        found.setdefault(table, []).append(row)
    return found


def test_a_participant_sees_profile_answers_pair_sessions_and_what_they_completed(tmp_path):
    told = told_to(tmp_path, "ada")
    pair = {"mentor_id": "you", "mentee_id": "somebody else"}

    assert told.pop("mentoring.participants")[0]["slots"] == "mon 9-10; mon 10-11; mon 11-12"
    assert told.pop("mentoring.pairs") == [
        pair | {"since": "2026-03-02"} | {f"reason_{n}": told_why(n) for n in (1, 2, 3)}
    ]
    assert told.pop("mentoring.evaluation")[0]["approved_by"] == "board"
    missed = {"planned_on": "2026-03-10", "state": "cancelled", "cancelled_by": "mentee", "minutes": 0, "theme": ""}
    assert told == {
        "mentoring.levels": [
            {"competence": name, "level": 4, "wave": "pre", "source": "self", "framework_version": "DigComp 3.0"}
            for name in ("1.1", "2.1")
        ],
        "mentoring.themes": [{"kind": "return goal", "theme": theme} for theme in ("budgeting", "politics")],
        "mentoring.wishes": [{"wished_for": "somebody else", "rank": 2}],
        "mentoring.training": [{"module": "leading", "completed_on": "2026-02-16"}],
        "mentoring.charter": [{"charter": "2026-1", "accepted_on": "2026-02-18"}],
        "mentoring.sessions": [pair | missed],
        "mentoring.closing": [{"question": "again", "answer": "yes"}],
        "mentoring.recognition": [{"form": "certificate"}],
    }


def told_why(number):
    return (
        "the mentor is ahead where the mentee wants to learn",
        "their functions and units are as the programme wants them",
        "they work near each other",
    )[number - 1]


def test_nobody_else_is_named_and_a_veto_stays_silent(tmp_path):
    words = json.dumps(told_to(tmp_path, "ada"))

    assert [word for word in ("ben", "cyd", "dee", "m_", "veto") if word in words] == []


def test_who_objected_is_looked_up_for_no_evaluation(tmp_path):
    assert "mentoring.evaluation" not in told_to(tmp_path, "ada", is_counted=False)


def test_who_takes_no_part_is_told_of_nothing(tmp_path):
    assert told_to(tmp_path, "eli") == {}


def test_the_reason_of_an_exit_is_told_to_whom_it_is_about(tmp_path):
    exits = "ada,cyd,2026-05-01,mentee,left the bank\nben,dee,2026-05-02,mentor,no time\n"
    told = {who: told_to(tmp_path / who, who, exits=exits)["mentoring.exits"][0] for who in ("ada", "ben")}

    assert {who: (row["ended_on"], row["reason"]) for who, row in told.items()} == {
        "ada": ("2026-05-01", None),
        "ben": ("2026-05-02", "no time"),
    }


def test_matches_that_are_kept_are_told_with_their_status(tmp_path):
    folder = written(tmp_path / "digital-2026", participants=USUAL["participants.csv"])
    place = steps.Place(folder, tmp_path, lambda who: f"m_{who}")
    cohort = mentoring.read(folder)
    steps.draft(place, cohort)
    told = [row for table, row in own(cohort, place, "ada", is_counted=True) if table == "mentoring.matches"]

    assert told == [{"programme_id": "digital-2026", "participant_id": "you", "status": "draft", "since": None}]
