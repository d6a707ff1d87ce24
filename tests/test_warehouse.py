import stat
from pathlib import Path

import duckdb
import pytest

from cop_analytics import warehouse
from cop_analytics.errors import ModelError, StorageFailed
from tests.tables import PARAMETERS, STREAMS, given, landed, make_leaves

WAYS = ("stage", "facts", "networks", "publish")


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


def community(con, *ids: str) -> None:
    given(con, "facts.communities", "\n".join(["community_id", *ids]))


def communities_in(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("select community_id from facts.communities").fetchall()


def test_a_reader_of_the_old_snapshot_keeps_reading_it_while_the_next_one_sees_the_new(con, tmp_path):
    target = tmp_path / "analysts" / "cop.duckdb"
    community(con, "harbour", "fog")
    warehouse.snapshot(con, target, ("facts",))
    old = tmp_path / "old.duckdb"
    old.hardlink_to(target)

    with duckdb.connect(str(old), read_only=True) as reader:
        community(con, "lighthouse")
        warehouse.snapshot(con, target, ("facts",))
        assert communities_in(reader) == [("fog",), ("harbour",)]
    with duckdb.connect(str(target), read_only=True) as reader:
        assert communities_in(reader) == [("lighthouse",)]


def test_the_snapshot_is_read_only_alone_and_explains_itself(con, tmp_path):
    target = tmp_path / "cop.duckdb"
    community(con, "harbour")
    given(con, "facts._weeks", "week_start\n2026-01-05")
    given(con, "ops.runs", "run_id\none")

    copied = warehouse.snapshot(con, target, ("facts", "value"))

    assert [(made.table, made.row_count) for made in copied] == [("facts.communities", 1)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o440
    assert [file.name for file in tmp_path.iterdir()] == ["cop.duckdb"]
    assert commented(target) == [
        ("communities", "One row per community_id."),
        ("community_id", "The community, as the registry names it. [identifier]"),
    ]


def commented(file: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute("select table_name, comment from duckdb_tables()").fetchall()
        columns = con.execute("select column_name, comment from duckdb_columns() where not internal limit 1").fetchall()
    return tables + columns


def test_a_table_that_is_not_as_promised_is_not_handed_out(con, tmp_path):
    con.execute("create schema facts")
    con.execute("create table facts.communities as select 'harbour' as community_id")

    with pytest.raises(ModelError, match=r"facts\.communities did not build: it is not as the contract says"):
        warehouse.snapshot(con, tmp_path / "cop.duckdb", ("facts",))

    assert list(tmp_path.iterdir()) == []


def test_every_stream_of_the_platform_has_its_stage(con):
    staged = {model.table.removeprefix("stage.") for model in warehouse.models(con, "stage")}

    assert staged == {*STREAMS, "profiles"}
