"""What people wrote becomes tables in one go: persons as pseudonyms, members as counts, nothing left from before."""

import shutil
from datetime import date, datetime

import pytest

from cop_analytics import bank, shipped, warehouse
from cop_analytics.inputs import load
from tests.inputs.worlds import CHECK, harbour, spoilt
from tests.tables import columns_of


def loaded(con, inputs):
    load.load(con, load.read_all(inputs), lambda person: f"pseudonym of {person}")
    return con


def rows(con, table):
    return con.execute(f"select * from {table} order by all").fetchall()


def test_the_registry_and_the_sheets_become_tables(con, tmp_path):
    loaded(con, harbour(tmp_path))

    assert rows(con, "inputs.communities") == [
        ("harbour", "Harbour", "community", "How ships come in", date(2025, 3, 3), "coalescing"),
        ("lighthouse", "Lighthouse", "leaders", "", None, None),
    ]
    assert rows(con, "inputs.community_places") == [("harbour", "1100"), ("harbour", "1102"), ("lighthouse", "1200")]
    assert rows(con, "inputs.community_chosen") == [("harbour", "D2"), ("harbour", "D6")]
    assert rows(con, "inputs.attributes")[2:] == [
        ("unit", "Credit Risk", "Risk", None),
        ("unit", "Market Risk", "Risk", None),
    ]
    assert rows(con, "inputs.events")[0] == (
        "harbour-1",
        "harbour",
        datetime(2025, 11, 14, 14),
        datetime(2025, 11, 14, 15),
    )


def test_persons_are_pseudonyms_before_they_are_rows(con, tmp_path):
    loaded(con, harbour(tmp_path))

    assert rows(con, "inputs.roles") == [
        ("harbour", "pseudonym of 2001", "leader", date(2025, 3, 3), None),
        ("harbour", "pseudonym of 2002", "facilitator", date(2025, 4, 1), date(2025, 10, 1)),
        (None, "pseudonym of 2003", "social learning team", date(2025, 1, 1), None),
    ]


def test_a_health_check_becomes_counts_and_signed_words(con, tmp_path):
    loaded(con, harbour(tmp_path))
    key = ("harbour", "2026-H1")

    assert rows(con, "health.checks") == [
        (*key, date(2026, 1, 12), date(2026, 2, 2), date(2026, 2, 16), "closed", 25, date(2026, 9, 1))
    ]
    assert rows(con, "health.answers")[:2] == [(*key, "D2", "a little", 1), (*key, "D2", "can't see", 1)]
    assert rows(con, "health.statements")[-1] == (
        *key,
        "sponsor",
        "Sponsor, Harbour",
        "D6",
        "fully",
        "It runs by itself.",
        ["community", "published"],
    )
    assert rows(con, "health.relevance")[0] == (*key, "members", "D2", "now", 11)
    assert rows(con, "health.decisions") == [(*key, 1, "Two of us take turns in opening threads until summer.")]


def test_the_tables_have_the_columns_of_the_contract(con, tmp_path):
    loaded(con, harbour(tmp_path))
    described = {name: table for name, table in warehouse.contract().items() if name.startswith("health.")}

    assert {name: list(columns_of(con, name).items()) for name in described} == {
        name: [(column.name, column.type) for column in table.columns] for name, table in described.items()
    }


def test_no_token_reaches_a_table(con, tmp_path):
    inputs = harbour(tmp_path)
    tokens = {line.split(",")[0] for line in (inputs / CHECK / "answers.csv").read_text().splitlines()[1:]}
    loaded(con, inputs)
    asked = "select table_schema || '.' || table_name from information_schema.tables"
    tables = [name for (name,) in con.execute(asked).fetchall()]
    cells = {str(cell) for table in tables for row in rows(con, table) for cell in row}

    assert (len(tables), tokens & cells) == (32, set())


def test_loading_again_replaces_everything(con, tmp_path):
    inputs = harbour(tmp_path)
    loaded(con, inputs)
    before = {table: rows(con, table) for table in ("inputs.roles", "health.answers", "health.checks")}
    loaded(con, inputs)

    assert {table: rows(con, table) for table in before} == before
    (inputs / "roles.csv").unlink()
    assert rows(loaded(con, inputs), "inputs.roles") == [
        ("harbour", "pseudonym of 2001", "leader", date(2025, 3, 3), None)
    ]


def test_reading_writes_nothing_and_loading_lays_the_rejected_rows_down(con, tmp_path):
    inputs = harbour(tmp_path)
    spoilt(inputs, "roles.csv", "facilitator", "boss")
    spoilt(inputs, f"{CHECK}/answers.csv", "D2,largely", "D2,=largely")
    before = sorted(inputs.rglob("*"))
    load.read_all(inputs)
    assert sorted(inputs.rglob("*")) == before

    loaded(con, inputs)

    left = {str(file.relative_to(inputs)): file.read_text() for file in inputs.rglob("*.rejected.csv")}
    assert {name: text.splitlines()[1].split(",")[-1] for name, text in left.items()} == {
        "roles.rejected.csv": "2025-10-01",
        f"{CHECK}/answers.rejected.csv": "core or active",
    }
    assert con.execute("select count(*) from inputs.roles").fetchone() == (2,)
    assert load.read_all(inputs).faults == load.read_all(inputs).faults
    assert len(load.read_all(inputs).faults) == 2


def test_a_pseudonym_that_cannot_be_made_leaves_the_old_tables(tmp_path):
    with warehouse.connect(tmp_path / "w.duckdb") as con:
        loaded(con, harbour(tmp_path))
    with pytest.raises(ZeroDivisionError), warehouse.connect(tmp_path / "w.duckdb") as con:
        load.load(con, load.read_all(tmp_path / "inputs"), lambda person: str(1 / 0))

    with warehouse.connect(tmp_path / "w.duckdb") as con:
        assert con.execute("select count(*) from inputs.roles").fetchone() == (3,)


def test_the_places_of_all_communities_are_asked_for(tmp_path):
    assert load.read_all(harbour(tmp_path)).places == ["1100", "1102", "1200"]


def test_the_bundled_inputs_are_those_the_bank_writes(tmp_path, update_expected):
    target = shipped.folder("fixtures") / "bank" / "inputs"
    bank.write_inputs(tmp_path)
    if update_expected:
        shutil.copytree(tmp_path, target, dirs_exist_ok=True)
    written = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    bundled = {path.relative_to(target): path.read_text() for path in target.rglob("*") if path.is_file()}

    assert written == bundled


def test_the_bank_s_inputs_have_no_faults():
    inputs = load.read_all(shipped.folder("fixtures") / "bank" / "inputs")

    assert (len(inputs.communities), len(inputs.checks), inputs.faults) == (24, 3, [])
