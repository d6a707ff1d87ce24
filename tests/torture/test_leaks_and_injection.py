"""F67–F74: what is written never runs, what is planted is never found, and nothing is read that was not ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from cop_analytics import warehouse
from cop_analytics.publish import files
from tests.flows.worlds import ROOT
from tests.publish.worlds import table
from tests.torture import canaries, injections
from tests.torture.canaries import Careless, World, after, g21
from tests.torture.injections import fused, g22, is_harmless, rows_of

pytestmark = pytest.mark.slow

SEED = 1
COP = Path(sys.executable).with_name("cop")


@pytest.fixture(scope="module")
def night():
    return injections.through(SEED)[0]


@pytest.fixture(scope="module")
def chosen():
    return injections.through(SEED)[1]


def test_f67_no_cell_of_a_csv_is_a_formula_and_every_text_can_be_had_back(night, chosen, tmp_path):
    texts = sorted(injections.formulas())
    rows = [{"community_id": f"c{number:04}", "name": text, "domain": text} for number, text in enumerate(texts)]
    files.write("communities", table("communities", *rows), tmp_path)
    cells = [row["name"] for row in rows_of(tmp_path / "communities.csv")]

    assert injections.changed_or_run(night, chosen, "formula") == []
    assert [cell for cell in cells if not is_harmless(cell)] == []
    assert [fused(cell) for cell in cells] == texts
    assert pq.read_table(tmp_path / "communities.parquet").column("name").to_pylist() == texts


def test_f68_names_with_the_signs_of_other_languages_come_out_as_they_went_in(night, chosen):
    assert injections.changed_or_run(night, chosen, "name") == []
    assert injections.departments_lost(night, chosen) == []
    assert injections.tables_missing(night) == []


def test_f69_no_id_leads_out_of_a_release_and_no_two_share_a_file(night, chosen):
    assert injections.paths_let_through(night.folder, chosen) == []
    assert injections.strangely_named(night) == []


def test_f70_markup_in_names_is_text_on_pages_and_is_not_told_to_the_scheduler(night, chosen):
    assert injections.markup_let_through(night, chosen) == []
    assert injections.told_to_the_scheduler(night, chosen) == []


def test_g22_formulas_names_paths_and_markup_stay_texts():
    figure = g22([SEED], quick=True)

    assert figure.holds, figure.figure


def test_f71_no_secret_is_found_after_any_failure():
    left = after(SEED, True)

    assert left.strays == []
    assert [(where, what) for where, what in left.found if what in canaries.SECRETS] == []


def test_f72_no_value_of_a_person_is_found_after_any_failure():
    assert [(where, what) for where, what in after(SEED, True).found if what not in canaries.SECRETS] == []


def test_g21_secrets_and_persons_are_found_nowhere():
    figure = g21([SEED], quick=True)

    assert figure.holds, figure.figure


def cop(*words, env, cwd):
    done = subprocess.run(
        [COP, *words], env={"PATH": os.environ["PATH"]} | env, cwd=cwd, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def test_what_the_command_line_says_at_its_loudest_holds_no_secret_and_no_person(tmp_path):
    world = World.of(SEED)

    with Careless(canaries.answers(), script=lambda request: canaries.refused(world, request)) as platform:
        env = canaries.prepared(world, tmp_path, platform.url)
        said = [cop("doctor", env=env, cwd=tmp_path), cop("record", "pages", "--place", "1100", env=env, cwd=tmp_path)]
        platform.script = lambda request: canaries.redirects(world, request, path="/contents")
        said += [cop("record", "pages", "--place", "1100", env=env, cwd=tmp_path)]
        (tmp_path / "var/runs").mkdir(exist_ok=True)
        broken = {"run_id": "x", "logical_at": world.persons[0], "status": "released", "streams": {}}
        (tmp_path / "var/runs/x.json").write_text(json.dumps(broken))
        said += [cop("status", env=env, cwd=tmp_path)]

    assert [status for status, _ in said] == [3, 3, 5, 1]
    assert "A fault in cop-analytics itself: ValueError at " in said[3][1]
    assert 'File "' in said[3][1]
    told = "\n".join(words for _, words in said)
    assert [word for word in (*world.secrets.values(), *world.persons, world.held) if word in told] == []


def test_f73_no_pickle_is_loaded_and_none_is_left():
    left = after(SEED, True)

    assert (left.loaded, left.pickled) == ([], [])


REACHES = (
    "from read_text('/etc/passwd')",
    "from read_csv('/etc/passwd')",
    "from read_json('/etc/passwd')",
    "from read_parquet('/etc/passwd')",
    "from glob('/etc/*')",
    "from '/etc/passwd'",
    "copy (select 1) to '{folder}/../elsewhere.csv'",
    "copy (select 1) to '/dev/null'",
    "attach '{folder}/../other.duckdb' as other",
    "export database '{folder}/../all'",
    "load '{folder}/../evil.duckdb_extension'",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "set lock_configuration = false",
)


def test_f74_what_writes_a_release_reaches_nothing_else_and_an_analysts_own_reach_is_told(tmp_path):
    released = tmp_path / "tables"
    released.mkdir()
    with warehouse.connect(":memory:") as con:
        files.confine(con, released)
        for asked in REACHES:
            with pytest.raises(duckdb.Error):
                con.execute(asked.format(folder=released))
        con.execute(f"copy (select 1 as one) to '{released}/one.csv'")

    assert [path.name for path in tmp_path.rglob("*")] == ["tables", "one.csv"]
    assert "reads what the account that runs it may read" in (ROOT / "README.md").read_text(encoding="utf-8")
