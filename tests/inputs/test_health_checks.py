"""A health check is read as people keep it: good rows are kept, tokens forgotten, every fault told."""

import shutil
from datetime import date

import pytest

from cop_analytics.health.perspectives import LEVELS
from cop_analytics.health.voices import Relevance, Statement
from cop_analytics.inputs import check_files, health_checks, load
from cop_analytics.inputs.health_checks import Given
from tests.inputs.worlds import CHECK, harbour, spoilt, told

DIMENSIONS = "D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12"
ANSWERS = "not at all, a little, partly, largely, fully, can't see, not relevant"
LEFT_OUT = f"{CHECK}: the check is left out. Mend what is said of its files; it comes back by itself."


def read(inputs):
    return health_checks.read(inputs, {"harbour"})


def test_the_harbour_is_read_whole(tmp_path):
    found = read(harbour(tmp_path))
    (check,) = found.checks

    assert found.faults == []
    assert (check.community_id, check.period, check.state, check.invited_count) == ("harbour", "2026-H1", "closed", 25)
    assert (check.opened_on, check.frozen_on, check.closed_on, check.next_look_on) == (
        date(2026, 1, 12),
        date(2026, 2, 2),
        date(2026, 2, 16),
        date(2026, 9, 1),
    )
    assert check.decisions == ("Two of us take turns in opening threads until summer.",)
    assert check.relevance[:3] == (
        Relevance("members", "D2", "now", 11),
        Relevance("members", "D6", "now", 9),
        Relevance("members", "D6", "later", 2),
    )
    assert check.statements[-1] == Statement(
        "social learning team", "Social learning team", "D12", "partly", "We should visit more often.", ("community",)
    )


def test_of_members_only_counts_are_kept(tmp_path):
    (check,) = read(harbour(tmp_path)).checks

    assert check.answers == {
        ("D2", "a little"): 1,
        ("D2", "partly"): 2,
        ("D2", "largely"): 6,
        ("D2", "fully"): 3,
        ("D2", "can't see"): 1,
        ("D3", "largely"): 4,
        ("D3", "fully"): 2,
        ("D5", "partly"): 1,
        ("D5", "largely"): 1,
        ("D5", "fully"): 1,
        ("D6", "not at all"): 3,
        ("D6", "a little"): 2,
        ("D6", "partly"): 1,
        ("D6", "largely"): 1,
        ("D6", "can't see"): 4,
        ("D6", "not relevant"): 1,
    }


ROW = "0ca6a3a450,D2,largely,core or active"
ROW_FAULTS = {
    "an unknown dimension": (
        "0ca6a3a450,D13,largely,core or active",
        [f"row 2, dimension: it is not known. Write one of: {DIMENSIONS}."],
    ),
    "a number for an answer": (
        "0ca6a3a450,D2,4,core or active",
        [f"row 2, answer: it is not known. Write one of: {ANSWERS}."],
    ),
    "an answer in capitals": (
        "0ca6a3a450,D2,Largely,core or active",
        [f"row 2, answer: it is not known. Write one of: {ANSWERS}."],
    ),
    "an unknown level": (
        "0ca6a3a450,D2,largely,core",
        ["row 2, participation_level: it is not known. Write one of: core or active, occasional or peripheral."],
    ),
    "a name for a token": (
        "Ada Example,D2,largely,core or active",
        ["row 2, token: it is no token. Write random letters and digits, never a person's name or number."],
    ),
    "an address for a token": (
        "ada@bank.example,D2,largely,core or active",
        ["row 2, token: it is no token. Write random letters and digits, never a person's name or number."],
    ),
    "a formula": (
        "0ca6a3a450,D2,=largely,core or active",
        ["row 2, answer: it looks like a formula. Write plain text."],
    ),
    "too many cells": (
        "0ca6a3a450,D2,largely,core or active,so",
        ["row 2: it has more than 4 cells. Check for a comma that should stand in quotes."],
    ),
    "everything at once": (
        "x.y,D0,,",
        [
            "row 2, token: it is no token. Write random letters and digits, never a person's name or number.",
            f"row 2, dimension: it is not known. Write one of: {DIMENSIONS}.",
            "row 2, answer: it is empty. Fill it in, or remove the row.",
        ],
    ),
}


