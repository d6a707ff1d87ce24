"""Nights over a real socket: what changed is found, what did not costs little, and both end in the same tables."""

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from cop_analytics import bank
from tests.flows.worlds import small_bank_environment
from tests.platform.server import JiveServer

pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")
QUIET = timedelta(minutes=10)


def night(env: dict[str, str], now: datetime, *words: str) -> subprocess.CompletedProcess:
    command = [COP, "nightly", "--now", f"{now:%Y-%m-%dT%H:%M}", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)


DATED = {
    "facts.members": "* exclude (first_seen_on)",
    "facts.member_attributes": "* exclude (valid_from)",
    "facts.memberships": "* exclude (valid_from)",
    "facts.reactions": "* exclude (first_seen_on)",
    "indicators.measurements": "* exclude (data_cut)",
}
ENDED = ("facts.member_attributes", "facts.memberships")


def fact_tables(home: Path) -> dict[str, list[tuple]]:
    """Rows of every table an analyst sees, but for those that speak of runs and for when we first looked."""
    with duckdb.connect(str(home / "analysts/cop.duckdb"), read_only=True) as con:
        names = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where not internal and schema_name <> 'ops' order by all"
        ).fetchall()
        return {
            name: con.execute(
                f"select {DATED.get(name, '*')} from {name} {'where valid_to is null' if name in ENDED else ''} order by all"
            ).fetchall()
            for (name,) in names
        }


def version_counts(home: Path) -> list[tuple]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
        tables = con.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' and table_name <> 'pages' "
            "and table_name <> 'lists' order by all"
        ).fetchall()
        return [(name, *con.execute(f"select count(*) from raw.{name}").fetchall()[0]) for (name,) in tables]


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Two nights in one home, with a quiet one after the first; and one full pull of the second night in another."""
    folder = tmp_path_factory.mktemp("nights")
    requests, versions = {}, {}
    with JiveServer.of_the_bank() as platform:
        env = small_bank_environment(folder / "twice", platform.url)
        home = Path(env["COP_HOME"])
        for name, now in (
            ("first", bank.FIRST_NIGHT),
            ("quiet", bank.FIRST_NIGHT + QUIET),
            ("second", bank.SECOND_NIGHT),
        ):
            platform.now = now
            before = len(platform.requests)
            done = night(env, now)
            assert done.returncode == 0, done.stdout + done.stderr
            requests[name], versions[name] = len(platform.requests) - before, version_counts(home)
        once = small_bank_environment(folder / "once", platform.url)
        Path(once["COP_HOME"]).mkdir(parents=True)
        shutil.copy(home / "vault.duckdb", once["COP_HOME"])
        done = night(once, bank.SECOND_NIGHT, "--full")
        assert done.returncode == 0, done.stdout + done.stderr
        swept = night(env, bank.SECOND_NIGHT + QUIET, "--full")
        assert swept.returncode == 0, swept.stdout + swept.stderr
        stations = []
        for station in ("pull", "refresh", "publish"):
            command = [COP, station, "--now", f"{bank.SECOND_NIGHT + 2 * QUIET:%Y-%m-%dT%H:%M}"]
            stations.append(subprocess.run(command, env=env, capture_output=True, text=True, timeout=200))
        methods = {request.split()[0] for request in platform.requests}
    return requests, versions, home, Path(once["COP_HOME"]), methods, stations


def test_a_night_on_which_nothing_changed_writes_no_new_versions(nights):
    versions = nights[1]

    assert versions["quiet"] == versions["first"]


def test_a_night_on_which_nothing_changed_asks_less_than_a_third(nights):
    requests = nights[0]

    assert requests["quiet"] < requests["first"] / 3


def test_nothing_but_get_is_ever_sent(nights):
    assert nights[4] == {"GET"}


def test_two_nights_and_a_sweep_end_where_one_full_pull_ends(nights):
    _, _, twice, once, *_ = nights
    two, one = fact_tables(twice), fact_tables(once)

    assert two.keys() == one.keys()
    assert [name for name in two if two[name] != one[name]] == []


def test_each_station_runs_by_itself_and_finds_nothing_new(nights):
    pull, refresh, publish = nights[5]

    assert [done.returncode for done in nights[5]] == [0, 0, 0]
    assert "Pulled " in pull.stdout
    assert "Measured 3 communities" in refresh.stdout
    assert "Nothing new since 2026-01-0" in publish.stdout
