"""Communities measured by Dask workers say the same bits as those measured here, in the warehouse and in the release."""

import json
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from cop_analytics import bank, portions
from cop_analytics.privacy.pseudonyms import PATTERN
from tests.flows.worlds import small_bank_environment
from tests.platform.server import JiveServer

pytest.importorskip("prefect_dask", reason="the extra [dask] is not installed: `make dask-check` runs these")
pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")
DASK = (sys.executable, "-m", "dask")
TABLES = ("measurements", "_unit_pairs", "_overlaps", "_rested_on", "catalogue")
NIGHTS = (bank.FIRST_NIGHT, bank.FIRST_NIGHT + timedelta(days=7))
PSEUDONYM = re.compile(PATTERN.pattern.encode())


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """The first night of three communities, pulled and not yet measured: the environment of a run on it."""
    folder = tmp_path_factory.mktemp("landed")
    with JiveServer.of_the_bank() as platform:
        env = small_bank_environment(folder, platform.url)
        cop(env, NIGHTS[0], "pull")
    return env


@pytest.fixture(scope="module")
def plain(landed, tmp_path_factory):
    return told(copied(landed, tmp_path_factory.mktemp("plain"), ""))


@contextmanager
def cop_running(env, night, *words):
    command = [COP, *words, "--now", f"{night:%Y-%m-%dT%H:%M}"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    yield process
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said


def cop(env, night, *words):
    with cop_running(env, night, *words):
        pass


def copied(landed, folder, where):
    """The environment of a run on a home of its own, whose communities are measured by `where`."""
    shutil.copytree(landed["COP_HOME"], folder / "var", symlinks=True)
    return landed | {"COP_HOME": str(folder / "var"), "COP_RUN__DASK": where}


def told(env, in_the_first_night=lambda home: None):
    """What stands in `indicators` after each of two nights, and what is released after the second."""
    home, nights = Path(env["COP_HOME"]), []
    for night in NIGHTS:
        with cop_running(env, night, "refresh"):
            if night == NIGHTS[0]:
                in_the_first_night(home)
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as con:
            nights.append({name: con.execute(f"from indicators.{name}").fetchall() for name in TABLES})
    cop(env, NIGHTS[-1], "publish")
    return nights, (home / "published/current/datapackage.json").read_bytes()


@contextmanager
def scheduler(folder):
    """The address of a scheduler on loopback, and its two workers, each a process."""
    file, quiet = folder / "scheduler.json", ("--no-dashboard", "--host", "127.0.0.1")
    started = [subprocess.Popen([*DASK, "scheduler", *quiet, "--port", "0", "--scheduler-file", file])]
    try:
        while not file.exists():
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        worker = [*DASK, "worker", address, *quiet, "--no-nanny", "--nthreads", "1", "--local-directory", folder]
        started += [subprocess.Popen(worker) for _ in range(2)]
        yield address, started[1:]
    finally:
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def reads(process, file):
    """Whether a process has a file open."""
    with suppress(FileNotFoundError):
        return file in [link.readlink() for link in Path(f"/proc/{process.pid}/fd").iterdir()]
    return False


def holds_a_person(file):
    return file.is_file() and PSEUDONYM.search(file.read_bytes()) is not None


def test_workers_of_this_machine_say_what_one_process_says(landed, plain, tmp_path):
    env = copied(landed, tmp_path, "local")

    assert told(env) == plain
    home = Path(env["COP_HOME"])
    assert [file.name for file in (home / "prefect").rglob("*") if holds_a_person(file)] == []
    assert holds_a_person(home / "warehouse.duckdb")
    assert not (home / portions.FILE).exists()


def test_workers_of_a_scheduler_say_it_too_though_one_is_killed_on_the_way(landed, plain, tmp_path):
    with scheduler(tmp_path) as (address, [one, other]):

        def kill_one(home):
            while not reads(one, home / portions.FILE):
                time.sleep(0.05)
            one.kill()

        assert told(copied(landed, tmp_path, address), kill_one) == plain
        assert (one.wait(), other.poll()) == (-9, None)


def test_where_nobody_listens_the_run_ends_and_says_what_to_do(landed, tmp_path):
    env = copied(landed, tmp_path, "tcp://127.0.0.1:9") | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
    done = subprocess.run([COP, "refresh", "--now", f"{NIGHTS[0]:%F}"], env=env, capture_output=True, text=True)

    assert done.returncode == 2
    assert "run.dask: the workers at tcp://127.0.0.1:9 do not answer, or died" in done.stderr
