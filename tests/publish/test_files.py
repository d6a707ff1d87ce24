"""Published files open where people open them: types right, dates as dates, no formula, the same bytes each time."""

import csv
from datetime import date, datetime

import duckdb
import pandas as pd
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from cop_analytics import warehouse
from cop_analytics.errors import DisclosureFailed
from cop_analytics.publish import files
from tests.publish.worlds import lay, one, table

TWO = (
    {"community_id": "lighthouse", "name": "Leuchtturm – Häfen"},
    {"member_count": None, "launched_on": None, "domain": "=cmd|' /C calc'!A0"},
)


@pytest.fixture
def written(tmp_path):
    """Two communities, as files."""
    files.write("communities", table("communities", *TWO), tmp_path)
    return tmp_path


def test_parquet_keeps_the_types_of_the_contract(written):
    schema = pq.read_schema(written / "communities.parquet")

    assert [str(schema.field(name).type) for name in ("name", "launched_on", "member_count")] == [
        *("string", "date32[day]", "int64")
    ]


def test_three_tools_read_the_same_rows(written):
    file = written / "communities.parquet"
    asked = "select name, launched_on, member_count from read_parquet($file)"
    expected = [("Harbour", None, None), ("Leuchtturm – Häfen", date(2025, 1, 15), 23)]

    assert duckdb.execute(asked, {"file": str(file)}).fetchall() == expected
    assert pd.read_parquet(file)["name"].tolist() == [name for name, _, _ in expected]
    assert pq.read_table(file).column("launched_on").to_pylist() == [on for _, on, _ in expected]


def test_a_csv_is_utf_8_with_a_header_dates_as_dates_and_nothing_where_there_is_nothing(written):
    with (written / "communities.csv").open(encoding="utf-8", newline="") as file:
        harbour, lighthouse = csv.DictReader(file)

    assert (harbour["launched_on"], harbour["member_count"]) == ("", "")
    assert (lighthouse["name"], lighthouse["launched_on"]) == ("Leuchtturm – Häfen", "2025-01-15")
    assert str(pa_csv.read_csv(written / "communities.csv").schema.field("launched_on").type) == "date32[day]"


def test_times_are_told_as_a_spreadsheet_reads_them(tmp_path):
    files.write("releases", table("releases", {"release_id": "x", "data_cut": datetime(2026, 1, 6, 2, 30)}), tmp_path)

    assert (tmp_path / "releases.csv").read_text() == "release_id,data_cut\nx,2026-01-06 02:30:00\n"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\nx", "＝1", " '=1", '"@sum', "\u200b=1", "'\tx"]
)
def test_no_cell_is_a_formula(tmp_path, text):
    files.write("communities", table("communities", {"domain": text}), tmp_path)

    with (tmp_path / "communities.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["domain"] == f"'{text}"
    assert one(pq.read_table(tmp_path / "communities.parquet"))["domain"] == text


def test_files_are_written_by_what_can_reach_no_other(tmp_path):
    (tmp_path / "tables").mkdir()
    with warehouse.connect(":memory:") as con:
        files.confine(con, tmp_path / "tables")
        for asked in (
            "from read_text('/etc/passwd')",
            f"copy (select 1) to '{tmp_path}/elsewhere.csv'",
            f"copy (select 1) to '{tmp_path}/tables/../elsewhere.csv'",
            f"attach '{tmp_path}/other.duckdb' as other",
        ):
            with pytest.raises(duckdb.PermissionException):
                con.execute(asked)
        with pytest.raises(duckdb.InvalidInputException):
            con.execute("set enable_external_access = true")

    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_rows_stand_in_the_order_of_their_grain(tmp_path):
    for folder, rows in (("a", TWO), ("b", TWO[::-1])):
        (tmp_path / folder).mkdir()
        files.write("communities", table("communities", *rows), tmp_path / folder)

    for name in ("communities.csv", "communities.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_table_is_read_with_the_contracts_columns_and_types(con):
    con.execute("create schema publish")
    con.execute(
        "create table publish.releases as select 1::integer as data_cut_, null as data_cut, 7 as release_id, 9 as _why"
    )

    told = files.read(con, "releases")
    assert [(field.name, str(field.type)) for field in told.schema] == [
        ("release_id", "string"),
        ("data_cut", "timestamp[us]"),
        ("_why", "int32"),
    ]


def test_tables_stand_in_the_contracts_order_and_those_with_a_dash_below_stay_inside(con):
    lay(con, {"releases": table("releases"), "communities": table("communities"), "_chosen": table("releases")})

    assert files.names(con) == ["communities", "releases"]


def test_a_table_outside_the_contract_is_not_released(con):
    lay(con, {"shoe_sizes": table("releases")})

    with pytest.raises(DisclosureFailed, match="shoe_sizes: not in the contract"):
        files.names(con)
