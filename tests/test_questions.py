"""What analysts ask through `cop` is on record, and whoever changes the record is found out."""

import json
import os
import pwd
import subprocess
import sys
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pytest

from cop_analytics import integrity, ledger, questions
from cop_analytics.errors import SettingsError, StorageFailed

AT = datetime(2026, 1, 6, 9)
NAME = "m_abcdefghijklmnopqrstuvwxyz"
COP = Path(sys.executable).with_name("cop")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "analysts").mkdir()
    with duckdb.connect(str(tmp_path / "analysts/cop.duckdb")) as con:
        con.execute("create schema facts; create schema indicators")
        con.execute(f"create table facts.contributions as select '{NAME}' as member_id, 'harbour' as community_id")
        con.execute("create table indicators.measurements as select 'harbour' as community_id, 0.5 as value")
    return tmp_path


def ask(home, question, because="the conversation of March"):
    return questions.ask(home, question, because=because, by="ada", at=AT)


def test_a_question_is_on_record_before_it_is_answered(home):
    answer = ask(home, f"select community_id from facts.contributions where member_id = '{NAME}'")
    ask(home, "select value from indicators.measurements")

    assert (answer.columns, answer.rows) == (("community_id",), [("harbour",)])
    [of_persons, of_groups] = questions.on_record(home)
    assert of_persons == {
        "event": "question",
        "at": "2026-01-06T09:00:00",
        "by": "ada",
        "because": "the conversation of March",
        "is_of_persons": True,
        "tables": ["facts.contributions"],
        "question": "select community_id from facts.contributions where member_id = 'm_…'",
    }
    assert of_groups["is_of_persons"] is False


@pytest.mark.parametrize(
    "question",
    ["drop table facts.contributions", "select 1; select 2", "attach 'x.duckdb'", "selec", "set threads = 1"],
)
def test_nothing_but_one_select_is_answered(home, question):
    with pytest.raises(SettingsError):
        ask(home, question)

    assert list(questions.on_record(home)) == []


def test_an_answer_is_whole(home):
    assert len(ask(home, "select * from range(100001)").rows) == 100_001


def test_no_other_file_is_read(home):
    (home / "vault.csv").write_text("salt\n1\n")

    with pytest.raises(SettingsError):
        ask(home, f"select * from '{home}/vault.csv'")


def test_without_a_reason_nothing_is_answered(home):
    with pytest.raises(SettingsError, match="because"):
        ask(home, "select 1", because=" ")


def test_a_record_that_was_changed_is_found(home):
    ask(home, "select value from indicators.measurements")
    file = ledger.file_of(home, "questions")
    file.write_bytes(file.read_bytes().replace(b"ada", b"ben"))

    with pytest.raises(StorageFailed):
        list(questions.on_record(home))
    assert [len(each.damages) for each in integrity.examine(home, ["questions"])] == [1]


def _asks(home):
    for _ in range(20):
        ask(home, "select value from indicators.measurements")


def test_two_who_ask_at_once_are_both_on_record(home):
    both = [get_context("spawn").Process(target=_asks, args=(home,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert len(list(questions.on_record(home))) == 40


def test_the_command_asks_and_tells_the_record(home, tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith("COP_")}
    env |= {"COP_HOME": str(home), "LOGNAME": "somebody else"}

    def cop(*words):
        return subprocess.run([COP, "query", *words], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)

    refused = cop("select value from indicators.measurements")
    assert (refused.returncode, "--because" in refused.stderr) == (2, True)
    told = cop("select value from indicators.measurements", "--because", "a look", "--json")
    assert json.loads(told.stdout) == [{"value": "0.5"}]
    [asked] = json.loads(cop("--json").stdout)
    assert asked["by"] == pwd.getpwuid(os.getuid()).pw_name
    assert " no " in cop().stdout  # is_of_persons, in words
    assert "a look" in cop().stdout and "1 row\n" in cop().stdout
