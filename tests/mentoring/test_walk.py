"""A whole programme as its coordinator runs it on the command line, a late drop-out included."""

import csv
import json
import shutil
from datetime import date, timedelta

from tests.mentoring.cohorts import HEADERS, PROGRAMME
from tests.mentoring.test_steps import cop, sheet

SIDE = 24
READY = PROGRAMME + 'modules = ["leading"]\ncharter = "2026-1"\ntoolkit = ["phishing", "prompts"]\n'
NAME = "digital-2026"
MENTORS, MENTEES = [f"ada{n}" for n in range(SIDE + 1)], [f"ben{n}" for n in range(SIDE)]


def fill(home, name, rows, header=None):
    text = "\n".join([header or HEADERS[f"{name}.csv"], *(",".join(map(str, row)) for row in rows)])
    (home / f"inputs/mentoring/{NAME}/{name}.csv").write_text(text + "\n", encoding="utf-8")


def fill_before(home):
    """One mentor more than mentees; the last one has not completed the training yet."""
    about = ("1", "en:C1", "Risk", "IT", "Berlin", 1, "mon 9-12", "no", "")
    fill(
        home,
        "participants",
        [(who, "mentor", *about) for who in MENTORS] + [(who, "mentee", *about) for who in MENTEES],
    )
    fill(home, "levels", [(who, "1.1", 4, "pre") for who in MENTORS] + [(who, "1.1", 2, "pre") for who in MENTEES])
    fill(home, "goals", [(who, "1.1", 1) for who in MENTEES])
    fill(home, "training", [(who, "leading", "2026-02-16") for who in MENTORS[:-1]])
    fill(home, "charter", [(who, "2026-1", "2026-02-16") for who in MENTORS + MENTEES])


def fill_after(home, pairs):
    """Eight sessions of every pair; all but one close; twelve mentees see themselves a level up."""
    days = [date(2026, 3, 30) + timedelta(weeks=2 * number) for number in range(8)]
    rows = [(*pair, day, "held", "", 60, "phishing") for pair in pairs for day in days]
    fill(home, "sessions", rows, HEADERS["sessions.csv"] + ",theme")
    closed = sorted({who for pair in pairs[1:] for who in pair})
    fill(home, "closing", [(who, "coached in return", "yes" if n % 2 else "no") for n, who in enumerate(closed)])
    told = [(who, "1.1", 4, "pre") for who in MENTORS]
    for number, who in enumerate(MENTEES):
        told += [(who, "1.1", 2, "pre"), (who, "1.1", 3 if number < 12 else 2, "post"), (who, "1.1", 2, "then")]
    fill(home, "levels", told)


def settle(home, day, told):
    assert told in cop(home, "--now", day, "match", NAME)
    for words in (["approve", NAME, "--by", "programme board"], ["publish", NAME]):
        cop(home, "--now", day, *words)


def report(home, day):
    return json.loads(cop(home, "--now", day, "report", NAME, "--json"))


def test_a_programme_from_init_to_its_evaluation_with_a_late_drop_out(place):
    shutil.rmtree(place / f"inputs/mentoring/{NAME}")
    cop(place, "init", NAME)
    (place / f"inputs/mentoring/{NAME}/programme.toml").write_text(READY)
    fill_before(place)
    assert f"without a pair: mentor {MENTORS[-1]}" in cop(place, "feasibility", NAME)
    settle(place, "2026-02-23", "24 pairs, 24 of them new")
    before = sheet(place, "published.csv")
    assert report(place, "2026-03-02")["pairs"] == 24

    mentor, mentee = before[5]
    fill(place, "exits", [(mentor, mentee, "2026-03-20", "mentor", "left the bank")])
    fill(place, "training", [(who, "leading", "2026-03-16") for who in MENTORS])
    settle(place, "2026-03-23", f"new: {MENTORS[-1]}:{mentee}")
    after = sheet(place, "published.csv")
    assert set(before) - set(after) == {(mentor, mentee)}
    assert set(after) - set(before) == {(MENTORS[-1], mentee)}

    fill_after(place, after)
    told = report(place, "2026-09-15")
    assert (told["held"], told["lapsed"], told["notes"], told["formed_late"]) == (192, 24, 0, 1)
    assert told["completions"] == [
        {"wave": "1", "complete": 23, "of": 25, "ended_early": 1, "too_few_sessions": 0, "form_missing": 1}
    ]
    assert [(each["change"], each["people"], each["of"]) for each in told["changes"][:3]] == [
        ("up", 12, 24),
        ("same", 12, 24),
        ("down", 0, 24),
    ]
    with (place / f"inputs/mentoring/{NAME}/notes.csv").open() as file:
        assert list(csv.DictReader(file)) == []
    assert "coordinator.xlsx" in cop(place, "workbook", NAME)
