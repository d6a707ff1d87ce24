"""What people wrote becomes tables; persons become pseudonyms on the way."""

import shutil

from cop_analytics import bank
from cop_analytics.inputs import load
from cop_analytics.inputs.starter import write_starter
from tests.flows.worlds import ROOT


def test_the_starter_of_an_own_bank_has_no_faults(tmp_path):
    write_starter(tmp_path)

    assert load.read_all(tmp_path / "inputs").faults == []
    assert (tmp_path / "cop.key").stat().st_mode & 0o777 == 0o600


def test_the_bundled_inputs_are_those_the_bank_writes(tmp_path, request):
    target = ROOT / "fixtures/bank/inputs"
    bank.write_inputs(tmp_path)
    if request.config.getoption("--update-expected"):
        shutil.copytree(tmp_path, target, dirs_exist_ok=True)
    written = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    bundled = {path.relative_to(target): path.read_text() for path in target.rglob("*") if path.is_file()}

    assert written == bundled


def test_leaders_stand_in_the_tables_as_pseudonyms(con, tmp_path):
    write_starter(tmp_path)
    load.load(con, load.read_all(tmp_path / "inputs"), lambda uid: f"p{uid}")

    assert con.execute("select member_id, role from inputs.roles order by all").fetchall() == [
        ("p1999", "social learning team"),
        ("p2001", "leader"),
    ]


def test_answers_stand_in_the_tables_as_counts(con, tmp_path):
    write_starter(tmp_path)
    shutil.copytree(ROOT / "fixtures/health_checks/inputs/health/harbour", tmp_path / "inputs/health/credit-risk")
    load.load(con, load.read_all(tmp_path / "inputs"), lambda uid: uid)

    assert con.execute("from health.answers order by all").fetchall() == [
        ("credit-risk", "2025-Q4", "D2", answer, count)
        for answer, count in (("a little", 1), ("can't see", 1), ("fully", 2), ("largely", 4), ("partly", 2))
    ]
