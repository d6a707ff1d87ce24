"""F44–F52, F56–F58, F60–F63: processes that die, disks that refuse, two that want the same, readers that stay."""

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from cop_analytics import ledger, runs, stations
from cop_analytics.errors import LockHeld, StorageFailed
from cop_analytics.pages import charts
from flows import in_process
from tests.flows.worlds import small_bank_environment
from tests.platform.server import JiveServer
from tests.torture import homes
from tests.torture.crash_points import g2, g3
from tests.torture.forks import forked
from tests.torture.processes import begin, g1, g17, g20, g27, outcome_of, undisturbed
from tests.torture.readers import g16

pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")
FIRST, SECOND = homes.NIGHTS


@pytest.fixture
def folder(tmp_path):
    return begin(tmp_path / "home", undisturbed().vault)


def statuses(home):
    return [report["status"] for report in reversed(runs.reports(home))]


def test_f44_a_kill_at_any_time_changes_nothing_in_the_end():
    assert g1([1], quick=True).holds


def test_f45_a_kill_at_any_durable_call_changes_nothing_in_the_end():
    assert g2([2], quick=True).holds


def test_f46_a_disk_that_refuses_is_told_and_the_old_release_stands():
    assert g3([3], quick=True).holds


@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM, signal.SIGTERM]], ids=str)
def test_f47_a_run_that_is_told_to_stop_stops_soon_and_says_so(tmp_path, signals):
    """The real command line against a slow platform; the next run converges, and nothing holds the lock meanwhile."""
    with JiveServer.of_the_bank(latency=0.05) as platform:
        env = small_bank_environment(tmp_path, platform.url)
        home = Path(env["COP_HOME"])
        with subprocess.Popen(
            [COP, "nightly"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as run:
            until(lambda: list(home.glob("landing/*/*/*.gz")), 120)
            for each in signals:
                run.send_signal(each)
                time.sleep(0.3)
            said, _ = run.communicate(timeout=30)

    assert run.returncode != 0 and "Traceback" not in said
    with runs.lock(home):
        assert statuses(home) in (["interrupted"], ["failed"], [])


def listening():
    """A shell that starts its tests in the background makes them deaf to SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(ready, seconds):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_f48_a_run_that_gets_too_little_memory_changes_nothing_in_the_end(folder):
    """The address space ends where the night stands when it has begun: what fails, fails somewhere inside."""
    import resource

    def starved():
        resource.setrlimit(resource.RLIMIT_AS, (600 << 20, resource.RLIM_INFINITY))
        homes.night(folder, FIRST)

    ended = os.waitstatus_to_exitcode(os.waitpid(forked(starved), 0)[1])
    homes.night(folder, FIRST)

    assert ended != 0
    assert outcome_of(folder) == undisturbed().nights[0]


def test_f49_of_two_that_start_at_once_one_works():
    assert g17([4], quick=True).holds


def test_f50_a_lock_dies_with_its_holder_and_one_that_was_deleted_holds_nobody_off(tmp_path):
    with runs.lock(tmp_path) as held_by:
        held_by("run one, process 1")
        sleeper = "import time; print('here', flush=True); time.sleep(30)"
        child = subprocess.Popen([sys.executable, "-c", sleeper], close_fds=False, stdout=subprocess.PIPE)
        assert child.stdout.readline() == b"here\n"
        with pytest.raises(LockHeld, match="run one, process 1"), runs.lock(tmp_path):
            pass
    try:
        with runs.lock(tmp_path):
            (tmp_path / "lock").unlink()
            with runs.lock(tmp_path):
                pass
    finally:
        child.kill()
        child.communicate()


def test_f50_the_lock_is_not_handed_on_to_children(tmp_path):
    with runs.lock(tmp_path):
        flags = [
            fcntl.fcntl(int(number), fcntl.F_GETFD)
            for number in os.listdir("/proc/self/fd")
            if os.path.exists(f"/proc/self/fd/{number}") and os.readlink(f"/proc/self/fd/{number}").endswith("/lock")
        ]

    assert [flag & fcntl.FD_CLOEXEC for flag in flags] == [fcntl.FD_CLOEXEC]


def test_f51_readers_are_never_blocked_and_see_no_half():
    assert g16([5], quick=True).holds


def test_f51_who_holds_the_old_file_open_keeps_reading_it(folder):
    homes.night(folder, FIRST)
    file = folder / "var/analysts/cop.duckdb"
    with duckdb.connect(str(file), read_only=True) as old:
        before = old.execute("select count(*) from facts.contributions").fetchall()
        homes.night(folder, SECOND)
        assert old.execute("select count(*) from facts.contributions").fetchall() == before


def test_f52_nobody_but_the_pipeline_writes_the_analysts_file(folder):
    homes.night(folder, FIRST)
    file = folder / "var/analysts/cop.duckdb"

    assert stat.S_IMODE(file.stat().st_mode) == 0o440
    if os.getuid() == 0:
        assert os.waitstatus_to_exitcode(os.waitpid(forked(lambda: as_nobody(file)), 0)[1]) != 0


def as_nobody(file):
    """Try to write the file as somebody who may do nothing."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    duckdb.connect(str(file)).execute("create table t as select 1")


def test_f56_a_release_half_written_is_never_seen_and_goes_at_the_next_start(folder):
    homes.night(folder, FIRST)
    half = folder / "var/published/.stage-half"
    half.mkdir()
    (half / "datapackage.json").write_text("{")
    killed_run(folder)
    homes.night(folder, SECOND)

    assert not half.exists()
    assert outcome_of(folder) == undisturbed().nights[1]


def killed_run(folder):
    """A run that began and was killed at once."""
    before = len(list(ledger.events(folder / "var")))

    def act():
        with stations.night(homes.settings_of(folder), "nightly", SECOND - timedelta(hours=1)):
            time.sleep(60)

    child = forked(act)
    until(lambda: len(list(ledger.events(folder / "var"))) > before, 30)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_f57_leftovers_of_a_killed_run_are_removed_at_the_next_start(folder):
    homes.night(folder, FIRST)
    left = [
        folder / "var" / name
        for name in (
            "runs/.x.json.tmp",
            "landing/people/x/.1.json.gz.tmp",
            "analysts/.cop.duckdb.new",
            ".portions.duckdb",
        )
    ]
    for file in left:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("ada")
    (folder / "var/warehouse.duckdb.tmp").mkdir()
    run = runs.open_run(folder / "var", "nightly", SECOND)
    assert run.kind == "nightly"
    homes.night(folder, SECOND)

    assert [file for file in left if file.exists()] == []
    assert not (folder / "var/warehouse.duckdb.tmp").exists()


@pytest.mark.parametrize("what", ["a file where the home should be", "a folder where the ledger should be"])
def test_f58_a_home_that_cannot_be_written_is_told_before_anything_is_asked(tmp_path, what):
    with JiveServer.of_the_bank() as platform:
        env = small_bank_environment(tmp_path, platform.url)
        home = Path(env["COP_HOME"])
        if what.startswith("a file"):
            home.write_text("in the way")
        else:
            (home / "runs/ledger.jsonl").mkdir(parents=True)
        done = subprocess.run([COP, "nightly"], env=env, capture_output=True, text=True, timeout=120)

    assert done.returncode in (2, 7), done.stderr
    assert ("Traceback" in done.stderr, platform.requests) == (False, [])


def test_f60_a_second_run_over_an_unchanged_source_changes_nothing(folder):
    homes.night(folder, FIRST)
    before = outcome_of(folder)
    homes.night(folder, FIRST)

    assert outcome_of(folder) == before
    assert statuses(folder / "var") == ["released", "no_change"]
    counts = runs.reports(folder / "var")[0]["streams"].values()
    assert {each["inserted"] + each["updated"] for each in counts} == {0}


def test_f61_threads_hash_seeds_languages_and_masks_change_no_byte():
    assert g20([6], quick=True).holds


def test_a_forked_process_does_not_wait_for_the_threads_of_the_one_before_it():
    """V8 draws in a thread of its own, which no fork has: without care the second picture is waited for for ever."""
    charts.interval_line([("2026-Q1", 1.0, None, None)], "days", "drawn before")
    child = forked(lambda: charts.interval_line([("2026-Q1", 2.0, None, None)], "days", "drawn after"))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_f62_a_killed_run_is_seen_by_the_next_start_whatever_a_scheduler_believes(folder):
    homes.night(folder, FIRST)
    killed_run(folder)
    homes.night(folder, SECOND)

    assert sorted(statuses(folder / "var")) == ["crashed", "released", "released"]


def test_f62_the_server_of_a_killed_run_is_ended_by_the_next_start_and_no_other(tmp_path):
    env = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_HOME": str(tmp_path)}
    with subprocess.Popen(["sleep", "60"], env={**os.environ, **env}) as ours:
        left = "sleep 60 >&- 2>&- & echo $!"
        orphan = Path(
            "/proc", subprocess.check_output(["sh", "-c", left], env={**os.environ, **env}, text=True).strip()
        )
        in_process.end_orphans(tmp_path / "another")
        assert orphan.exists()
        in_process.end_orphans(tmp_path)
        until(lambda: not orphan.exists() or ") Z " in (orphan / "stat").read_text(), 10)
        assert ours.poll() is None
        ours.kill()


def test_f63_two_starts_for_one_night_make_one_release(folder):
    homes.night(folder, FIRST)
    both = [forked(lambda: homes.night(folder, SECOND)) for _ in range(2)]
    ended = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in both)
    homes.night(folder, SECOND)

    assert ended in ([0, 0], [0, 1])
    releases = [event["release_id"] for event in ledger.events(folder / "var") if event["event"] == "released"]
    assert (len(releases), outcome_of(folder)) == (2, undisturbed().nights[1])


def test_g27_nights_half_of_them_disturbed_end_as_calm_ones():
    assert g27([7], quick=True).holds


def test_a_status_is_told_after_a_kill(folder):
    homes.night(folder, FIRST)
    killed_run(folder)
    done = subprocess.run(
        [COP, "status", "--json"],
        env={**os.environ, "COP_HOME": str(folder / "var")},
        cwd=folder.parent,
        capture_output=True,
    )

    assert json.loads(done.stdout)["release_id"] is not None
    with pytest.raises(StorageFailed):
        (folder / "var/runs/ledger.jsonl").write_bytes(b"nonsense\n")
        runs.open_run(folder / "var", "nightly", SECOND)
