"""A health check's files: what is good is read, what says who answered is refused."""

import shutil

import pytest

from cop_analytics.inputs import health_checks
from tests.flows.worlds import ROOT

SOURCE = ROOT / "fixtures/health_checks/inputs"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SOURCE, tmp_path / "inputs")
    return tmp_path / "inputs"


def read(folder):
    return health_checks.read(folder, {"harbour"})


def faults(folder):
    return [str(fault) for fault in read(folder).faults]


def test_three_voices_are_read(folder):
    (check,) = read(folder).checks

    assert check.answers["D2", "largely"] == 4
    assert [statement.perspective for statement in check.statements] == ["sponsor", "social learning team"]
    assert check.decisions == ("We answer first posts within two days.",)


def test_no_token_is_kept(folder):
    assert "token" not in repr(read(folder).checks)


def test_a_bad_row_is_told_of_and_the_others_count(folder):
    file = folder / "health/harbour/2025-Q4/answers.csv"
    file.write_text(file.read_text() + "t9,D99,largely,\nt1,D2,fully,\nt99,D2,very much,\n")

    assert faults(folder) == [
        "health/harbour/2025-Q4/answers.csv, row 12, dimension: “D99” is not known. "
        "Write one of: D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12.",
        "health/harbour/2025-Q4/answers.csv, row 13, token: it answered this dimension already. Keep one of the two rows.",
        "health/harbour/2025-Q4/answers.csv, row 14, answer: “very much” is not known. Write one of: not at all, a little, "
        "partly, largely, fully, can't see, not relevant.",
    ]
    assert read(folder).checks[0].answers["D2", "largely"] == 4
    assert (folder / "health/harbour/2025-Q4/answers.rejected.csv").exists()


@pytest.mark.parametrize("header", ["Email,dimension,answer", "token,Start time,dimension", '"Your name";answer'])
def test_a_file_that_says_who_answered_is_refused(folder, header):
    (folder / "health/harbour/2025-Q4/answers.csv").write_text(f"{header}\nada,x,y\n")

    assert faults(folder) == [
        "health/harbour/2025-Q4/answers.csv, row 1: it says who answered or when. Remove those columns before anybody "
        "else sees the file; keep only token, dimension, answer, participation_level."
    ]


def test_an_unknown_community_is_told_of(folder):
    (folder / "health/harbour").rename(folder / "health/hrbour")

    assert faults(folder) == [
        "health/hrbour/2025-Q4/check.toml: “hrbour” is no community. Name the folder after a community: harbour."
    ]


def test_a_check_does_not_close_without_decisions(folder):
    file = folder / "health/harbour/2025-Q4/check.toml"
    file.write_text(file.read_text().split("[[decision]]")[0])

    assert faults(folder) == [
        "health/harbour/2025-Q4/check.toml, state: it is closed without decisions or a next look. "
        "Write closed_on, next_look_on and at least one [[decision]] with its text."
    ]


def test_a_statement_needs_its_role_and_known_words(folder):
    file = folder / "health/harbour/2025-Q4/statements.toml"
    file.write_text('[[statement]]\nperspective = "boss"\ndimension = "D2"\nanswer = "largely"\ntext = "Good."\n')

    assert faults(folder) == [
        "health/harbour/2025-Q4/statements.toml, [[statement]] number 1, perspective: “boss” is not known. "
        "Write one of: sponsor, social learning team.",
        "health/harbour/2025-Q4/statements.toml, [[statement]] number 1, role: it is missing. "
        "A statement is signed by a role.",
    ]
