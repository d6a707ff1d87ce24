"""A programme as its coordinator runs it, on the command line."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cop_analytics.inputs import mentoring
from cop_analytics.inputs.matches import PARTS
from cop_analytics.mentoring import steps
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.privacy.vault import Vault
from tests.mentoring.cohorts import PROGRAMME, USUAL, written

COP = Path(sys.executable).with_name("cop")
IN_WAVES = f'{PROGRAMME}[[wave]]\nid = "1"\nstarts_on = 2026-04-01\nends_on = 2026-08-31\n'
KEY = "an invented key of more than thirty-two characters"


def cop(place, *words, status=0):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))}
    env = kept | {"COP_PLATFORM__TOKEN": "none", "COP_PRIVACY__KEY": KEY}
    done = subprocess.run([COP, "mentoring", *words], cwd=place, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def sheet(place, name):
    with (place / "inputs/mentoring/digital-2026" / name).open(newline="") as file:
        return [(row["mentor_id"], row["mentee_id"]) for row in csv.DictReader(file)]


def test_a_programme_from_its_sheets_to_its_publication(place):
    assert "2 pairs of 2 mentors and 2 mentees at most" in cop(place, "feasibility", "digital-2026")
    assert "2 pairs, 2 of them new" in cop(place, "match", "digital-2026")
    assert "no draft is approved" in cop(place, "publish", "digital-2026", status=2)
    assert "2 pairs approved" in cop(place, "approve", "digital-2026", "--by", "programme board")
    assert "2 pairs published" in cop(place, "publish", "digital-2026")
    assert sheet(place, "published.csv") == [("ada", "cyd"), ("ben", "dee")]


def test_what_is_kept_speaks_of_no_id_that_was_written(place):
    cop(place, "match", "digital-2026")
    kept = (place / "var/mentoring/digital-2026/match.json").read_text()

    assert [name for name in ("ada", "ben", "cyd", "dee") if name in kept] == []


def test_one_who_drops_out_changes_nobody_elses_pair(place):
    for words in (["match"], ["approve", "--by", "board"], ["publish"]):
        cop(place, words[0], "digital-2026", *words[1:])
    people = USUAL["participants.csv"].replace("ada,mentor", "eli,mentor")
    written(
        place / "inputs/mentoring/digital-2026",
        participants=people,
        levels=USUAL["levels.csv"].replace("ada,", "eli,"),
        themes="",
    )

    assert "2 pairs, 1 of them new" in cop(place, "match", "digital-2026")
    assert sheet(place, "match.csv") == [("ben", "dee"), ("eli", "cyd")]


@pytest.mark.parametrize(("day", "mentor"), [("2026-04-30", "ada"), ("2026-05-01", "eli")])
def test_an_exit_takes_effect_on_its_date(place, day, mentor):
    eli = {name: USUAL[name] + USUAL[name].splitlines()[0].replace("ada", "eli") + "\n" for name in USUAL}
    folder = place / "inputs/mentoring/digital-2026"
    written(folder, participants=eli["participants.csv"], levels=eli["levels.csv"], themes=USUAL["themes.csv"])
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    (folder / "exits.csv").write_text("mentor_id,mentee_id,ended_on,left,reason\nada,cyd,2026-05-01,mentor,\n")
    cop(place, "--now", day, "match", "digital-2026")

    assert set(sheet(place, "match.csv")) == {(mentor, "cyd"), ("ben", "dee")}


def test_a_published_sheet_that_was_changed_is_not_the_match(place):
    for words in (["match"], ["approve", "--by", "board"], ["publish"]):
        cop(place, words[0], "digital-2026", *words[1:])
    file = place / "inputs/mentoring/digital-2026/published.csv"
    file.write_text(file.read_text().replace("ada,cyd", "ada,dee"))

    assert "it is not the match that was published" in cop(place, "match", "digital-2026", status=2)


def test_a_draft_changed_after_it_was_made_is_not_approved(place):
    cop(place, "match", "digital-2026")
    file = place / "inputs/mentoring/digital-2026/match.csv"
    file.write_text(file.read_text() + "ada,dee,1.00,yes,,,,,\n")

    assert "it is not the draft as it was made" in cop(place, "approve", "digital-2026", "--by", "board", status=2)


def test_a_pair_may_be_locked_where_the_rules_allow_it(place):
    cop(place, "match", "digital-2026", "--lock", "ben:dee")
    assert "no such mentor and mentee" in cop(place, "match", "digital-2026", "--lock", "cyd:ada", status=2)
    assert "the pair breaks a rule: hours" in cop(place, "match", "digital-2026", "--lock", "ada:dee", status=2)
    assert "this pair was not published" in cop(place, "match", "digital-2026", "--unlock", "ada:cyd", status=2)


def test_a_pair_that_was_freed_and_is_best_together_again_is_no_new_one(place):
    settle(place, "2026-02-20")
    said = cop(place, "match", "digital-2026", "--unlock", "ada:cyd")

    assert "2 pairs, 0 of them new" in said
    assert "freed, and best together again: ada:cyd; a row of the two in barriers.csv parts them" in said


def test_a_pair_that_was_freed_and_parts_is_told(place):
    settle(place, "2026-02-20")
    people = USUAL["participants.csv"] + USUAL["participants.csv"].splitlines()[0].replace("ada", "eli") + "\n"
    levels = USUAL["levels.csv"] + "eli,1.1,4,pre\neli,2.1,4,pre\n"
    written(
        place / "inputs/mentoring/digital-2026", participants=people, levels=levels, wishes="cyd,eli,1\n", themes=""
    )
    said = cop(place, "match", "digital-2026", "--unlock", "ada:cyd")

    assert "2 pairs, 1 of them new" in said
    assert "published and not together any more: ada:cyd" in said


def test_a_draft_says_of_each_pair_what_adds_to_its_fit_and_which_rules_it_keeps(place):
    cop(place, "match", "digital-2026")
    with (place / "inputs/mentoring/digital-2026/match.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert [round(sum(float(row[name]) for name in PARTS), 2) for row in rows] == [float(row["fit"]) for row in rows]
    assert {row["rules_kept"] for row in rows} == {"language; barrier; hours; motivation; training; charter; goal"}


def test_faulty_rows_are_told_and_the_others_are_matched(place):
    people = USUAL["participants.csv"] + "eli,mentor,1,en:Z9,Risk,IT,Berlin,1,monday,yes,\n"
    written(place / "inputs/mentoring/digital-2026", participants=people, barriers="ada,nobody,veto\n")
    said = cop(place, "match", "digital-2026", status=2)

    assert "2 pairs, 2 of them new" in said
    assert "participants.csv, row 6, languages: it is no list of languages" in said
    assert "participants.csv, row 6, slots: it is no list of free hours" in said
    assert "barriers.csv, row 2, other_id: nobody among the participants has this id" in said
    assert (place / "inputs/mentoring/digital-2026/participants.rejected.csv").exists()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"participants": USUAL["participants.csv"] + USUAL["participants.csv"].splitlines()[0] + "\n"},
            "participants.csv, row 2",
        ),
        ({"levels": "ada,1.1,5,pre\n"}, "levels.csv, row 2, level: it lies outside DigComp 3.0. Write 1 to 4."),
        ({"levels": "ada,9.9,1,pre\n"}, "levels.csv, row 2, competence: it is not known"),
        ({"goals": "cyd,1.1,0.7\n"}, "goals.csv, weight: the goals of cyd do not add up to 1"),
        ({"goals": "ada,1.1,1\n"}, "goals.csv, row 2, participant_id: this is no mentee"),
        (
            {"sessions": "ada,cyd,2026-02-01,held,,60\n"},
            "sessions.csv, row 2, planned_on: it is before the programme starts",
        ),
        (
            {"programme": IN_WAVES, "sessions": "ada,cyd,2026-03-10,held,,60\n"},
            "sessions.csv, row 2, planned_on: it is before the mentee's wave starts",
        ),
        ({"barriers": "ada,ada,veto\n"}, "barriers.csv, row 2, other_id: it is the same person"),
        ({"participants": ""}, "participants.csv, role: there is no mentor"),
        ({"wishes": "ada,ben,1\n"}, "wishes.csv, row 2, other_id: both are on the same side"),
    ],
)
def test_each_fault_is_told_with_its_place_and_cure(tmp_path, changed, fault):
    told = "\n".join(map(str, mentoring.read(written(tmp_path / "digital-2026", **changed)).faults))

    assert fault in told


def test_init_writes_sheets_that_explain_themselves(place):
    said = cop(place, "init", "digital-2027")

    assert "digital-2027/programme.toml" in said
    assert "it stands already" in cop(place, "init", "digital-2027", status=2)
    assert "there is no mentor" in cop(place, "match", "digital-2027", status=2)


def settle(place, day):
    for words in (["match"], ["approve", "--by", "board"], ["publish"]):
        cop(place, "--now", day, words[0], "digital-2026", *words[1:])


def test_a_report_tells_how_it_goes_and_to_whom_to_write(place):
    settle(place, "2026-02-20")
    held = "".join(f"ada,cyd,2026-03-{day},held,,60\n" for day in (10, 24))
    sessions = held + "".join(f"ben,dee,2026-03-{day},cancelled,mentee,\n" for day in (10, 17))
    written(place / "inputs/mentoring/digital-2026", sessions=sessions)
    told = json.loads(cop(place, "--now", "2026-04-01", "report", "digital-2026", "--json"))

    assert {name: told[name] for name in ("pairs", "planned", "held", "lapsed", "notes")} == {
        "pairs": 2,
        "planned": 4,
        "held": 2,
        "lapsed": 0,
        "notes": 2,
    }
    assert sheet(place, "notes.csv") == [("ben", "dee"), ("ben", "dee")]
    assert "too few to tell" in cop(place, "--now", "2026-04-01", "report", "digital-2026")


def rematched(place):
    """Ada leaves in May; eli takes her place on the 11th."""
    folder = place / "inputs/mentoring/digital-2026"
    settle(place, "2026-02-20")
    eli = {name: USUAL[name] + USUAL[name].splitlines()[0].replace("ada", "eli") + "\n" for name in USUAL}
    held = "".join(f"ben,dee,2026-{day},held,,60\n" for day in ("03-10", "03-31", "04-21", "05-12"))
    exits = "ada,cyd,2026-05-01,mentor,left the bank\n"
    written(
        folder, participants=eli["participants.csv"], levels=eli["levels.csv"], sessions=held, exits=exits, themes=""
    )
    settle(place, "2026-05-11")


def test_a_pair_matched_late_is_followed_from_its_publication(place):
    """By hand: eli and cyd fall silent three weeks after 11 May, not after 2 March."""
    rematched(place)
    told = {
        day: json.loads(cop(place, "--now", day, "report", "digital-2026", "--json"))
        for day in ("2026-05-31", "2026-06-01", "2026-06-22")
    }

    assert {day: (each["formed_late"], each["notes"], each["lapsed"]) for day, each in told.items()} == {
        "2026-05-31": (1, 0, 0),
        "2026-06-01": (1, 1, 0),
        "2026-06-22": (1, 2, 1),
    }
    assert "1 was formed after its wave began" in cop(place, "--now", "2026-06-22", "report", "digital-2026")


def test_a_pair_that_met_before_it_was_published_began_with_that_session(place):
    rematched(place)
    file = place / "inputs/mentoring/digital-2026/sessions.csv"
    file.write_text(file.read_text() + "eli,cyd,2026-05-08,held,,45\n")
    kept = steps.Place(file.parent, place / "var", pseudonyms(place))
    pairs = [("ada", "cyd"), ("ben", "dee"), ("eli", "cyd")]

    assert steps.first_days(kept, mentoring.read(file.parent), pairs) == dict(
        zip(pairs, (date(2026, 3, 2), date(2026, 3, 2), date(2026, 5, 8)), strict=True)
    )


def pseudonyms(place):
    """Of those whom the place's matches name, as a run would give them."""
    with Vault(place / "var/vault.duckdb") as vault:
        names = Pseudonyms(KEY, vault)
        return {who: names.participant(who) for who in ("ada", "ben", "cyd", "dee", "eli")}.get


def test_whoever_is_forgotten_is_in_no_match_that_is_kept(place):
    for words in (["match"], ["approve", "--by", "board"], ["publish"], ["match"]):
        cop(place, words[0], "digital-2026", *words[1:])
    state = place / "var/mentoring/digital-2026/match.json"
    [gone, _], kept = json.loads(state.read_text())["published"]["pairs"]
    steps.forget(place / "var", gone)

    assert gone not in state.read_text()
    assert [json.loads(state.read_text())[match]["pairs"] for match in ("published", "draft")] == [[kept], [kept]]
