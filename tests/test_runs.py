"""The ledger is the truth about runs, and one run at a time holds the warehouse."""

import errno
import json
import subprocess
import sys
from datetime import datetime

import pytest

from cop_analytics import ledger, runs
from cop_analytics.errors import LockHeld, StorageFailed

NOW = datetime(2026, 1, 6, 2, 30)
HOLD = """
import sys, time
from pathlib import Path
from cop_analytics import ledger, runs
with runs.lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_run_leaves_a_report_and_its_last_line(tmp_path):
    run = runs.open_run(tmp_path, "nightly", NOW)
    run.close("released", 0, None)

    (report,) = runs.reports(tmp_path)
    assert (report["run_id"], report["status"], report["logical_at"]) == (run.run_id, "released", "2026-01-06T02:30:00")
    assert [event["event"] for event in ledger.events(tmp_path)] == ["run_opened", "run_closed"]


def test_a_run_that_was_killed_is_marked_by_the_next(tmp_path):
    killed = runs.open_run(tmp_path, "nightly", NOW)
    runs.open_run(tmp_path, "nightly", NOW).close("released", 0, None)

    statuses = {report["run_id"]: report["status"] for report in runs.reports(tmp_path)}
    assert statuses[killed.run_id] == "crashed"


def test_a_line_torn_by_a_kill_is_left_out_and_written_past(tmp_path):
    run = runs.open_run(tmp_path, "nightly", NOW)
    with ledger.file_of(tmp_path).open("ab") as file:
        file.write(b'{"event":"page","run_')

    run.note("page", stream="people")

    assert [event["event"] for event in ledger.events(tmp_path)] == ["run_opened", "page"]


def test_a_second_run_is_told_who_holds_the_lock(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockHeld, match=f"process {holder.pid}"), runs.lock(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with runs.lock(tmp_path):
            pass


@pytest.mark.parametrize("call", ["open", "pwrite"])
def test_a_lock_that_cannot_be_written_is_a_fault_of_the_disk(tmp_path, monkeypatch, call):
    def refused(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(runs.os, call, refused)

    with pytest.raises(StorageFailed, match="lock: Input/output error"), runs.lock(tmp_path):
        pass


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    ledger.write_whole(tmp_path / "deep" / "file", b"first")
    ledger.write_whole(tmp_path / "deep" / "file", b"second")

    assert [(path.name, path.read_bytes()) for path in (tmp_path / "deep").iterdir()] == [("file", b"second")]


def test_a_report_speaks_of_counts_and_never_of_persons(tmp_path):
    run = runs.open_run(tmp_path, "nightly", NOW)
    run.streams["people"] = runs.StreamCounts(received=3, inserted=3)
    run.close("done", 0, None)

    text = json.dumps(runs.reports(tmp_path)[0])
    assert "m_" not in text
