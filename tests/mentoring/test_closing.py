"""How a programme ended: completion, answers of both sides, recognition, a mentor's own sheet."""

import stat
from datetime import date

import pytest

from cop_analytics.errors import InputFault
from cop_analytics.inputs import mentoring
from cop_analytics.mentoring.closing import Completion, answers, completions, recognition
from cop_analytics.mentoring.portfolio import write_portfolio
from tests.mentoring.cohorts import PROGRAMME, written

TODAY, BOTH = date(2026, 8, 1), [("ada", "cyd"), ("ben", "dee")]
SIX = "".join(
    f"{pair},2026-0{month}-{day},held,,60\n"
    for pair in ("ada,cyd", "ben,dee")
    for month in (3, 4, 5)
    for day in (10, 24)
)
CLOSED = "".join(f"{who},again,yes\n" for who in ("ada", "ben", "cyd", "dee"))


def completed(folder, **changed):
    told = mentoring.read(written(folder, **({"sessions": SIX, "closing": CLOSED} | changed)))
    assert told.faults == []
    return completions(told, BOTH, TODAY)


def test_a_pair_is_complete_with_six_sessions_and_both_closing_forms(tmp_path):
    assert completed(tmp_path) == [Completion("1", 2, 2, 0, 0, 0)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"closing": CLOSED.replace("dee,again,yes\n", "")}, Completion("1", 1, 2, 0, 0, 1)),
        ({"sessions": SIX.replace("ben,dee,2026-05-24,held,,60\n", "")}, Completion("1", 1, 2, 0, 1, 0)),
        ({"exits": "ben,dee,2026-06-01,,\n"}, Completion("1", 1, 2, 1, 0, 0)),
        ({"exits": "ben,dee,2026-09-01,,no time\n"}, Completion("1", 2, 2, 0, 0, 0)),
    ],
    ids=["a form missing", "five sessions", "ended early, no reason given", "ends later"],
)
def test_what_a_pair_lacks_is_told_by_wave(tmp_path, changed, told):
    assert completed(tmp_path, **changed) == [told]


def test_a_pair_that_ended_before_its_wave_began_is_none_of_it(tmp_path):
    wave = '[[wave]]\nid = "1"\nstarts_on = 2026-03-09\nends_on = 2026-08-31\n'
    met = "".join(line for line in SIX.splitlines(keepends=True) if line.startswith("ada"))
    told = completed(tmp_path, programme=PROGRAMME + wave, exits="ben,dee,2026-03-05,,\n", sessions=met)

    assert told == [Completion("1", 1, 1, 0, 0, 0)]


def crowd(folder, yes, partly, no):
    """So many pairs, whose mentors say yes, partly or no, and whose mentees all say yes."""
    ids = range(yes + partly + no)
    people = "".join(
        f"{side[:1]}{n},{side},1,en:C1,Risk,IT,Berlin,1,mon 9-12,yes,\n" for n in ids for side in ("senior", "mentee")
    )
    people = people.replace(",senior,", ",mentor,")
    words = ["yes"] * yes + ["partly"] * partly + ["no"] * no
    said = "".join(f"s{n},coached in return,{words[n]}\nm{n},coached in return,yes\n" for n in ids)
    wished = "".join(f"s{n},certificate\n" for n in range(10)) + "s0,portfolio\n"
    told = mentoring.read(
        written(folder, participants=people, closing=said, recognition=wished, levels="", goals="", themes="")
    )
    assert told.faults == []
    return told, [(f"s{n}", f"m{n}") for n in ids]


@pytest.mark.parametrize(
    ("counts", "mentors", "pairs"),
    [
        ((12, 10, 11), {"yes": 12, "partly": 10, "no": 11}, {"both say so": 22, "one says so or neither says so": 11}),
        ((12, 9, 1), {"yes": 12, "partly or no": 10}, {}),
        ((9, 2, 10), {"yes or partly": 11, "no": 10}, {"both say so": 11, "one says so or neither says so": 10}),
        ((12, 9, 0), {}, {}),
    ],
)
def test_answers_with_fewer_than_ten_behind_them_are_told_as_one_or_not_at_all(tmp_path, counts, mentors, pairs):
    cohort, paired = crowd(tmp_path, *counts)
    told = {(each.question, each.side): each.counts for each in answers(cohort, paired, 10)}

    assert told["coached in return", "mentors"] == mentors
    assert told["coached in return", "mentees"] == {}
    assert told["coached in return", "pairs"] == pairs


def test_forms_of_recognition_are_counted_where_ten_wished_for_them_and_ten_did_not(tmp_path):
    cohort, _ = crowd(tmp_path, 20, 0, 0)

    assert recognition(cohort, 10) == {
        "certificate": 10,
        "manager told": None,
        "named at the closing event": None,
        "portfolio": None,
    }


def test_a_portfolio_is_made_for_a_mentor_who_wished_for_it_and_names_no_mentee(tmp_path):
    folder = written(tmp_path / "digital-2026", sessions=SIX, recognition="ada,portfolio\nben,certificate\n")
    file = write_portfolio(tmp_path / "ada.md", mentoring.read(folder), BOTH, "ada", TODAY)

    assert file.read_text().splitlines()[4:] == [
        "- mentees: 1",
        "- sessions held until 2026-08-01: 6, 360 minutes",
        "- DigComp 3.0 1.1: level 4 of 4, by your own word",
        "- DigComp 3.0 2.1: level 4 of 4, by your own word",
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("mentor", "problem"),
    [
        ("ben", "this mentor wished for no portfolio"),
        ("cyd", "no mentor has this id"),
        ("eli", "no mentor has this id"),
    ],
)
def test_nobody_else_gets_a_portfolio(tmp_path, mentor, problem):
    folder = written(tmp_path / "digital-2026", recognition="ada,portfolio\nben,certificate\n")
    with pytest.raises(InputFault, match=problem):
        write_portfolio(tmp_path / "new.md", mentoring.read(folder), BOTH, mentor, TODAY)

    assert not (tmp_path / "new.md").exists()


@pytest.mark.parametrize(
    ("sheet", "rows", "fault"),
    [
        ("closing", "cyd,hours counted,yes\n", "closing.csv, row 2, question: only a mentor is asked this"),
        ("closing", "ada,again,4\n", "closing.csv, row 2, answer: it is not known"),
        ("exits", "ada,cyd,,,\n", "exits.csv, row 2, ended_on: it is empty"),
        ("exits", "ada,cyd,2026-06-01,,quarrel\n", "exits.csv, row 2, reason: it is not known"),
        ("recognition", "cyd,certificate\n", "recognition.csv, row 2, participant_id: this is no mentor"),
    ],
)
def test_each_fault_of_the_closing_sheets_is_told_with_its_place_and_cure(tmp_path, sheet, rows, fault):
    assert fault in "\n".join(map(str, mentoring.read(written(tmp_path, **{sheet: rows})).faults))
