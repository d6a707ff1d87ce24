"""The whole way, as a stranger walks it: `cop demo` from a wheel in an empty environment, then every file is opened."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import Package, system

from cop_analytics import bank, ledger
from tests.leaks import findings

pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of an environment that holds the wheel of this checkout, and lent dependencies alone."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    install = [python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", next((folder / "dist").glob("*.whl"))]
    subprocess.run(install, check=True, capture_output=True)
    # A path line in a .pth file does not follow further .pth files: the dependencies are lent, the checkout is not.
    Path(said_by(python, "import sysconfig; print(sysconfig.get_path('purelib'))"), "lent.pth").write_text(
        sysconfig.get_path("purelib") + "\n"
    )
    return python


def said_by(python, code):
    return subprocess.run([python, "-c", code], cwd="/", env=stranger(), capture_output=True, text=True).stdout.strip()


def stranger():
    """The environment without anything of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_", "PYTHON"))}


@pytest.fixture(scope="module")
def demo(python, tmp_path_factory):
    """The folder in which somebody typed `cop demo`."""
    folder = tmp_path_factory.mktemp("demo")
    cop = python.with_name("cop")
    done = subprocess.run([cop, "demo"], cwd=folder, env=stranger(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "said.txt").write_text(done.stdout)
    return folder


@pytest.fixture(scope="module")
def release(demo):
    return demo / "var/published/current"


def test_the_wheel_carries_its_sql_flows_and_fixtures_and_no_checkout_is_in_sight(python):
    assert str(python.parents[1]) in said_by(python, "import cop_analytics; print(cop_analytics.__file__)")


def test_it_says_what_it_found_and_which_files_to_open(demo):
    said = (demo / "said.txt").read_text()

    assert "24 communities" in said
    assert "var/published/current/site/index.html" in said
    assert "var/analysts/cop.duckdb" in said


def test_it_says_what_the_readme_says_it_says(demo):
    """But for the paths, and the end of a release's name, which any definition that changes changes."""
    said, readme = (file.read_text(encoding="utf-8") for file in (demo / "said.txt", ROOT / "README.md"))
    said, readme = (re.sub("(Released .{10}-)[0-9a-f]{8}", r"\1…", text) for text in (said, readme))
    block = readme[readme.index("Pulled ") : readme.index("$ make test")].splitlines()

    assert [line for line in block if not line.startswith("  ") and line not in said.splitlines()] == []


def test_nothing_of_a_person_reaches_the_disk(demo):
    assert findings(demo / "var", bank.secrets(bank.Bank())) == []


def test_the_release_is_a_valid_data_package(release):
    with system.use_context(trusted=True):
        report = Package(str(release / "datapackage.json")).validate()

    assert report.flatten(["title", "message"]) == []


def test_every_table_opens_in_duckdb_pandas_and_pyarrow_with_the_same_rows(release):
    for parquet in sorted((release / "tables").glob("*.parquet")):
        with duckdb.connect() as con:
            count = con.execute("select count(*) from read_parquet($file)", {"file": str(parquet)}).fetchall()[0][0]
        assert (parquet.name, len(pd.read_parquet(parquet))) == (parquet.name, count)
        assert pq.read_metadata(parquet).num_rows == count
        assert len(pd.read_csv(parquet.with_suffix(".csv"))) == count


def test_the_descriptor_tells_the_rows_of_each_table(release):
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))

    for resource in package["resources"]:
        file = release / resource["path"]
        if file.suffix == ".csv":
            rows = pq.read_metadata(file.with_suffix(".parquet")).num_rows
            assert (resource["name"], resource["rows"]) == (resource["name"], rows)


def test_the_analysts_file_is_read_only_and_speaks(demo):
    file = demo / "var/analysts/cop.duckdb"

    assert file.stat().st_mode & 0o777 == 0o440
    with duckdb.connect(str(file), read_only=True) as con:
        silent = con.execute(
            "select schema_name, table_name from duckdb_tables() where comment is null and not internal"
        ).fetchall()
        columns = con.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where comment is null and not internal"
        ).fetchall()
    assert (silent, columns) == ([], [])


def test_analysts_have_mentoring_by_groups_alone(demo):
    with duckdb.connect(str(demo / "var/analysts/cop.duckdb"), read_only=True) as con:
        told = con.execute(
            "select distinct table_name from duckdb_columns() where schema_name = 'mentoring'"
        ).fetchall()
        ids = con.execute(
            "select distinct column_name from duckdb_columns() where schema_name = 'mentoring' and column_name like '%_id'"
        ).fetchall()

    assert (sorted(told), ids) == ([("cadence",), ("capability",), ("programmes",)], [("programme_id",)])


def test_no_published_file_names_a_member(release):
    for parquet in sorted((release / "tables").glob("*.parquet")):
        assert [name for name in pq.read_schema(parquet).names if "member_id" in name] == []


def test_each_community_has_a_page_and_two_have_their_conversation(release):
    pages = [page.relative_to(release / "site").as_posix() for page in sorted((release / "site").rglob("*.html"))]

    assert len([page for page in pages if page.startswith("communities/")]) >= 23
    assert len([page for page in pages if page.startswith("checks/")]) >= 2


def test_whoever_is_looked_up_for_an_evaluation_is_on_record_as_a_number(demo):
    joined = [each for each in ledger.events(demo / "var") if each["event"] == "evaluation join"]

    assert [(each["programme"], each["people"] >= 90) for each in joined] == [("digital-2025", True)]


def test_status_reads_the_runs(demo):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))}
    done = subprocess.run([COP, "status", "--json"], cwd=demo, env=kept, capture_output=True, text=True, timeout=30)
    told = json.loads(done.stdout)

    assert done.returncode == 0
    assert [run["status"] for run in told["runs"]] == ["released"]
