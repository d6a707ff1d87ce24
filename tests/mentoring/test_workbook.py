"""The coordinator's workbook, opened again."""

from openpyxl import load_workbook

from tests.mentoring.cohorts import USUAL, written
from tests.mentoring.test_steps import cop


def sheets(home):
    book = load_workbook(home / "inputs/mentoring/digital-2026/coordinator.xlsx")
    return {sheet.title: [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}


def test_pairs_reasons_and_next_steps_lie_side_by_side(place):
    people = USUAL["participants.csv"] + "eli,mentee,1,fr:C1,Retail,Branches,Paris,1,mon 9-11,no,\n"
    held = "ada,cyd,2026-03-10,held,,60\nada,cyd,2026-04-07,held,,60\n"
    levels = USUAL["levels.csv"] + "eli,1.1,1,pre\n"
    goals = USUAL["goals.csv"] + "eli,1.1,1\n"
    folder = place / "inputs/mentoring/digital-2026"
    written(folder, participants=people, sessions=held, levels=levels, goals=goals)
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")

    assert "coordinator.xlsx" in cop(place, "--now", "2026-04-01", "workbook", "digital-2026")
    told = sheets(place)
    assert [[*row[:3], *row[7:9], row[10]] for row in told["Pairs"]] == [
        ["ada", "cyd", "1", 1, 1, "no session for 3 weeks or more: ask how things are"],
        ["ben", "dee", "1", 0, 0, "no session for 3 weeks or more: ask how things are"],
    ]
    assert told["Pairs"][0][4] == "the mentor is ahead where the mentee wants to learn"
    assert told["Without a pair"] == [["eli", "mentee", "more than one rule stands in the way", "find another mentor"]]


def test_without_a_match_everybody_is_without_a_pair(place):
    cop(place, "workbook", "digital-2026")

    assert [row[0] for row in sheets(place)["Without a pair"]] == ["ada", "ben", "cyd", "dee"]
    assert sheets(place)["Pairs"] == []


def test_whoever_left_is_asked_for_nothing_and_a_pair_that_closed_neither(place):
    folder = place / "inputs/mentoring/digital-2026"
    held = "".join(f"ben,dee,2026-0{month}-{day},held,,60\n" for month in (3, 4, 5) for day in (10, 24))
    written(folder, sessions=held, exits="ada,cyd,2026-03-12,mentor,\n", closing="ben,again,yes\n")
    (folder / "published.csv").write_text("mentor_id,mentee_id\nben,dee\n")
    cop(place, "--now", "2026-06-01", "workbook", "digital-2026")
    asked = sheets(place)
    (folder / "closing.csv").write_text("participant_id,question,answer\nben,again,yes\ndee,again,yes\n")
    cop(place, "--now", "2026-06-01", "workbook", "digital-2026")

    assert [row[0] for row in asked["Without a pair"]] == ["cyd"]
    assert asked["Pairs"][0][10] == "ask dee for the closing questionnaire"
    assert sheets(place)["Pairs"][0][10] == "none: it is complete"


def test_of_a_pair_that_ended_the_next_step_is_to_match_anew(place):
    folder = place / "inputs/mentoring/digital-2026"
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    (folder / "exits.csv").write_text("mentor_id,mentee_id,ended_on,left,reason\nada,cyd,2026-03-12,,\n")
    cop(place, "--now", "2026-03-13", "workbook", "digital-2026")

    assert sheets(place)["Pairs"][0][10] == "it ended on 2026-03-12: match anew for whoever stays"