@pytest.mark.parametrize(("bad", "messages"), ROW_FAULTS.values(), ids=ROW_FAULTS.keys())
def test_a_faulty_answer_is_told_and_the_others_count(tmp_path, bad, messages):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/answers.csv", ROW, bad)

    assert told(inputs) == [f"{CHECK}/answers.csv, {message}" for message in messages]
    assert read(inputs).checks[0].answers["D2", "largely"] == 5


def test_who_answered_twice_did_not_answer(tmp_path):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/answers.csv", ROW, f"{ROW}\n0ca6a3a450,D2,fully,core or active")

    assert told(inputs) == [
        f"{CHECK}/answers.csv, row {row}, token: the same token and dimension stand in rows 2, 3. Keep one of them."
        for row in (2, 3)
    ]
    assert read(inputs).checks[0].answers["D2", "largely"] == 5
    assert read(inputs).checks[0].answers["D2", "fully"] == 3


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("token,dimension,answer,participation_level,Email", "column 5 (“email”)"),
        (
            "ID,Start time,Completion time,Email,Name,dimension,answer",
            "column 2 (“start”), column 3 (“completion”), column 4 (“email”), column 5 (“name”)",
        ),
        ("username,dimension,answer,participation_level", "column 1 (“username”)"),
        ("token,dimension,answer,participation_level,user_id", "column 5 (“user”)"),
        ("Startzeit,E-Mail,dimension,answer", "column 1 (“startzeit”), column 2 (“e-mail”)"),
        ("token;dimension;answer;Last modified time", "column 4 (“time”)"),
    ],
)
def test_a_file_that_says_who_answered_or_when_is_refused_as_a_whole(tmp_path, header, named):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/answers.csv", "token,dimension,answer,participation_level", header)

    assert told(inputs) == [
        f"{CHECK}/answers.csv, row 1: it says who answered or when: {named}. Remove these columns from every copy "
        "before anybody sees them; keep token, dimension, answer, participation_level.",
        LEFT_OUT,
    ]
    assert load.read_all(inputs).checks == []


def test_a_stranger_among_the_columns_need_not_be_a_person(tmp_path):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/answers.csv", "participation_level", "sentiment")

    assert told(inputs) == [
        f"{CHECK}/answers.csv, row 1: column “participation_level” is missing. "
        "The first line must read: token,dimension,answer,participation_level.",
        f"{CHECK}/answers.csv, row 1: column 4 is not known. "
        "The first line must read: token,dimension,answer,participation_level.",
        LEFT_OUT,
    ]


