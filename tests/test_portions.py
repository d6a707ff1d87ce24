"""Measured in portions by others, from a copy, the tables are those measured here: the oracle is measuring in place."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest

from cop_analytics import measure, portions
from cop_analytics.errors import SettingsError
from tests.bench.measuring import WEEK, World, laid

WORLD = World(communities=3, weeks=15, threads=4)
TABLES = ("measurements", "_unit_pairs", "_overlaps", "_rested_on", "catalogue")


def nights(spread):
    """What stands in `indicators` after each of two nights, a week apart."""
    with laid(WORLD) as con:
        for cut in (WORLD.end, WORLD.end + WEEK):
            measure.measure(con, data_cut=cut, tell=lambda done, total: None, spread=spread)
            yield {name: con.execute(f"from indicators.{name}").fetchall() for name in TABLES}


def test_in_portions_as_in_one_place_and_nobody_is_in_what_a_worker_is_told_or_says(tmp_path):
    heard = []

    def by_others(con, bank, catalogue, data_cut):
        """As workers do, the last portion first."""
        with portions.copied(con, tmp_path) as file:
            assert file.stat().st_mode & 0o777 == 0o600
            asked = portions.asked(file, sorted(bank.communities), catalogue, data_cut, count=2)
            assert [portion.communities for portion in asked] == [("c0", "c1"), ("c2",)]
            told = [each for portion in reversed(asked) for each in portions.measured(portion)]
            heard.extend([asked, told, [each.measured.to_pylist() for each in told]])
            yield from told

    assert list(nights(by_others)) == list(nights(measure.in_place))
    assert list(tmp_path.iterdir()) == []
    assert "'c0'" in str(heard)
    assert "'m0-" not in str(heard)


def test_a_worker_with_another_program_measures_nothing(tmp_path):
    [asked] = portions.asked(tmp_path / portions.FILE, ["c0"], [], WORLD.end, count=2)

    with pytest.raises(SettingsError, match="a worker has another version of the program"):
        portions.measured(replace(asked, program="another"))


@pytest.fixture
def several(monkeypatch, tmp_path):
    """Two processes, however little there is."""
    monkeypatch.setattr(portions, "MUCH", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return partial(portions.side_by_side, tmp_path)


def test_several_processes_say_what_one_says(several, tmp_path):
    assert list(nights(several)) == list(nights(measure.in_place))
    assert (list(tmp_path.iterdir()), active_children()) == ([], [])


def test_what_a_killed_process_leaves_is_measured_here(several):
    def with_a_death(con, bank, catalogue, data_cut):
        told = several(con, bank, catalogue, data_cut)
        yield next(told)
        for each in active_children():
            each.kill()
        yield from told

    assert list(nights(with_a_death)) == list(nights(measure.in_place))


def test_whoever_is_stopped_leaves_no_process_and_no_copy(several, tmp_path):
    def stopped(con, bank, catalogue, data_cut):
        yield next(several(con, bank, catalogue, data_cut))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(nights(stopped))

    assert (list(tmp_path.iterdir()), active_children()) == ([], [])


def test_a_process_ends_with_the_one_that_asked(tmp_path):
    """That one is killed as by the kernel, which runs no handler."""
    asks = (
        "from multiprocessing import get_context, active_children\n"
        "from concurrent.futures import ProcessPoolExecutor\nimport time\n"
        "from cop_analytics.portions import _as_one_of_several\n"
        "if __name__ == '__main__':\n"
        "    pool = ProcessPoolExecutor(1, get_context('spawn'), _as_one_of_several)\n"
        "    pool.submit(time.sleep, 0).result()\n"
        "    print(*(each.pid for each in active_children()), flush=True)\n"
        "    time.sleep(60)\n"
    )
    (tmp_path / "asks.py").write_text(asks)
    with subprocess.Popen([sys.executable, tmp_path / "asks.py"], stdout=subprocess.PIPE, text=True) as asking:
        [started] = map(int, asking.stdout.readline().split())
        os.kill(started, signal.SIGINT)
        assert Path(f"/proc/{started}").exists()
        asking.kill()
    for _ in range(100):
        if not Path(f"/proc/{started}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the process goes on")
