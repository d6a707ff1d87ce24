"""The tables SQL builds are the tables the contract promises, also when nobody has said anything yet."""

from datetime import datetime

import pytest

from cop_analytics import measure, ops, raw, runs, shipped, warehouse
from cop_analytics.inputs import load as people_write
from tests.tables import PARAMETERS, STREAMS, build, columns_of, make_leaves

FOLDERS = ("facts", "networks", "value", "mentoring", "publish")
PROMISED = [
    table for table in warehouse.contract() if (shipped.folder("sql") / f"{table.replace('.', '/')}.sql").exists()
]
BUILT = [
    f"{folder}.{file.stem}" for folder in FOLDERS for file in sorted((shipped.folder("sql") / folder).glob("*.sql"))
]

NIGHT = datetime(2026, 1, 6, 2, 30)


def promised(table):
    return [(column.name, column.type) for column in warehouse.contract()[table].columns]


@pytest.fixture
def made_by_python(con, tmp_path):
    """A warehouse in which every room has written its tables, and there was nothing to write."""
    nobody = people_write.Inputs((), (), (), (), (), ())
    raw.prepare(con)
    people_write.load(con, nobody, str)
    run = runs.open_run(tmp_path, "nightly", NIGHT)
    ops.load(con, [run.report("running", 0, None) | {"quarantine": []}], NIGHT)
    warehouse.build(con, folders=("stage", "facts", "networks", "evidence"), parameters=PARAMETERS)
    measure.measure(con, data_cut=NIGHT, tell=lambda done, total: None)
    return con


def test_the_tables_python_makes_have_the_columns_of_the_contract(made_by_python):
    tables = [table for table in warehouse.contract() if table.startswith(("indicators.", "health.", "ops."))]

    assert {table: list(columns_of(made_by_python, table).items()) for table in tables} == {
        table: promised(table) for table in tables
    }


def test_the_tables_tests_are_given_are_those_python_makes(made_by_python):
    with warehouse.connect(":memory:") as empty:
        make_leaves(empty)
        leaves = [f"raw.{stream}" for stream in STREAMS] + [f"inputs.{name}" for name in INPUT_TABLES]

        assert [columns_of(empty, leaf) for leaf in leaves] == [columns_of(made_by_python, leaf) for leaf in leaves]


INPUT_TABLES = (
    *("communities", "community_places", "community_chosen", "roles", "attributes", "events"),
    *("stages", "launch_steps", "sponsorships", "consultations", "objectives", "warrants", "expectations"),
    *(
        "cycles",
        "stories",
        "story_steps",
        "story_flows",
        "story_effects",
        "story_factors",
        "claims",
        "coding_agreement",
    ),
    *("metrics", "lead_decisions"),
)


@pytest.mark.parametrize("table", PROMISED)
def test_a_table_has_the_columns_of_the_contract(con, table):
    build(con, table)

    told = {name: kind for name, kind in columns_of(con, table).items() if not name.startswith("_")}
    assert list(told.items()) == promised(table)


@pytest.mark.parametrize("table", PROMISED)
def test_a_row_is_what_the_contract_says(con, table):
    models = {model.table: model for model in warehouse.models(con, table.split(".")[0])}

    assert models[table].grain == warehouse.contract()[table].grain


@pytest.mark.parametrize("table", [table for table in BUILT if table != "facts._weeks"])
def test_from_nothing_comes_nothing(con, table):
    assert build(con, table) == []


def test_no_table_is_built_that_nobody_described():
    described = {table for table in BUILT if not table.split(".")[1].startswith("_")}

    assert described - set(PROMISED) == set()