def test_relevance_is_told_by_perspective_dimension_and_choice(tmp_path):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/relevance.csv", "members,D2,now,11", "managers,D0,maybe,many\nmembers,D6,now,9")

    assert told(inputs) == [
        f"{CHECK}/relevance.csv, row 2, perspective: it is not known. "
        "Write one of: members, sponsor, social learning team.",
        f"{CHECK}/relevance.csv, row 2, dimension: it is not known. Write one of: {DIMENSIONS}.",
        f"{CHECK}/relevance.csv, row 2, choice: it is not known. Write one of: now, later, not for us.",
        f"{CHECK}/relevance.csv, row 2, count: it is no number of people. Write a whole number, 0 or more.",
        f"{CHECK}/relevance.csv, row 3, perspective: "
        "the same perspective and dimension and choice stand in rows 3, 4. Keep one of them.",
        f"{CHECK}/relevance.csv, row 4, perspective: "
        "the same perspective and dimension and choice stand in rows 3, 4. Keep one of them.",
    ]


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('perspective = "sponsor"', 'perspective = "members"', "row 2, perspective: it is not known. "
         "Write one of: sponsor, social learning team."),
        ('role = "Sponsor, Harbour"', "", 'row 1, role: it is missing. Write role = "…".'),
        ('dimension = "D2"', 'dimension = "D20"', f"row 4, dimension: it is not known. Write one of: {DIMENSIONS}."),
        ('answer = "largely"', "answer = 4", 'row 5, answer: it is not a text. Write it in quotes: answer = "…".'),
        ("settled here", "settled by ada@bank.example",
         "row 6, text: it holds an e-mail address. Say who speaks by role alone."),
        ('"community", "sponsor", "published"', '"everybody"', "row 7, released_to: number 1 is no audience. "
         "List some of: community, sponsor, published; or none."),
        ("released_to", "shown_to", "row 7, shown_to: it is not known. "
         "Known are: perspective, role, dimension, answer, text, released_to."),
    ],
)  # fmt: skip
def test_a_faulty_statement_is_told_and_the_others_stand(tmp_path, good, bad, message):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/statements.toml", good, bad)

    assert told(inputs) == [f"{CHECK}/statements.toml, {message}"]
    assert [statement.dimension_id for statement in read(inputs).checks[0].statements] == ["D6", "D2", "D6", "D12"]


def test_a_role_speaks_once_about_a_dimension(tmp_path):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/statements.toml", 'dimension = "D6"', 'dimension = "D2"')

    assert told(inputs) == [
        f"{CHECK}/statements.toml, row {row}, role: it signed 2 statements on one dimension. Make them one."
        for row in (3, 11)
    ]
    assert [statement.dimension_id for statement in read(inputs).checks[0].statements] == ["D2", "D6", "D12"]


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("opened_on = 2026-01-12", "", ", opened_on: it is missing. Write the day: opened_on = 2026-01-31."),
        ("2026-01-12", '"soon"', ", row 1, opened_on: it is no date. "
         "Write it without quotes or time: opened_on = 2026-01-31."),
        ("frozen_on = 2026-02-02", "",
         ", frozen_on: it is missing, the check is closed. Write the day its pack was frozen."),
        ("2026-02-02", "2026-03-02", ", row 3, closed_on: 2026-02-16 is before frozen_on. Put the days in order."),
        ('"closed"', '"done"', ", row 4, state: it is not known. "
         "Write one of: invited, relevance, answers, frozen, held, recorded, revised, closed."),
        ('"closed"', '"held"', ', row 3, closed_on: the check is held, not closed. Remove it, or write state = "closed".'),
        ("next_look_on = 2026-09-01", "", ", row 4, state: it is closed without a day, a decision or a next look. "
         "Write closed_on, next_look_on and at least one [[decision]] with its text."),
        ("25", '"25"', ", row 5, invited_count: it is no number of people. "
         "Write a whole number, 0 or more: invited_count = 12."),
        ("text", "words", ", row 9, words: it is not known. Known are: text."),
        ("next_look_on", "next_look", ", row 6, next_look: it is not known. Known are: "
         "opened_on, frozen_on, closed_on, state, invited_count, next_look_on, decision, "
         "answered_count, pack_hash, data_cut, shown_to_core_on, shown_to_sponsor_on, annotated_hash."),
        ("opened_on =", "opened_on :", ", row 1: it is no TOML (Expected '=' after a key in a key/value pair). "
         "Mend that line; texts stand in quotes, lists in [ ], each table begins with [[…]]."),
    ],
)  # fmt: skip
def test_a_check_that_contradicts_itself_is_left_out(tmp_path, good, bad, message):
    inputs = harbour(tmp_path)
    spoilt(inputs, f"{CHECK}/check.toml", good, bad)
    first, *_, last = told(inputs)

    assert (first, last) == (f"{CHECK}/check.toml{message}", LEFT_OUT)
    assert load.read_all(inputs).checks == []


