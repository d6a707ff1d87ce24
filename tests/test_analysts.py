"""The analysts' file is replaced at once, explains itself, and brings along what analysts need again and again."""

import json
import stat
import sys
import types
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from scipy import stats

from cop_analytics import analysts, shipped
from cop_analytics.errors import ModelError
from cop_analytics.windows import months, quarters
from tests.tables import given
from tests.torture import homes

EXAMPLES = sorted((shipped.folder("sql") / "examples").glob("*.sql"))
NOTEBOOK = shipped.folder("fixtures") / "notebooks" / "one_community.ipynb"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Three communities of the invented bank after a night."""
    folder = tmp_path_factory.mktemp("analysts")
    homes.night(folder, homes.NIGHTS[0])
    return folder / "var"


@pytest.fixture
def reader(home):
    with duckdb.connect(str(home / "analysts" / "cop.duckdb"), read_only=True) as con:
        yield con


def community(con, *ids: str) -> None:
    given(con, "facts.communities", "\n".join(["community_id", *ids]))


def communities_in(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("select community_id from facts.communities").fetchall()


def test_a_reader_of_the_old_snapshot_keeps_reading_it_while_the_next_one_sees_the_new(con, tmp_path):
    target = tmp_path / "analysts" / "cop.duckdb"
    community(con, "harbour", "fog")
    analysts.snapshot(con, target, ("facts",))
    old = tmp_path / "old.duckdb"
    old.hardlink_to(target)

    with duckdb.connect(str(old), read_only=True) as reader:
        community(con, "lighthouse")
        analysts.snapshot(con, target, ("facts",))
        assert communities_in(reader) == [("fog",), ("harbour",)]
    with duckdb.connect(str(target), read_only=True) as reader:
        assert communities_in(reader) == [("lighthouse",)]


def test_the_snapshot_is_read_only_alone_and_explains_itself(con, tmp_path):
    target = tmp_path / "cop.duckdb"
    community(con, "harbour")
    given(con, "facts._weeks", "week_start\n2026-01-05")
    given(con, "ops.runs", "run_id\none")

    copied = analysts.snapshot(con, target, ("facts", "value"))

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
        analysts.snapshot(con, tmp_path / "cop.duckdb", ("facts",))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("k", "n"), [(4, 5), (0, 7), (7, 7), (81, 263)])
def test_wilson_in_sql_is_wilsons_interval(reader, k, n):
    """The first is the vector (0.376, 0.964); scipy's interval is the judge of the others."""
    (found,) = reader.execute("select wilson($k, $n)", {"k": k, "n": n}).fetchone()
    interval = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")

    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_nothing_tried_has_no_interval_and_few_persons_no_count(reader):
    assert reader.execute("select wilson(0, 0), suppress(4, 5), suppress(5, 5)").fetchone() == (None, None, 5)


def test_window_of_in_sql_names_the_windows_of_the_house(reader):
    """Every third day of twelve years, among them 2020 and 2026 with 53 weeks."""
    first, last = datetime(2016, 1, 4), datetime(2028, 1, 3)
    spans = {"month_start": list(months(first, last)), "quarter_start": list(quarters(first, last))}
    days = [first + timedelta(days=day, hours=7) for day in range(0, (last - first).days, 3)]
    told = reader.execute(
        "select list_transform($days::timestamp[], lambda day: window_of(day))", {"days": days}
    ).fetchone()[0]

    for name, windows in spans.items():
        expected = [next(window.start for window in windows if day in window) for day in days]
        assert [each[name] for each in told] == expected


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_query_runs_and_finds_something(reader, file):
    assert reader.sql(file.read_text(encoding="utf-8")).fetchall() != []


def test_the_notebook_loads_a_community_and_redraws_an_indicator(home, monkeypatch):
    """Its cells run in order in one namespace; in place of IPython stands what keeps the picture."""
    shown = []
    display = types.ModuleType("IPython.display")
    display.SVG, display.display = str, shown.append
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.chdir(home.parent)
    space = {}
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)

    assert space["graph"].number_of_edges() == len(space["ties"]) > 0
    assert len(space["pairs"]) <= space["graph"].number_of_edges()
    assert shown[0].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
