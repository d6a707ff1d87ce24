from pathlib import Path

import duckdb
import pytest

from cop_analytics import warehouse
from cop_analytics.errors import ModelError, StorageFailed
from tests.tables import PARAMETERS, STREAMS, given, landed, make_leaves

WAYS = ("stage", "facts", "networks", "indicators", "value", "mentoring", "publish")


@pytest.fixture
def facts(tmp_path):
    """A folder of models of one's own."""
    folder = tmp_path / "facts"
    folder.mkdir()
    return folder


def built(con, folder: Path, **parameters: object) -> list[tuple[str, int | None]]:
    return [(made.table, made.row_count) for made in warehouse.build(con, folders=[folder], parameters=parameters)]


def test_models_are_built_after_what_they_read_whatever_they_are_called(con, facts):
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect n from facts.z")
    (facts / "z.sql").write_text("-- One row per z.\n-- grain: n\nselect 1 as n")

    assert built(con, facts) == [("facts.z", 1), ("facts.a", 1)]


def test_a_model_that_reads_a_table_nobody_made_is_told_with_its_file(con, facts):
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect n from raw.nowhere")

    with pytest.raises(ModelError, match=r"sql/facts/a\.sql did not build: .*nowhere.* does not exist"):
        built(con, facts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-- One row per a.\n-- grain: n\nselect n from elsewhere", "elsewhere is neither a CTE nor qualified"),
        ("-- One row per a.\n-- grain: n\nselect n from", "not one select"),
        ("-- One row per a.\n-- grain: n\nselect $day as n", r"it names \$day, which nobody gave"),
        ("-- One row per a.\nselect 1 as n", "its header names no grain"),
        ("-- One row per a.\n-- grain: n\nselect null as n", "1 rows have no complete grain"),
        ("-- One row per a.\n-- grain: n\nselect unnest([1, 1]) as n", r"n is not unique, for instance \[\(1,\)\]"),
        ("-- One row per a.\n-- grain: n\nselect n from facts.a", "models read each other"),
    ],
    ids=["unqualified", "no select", "no parameter", "no grain", "null grain", "doubled grain", "circle"],
)
def test_a_model_with_a_fault_is_told_with_its_reason(con, facts, text, reason):
    (facts / "a.sql").write_text(text)

    with pytest.raises(ModelError, match=reason):
        built(con, facts)


def test_a_value_that_breaks_a_model_is_not_told(con, facts):
    con.execute("create schema raw; create table raw.people as select 'Ada Berg' as name")
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect name::integer as n\nfrom raw.people")

    with pytest.raises(ModelError) as failed:
        built(con, facts)

    assert str(failed.value) == "sql/facts/a.sql did not build: ConversionException in line 3"


def test_a_table_that_fails_leaves_the_old_one_standing(con, facts):
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect 1 as n")
    built(con, facts)
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect unnest([2, 2]) as n")

    with pytest.raises(ModelError):
        built(con, facts)

    assert con.execute("select n from facts.a").fetchall() == [(1,)]


def test_a_model_is_given_the_parameters_it_names(con, facts):
    (facts / "a.sql").write_text("-- One row per a.\n-- grain: n\nselect $least as n")

    built(con, facts, least=5, unasked="for")

    assert con.execute("select n from facts.a").fetchall() == [(5,)]


def test_the_header_becomes_the_comment_of_the_table(con, facts):
    (facts / "a.sql").write_text("-- One row per a's.\n-- grain: n\n-- note: mind the gap.\nselect 1 as n")

    built(con, facts)

    assert con.execute("select comment from duckdb_tables() where table_name = 'a'").fetchall() == [
        ("One row per a's. mind the gap.",)
    ]


def test_claims_tell_who_breaks_them(con, facts):
    (facts / "a__holds.sql").write_text("-- A holds.\n-- level: warn\nselect unnest(range(12)) as n")
    (facts / "b__holds.sql").write_text("-- B holds.\n-- level: fail\nselect 1 as n where false")

    assert warehouse.run_checks(con, facts, parameters={}) == [
        warehouse.CheckResult("a__holds", "warn", "A holds.", 12, tuple((n,) for n in range(10))),
        warehouse.CheckResult("b__holds", "fail", "B holds.", 0, ()),
    ]


def test_the_whole_way_is_built_from_empty_tables(con):
    make_leaves(con)

    counts = {made.table: made.row_count for made in warehouse.build(con, folders=WAYS, parameters=PARAMETERS)}

    assert {table for table, count in counts.items() if count} == {"facts._weeks"}
    assert [
        result for result in warehouse.run_checks(con, "checks", parameters=PARAMETERS) if result.offender_count
    ] == []


def test_building_twice_changes_nothing(con):
    make_leaves(con)
    landed(con, "places", "item_id | place_id | type | asked_place_id | state\n1100 | 1100 | group | 1100 | visible")
    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100")

    first = warehouse.build(con, folders=WAYS, parameters=PARAMETERS)

    assert warehouse.build(con, folders=WAYS, parameters=PARAMETERS) == first


def test_a_file_that_is_no_warehouse_is_told_with_its_name(tmp_path):
    file = tmp_path / "warehouse.duckdb"
    file.write_text("not a database at all, however long one looks at it", encoding="utf-8")

    with pytest.raises(StorageFailed, match=r"warehouse\.duckdb cannot be opened"):
        warehouse.connect(file)


def test_every_stream_of_the_platform_has_its_stage(con):
    staged = {model.table.removeprefix("stage.") for model in warehouse.models(con, "stage")}

    assert staged == {*STREAMS, "profiles"}


def test_the_warehouse_is_asked_by_what_reaches_no_file_outside_the_home(tmp_path):
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        warehouse.confine(con, tmp_path)
        con.execute(f"attach '{tmp_path}/beside.duckdb' as beside")
        for asked in ("from read_text('/etc/passwd')", "attach '/tmp/other.duckdb' as other", "install httpfs"):
            with pytest.raises(duckdb.Error):
                con.execute(asked)