def test_one_check_left_out_leaves_the_others(tmp_path):
    inputs = harbour(tmp_path)
    shutil.copytree(inputs / CHECK, inputs / "health/harbour/2025-H2")
    (inputs / CHECK / "check.toml").unlink()

    assert [check.period for check in read(inputs).checks] == ["2025-H2"]
    assert told(inputs) == [
        f"{CHECK}/check.toml: it cannot be read. It must be a file this account may read.",
        LEFT_OUT,
    ]


def test_a_check_that_was_only_opened_is_a_check(tmp_path):
    inputs = harbour(tmp_path)
    for name in ("answers.csv", "relevance.csv", "statements.toml"):
        (inputs / CHECK / name).unlink()
    text = 'opened_on = 2026-01-12\nstate = "invited"\ninvited_count = 25\n'
    (inputs / CHECK / "check.toml").write_text(text)
    (check,) = read(inputs).checks

    assert told(inputs) == []
    assert (check.state, check.closed_on, check.answers, check.relevance, check.statements) == (
        "invited",
        None,
        {},
        (),
        (),
    )


def test_a_folder_named_after_nobody_is_told(tmp_path):
    inputs = harbour(tmp_path)
    (inputs / "health/harbour").rename(inputs / "health/habour")

    assert told(inputs) == [
        "health/habour/2026-H1: “habour” is no community. Name the folder after one of: harbour, lighthouse."
    ]


def test_a_period_that_cannot_name_files_is_told(tmp_path):
    inputs = harbour(tmp_path)
    (inputs / CHECK).rename(inputs / "health/harbour/first half")

    assert told(inputs) == [
        "health/harbour/first half: “first half” cannot name files. Use letters, digits and hyphens, at most 32: 2026-H1."
    ]


def test_periods_that_differ_in_capitals_alone_are_told(tmp_path):
    inputs = harbour(tmp_path)
    (inputs / CHECK).with_name("2026-h1").mkdir()

    assert told(inputs) == [
        f"health/harbour/{period}: another period differs from it in capitals alone. "
        "Rename one of them: not every disk tells them apart."
        for period in ("2026-H1", "2026-h1")
    ]
    assert load.read_all(inputs).checks == []


def test_a_file_that_nobody_reads_is_told(tmp_path):
    inputs = harbour(tmp_path)
    (inputs / CHECK / "answer.csv").write_text("token\n")
    (inputs / "health/harbour/check.toml").write_text("")
    (inputs / "health/README.txt").write_text("ours")
    files = (
        "Files of a check are health/<community>/<period>/ with check.toml, relevance.csv, answers.csv, "
        "counts.csv, counts_by_level.csv, statements.toml, record.toml."
    )

    assert told(inputs) == [
        f"{CHECK}/answer.csv: it is not read. {files}",
        f"health/harbour/check.toml: it is not read. {files}",
    ]


def test_levels_of_participation_outlive_the_answers_where_they_may_be_told_apart(tmp_path):
    inputs = harbour(tmp_path)
    folder = inputs / CHECK
    rows = [Given(f"t{n}", "D2", "largely" if n % 3 else "partly", LEVELS[n % 2]) for n in range(24)]
    rows += [Given(f"t{n}", "D6", "fully", LEVELS[n % 2]) for n in range(18)]
    check_files.write_answers(folder, rows)

    [before] = health_checks.read(inputs, {"harbour"}).checks
    check_files.write_counts(folder, before.answers)
    check_files.write_level_counts(folder, before.answers_by_level)
    [after] = health_checks.read(inputs, {"harbour"}).checks

    assert {dimension for _, dimension, _ in before.answers_by_level} == {"D2"}
    assert before.answers_by_level[LEVELS[0], "D2", "largely"] == 8
    assert after.answers_by_level == before.answers_by_level
