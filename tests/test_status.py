"""What an operator is told of how things stand: good, attention or failed, why, and what to do."""

import io
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from cop_analytics import ledger, runs, standing, terminal
from cop_analytics.errors import CheckFailed, PlatformRefused
from cop_analytics.gates import judge
from cop_analytics.runs import StreamCounts
from cop_analytics.warehouse import CheckResult

TUESDAY = datetime(2026, 1, 6, 2, 30)
WEDNESDAY, THURSDAY = TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)
MORNING = timedelta(hours=6)
RELEASE = "2026-01-06-c0ff8ff0"
REFUSED = PlatformRefused("/people/@me: not_authorised (401)")
GATE = CheckResult("ties__never_to_oneself", "fail", "Nobody is tied to themselves.", 1, (("harbour", "2026-01-05"),))
HOLD = """
import os, sys
from datetime import datetime
from pathlib import Path
from cop_analytics import runs
home = Path(sys.argv[1])
with runs.lock(home) as held_by:
    run = runs.open_run(home, "nightly", datetime(2026, 1, 7, 2, 30))
    held_by(f"run {run.run_id}, process {os.getpid()}")
    print("held", flush=True)
    sys.stdin.read()
"""


def released(home, now=TUESDAY, **told):
    """A good run, and the release it left."""
    folder = home / "published" / RELEASE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").touch()
    if not (home / "published" / "current").exists():
        (home / "published" / "current").symlink_to(RELEASE)
    run = runs.open_run(home, "nightly", now)
    run.streams["contents"] = StreamCounts(received=3, inserted=2, unchanged=1, watermark="2026-01-06T02:29:00")
    run.release_id = RELEASE
    for name, value in told.items():
        getattr(run, name).__iadd__(value) if isinstance(value, list) else getattr(run, name).update(value)
    run.close("released", 0, None)
    return run


def failed(home, error, now=WEDNESDAY):
    runs.open_run(home, "nightly", now).close("failed", error.exit_status, str(error), cause=error.cause)


def verdict(home, now):
    told = standing.status(home, now)
    return told["state"], told["cause"], told["exit_status"], told["release_id"]


def text(home, now):
    """What `cop status` prints."""
    console = Console(file=io.StringIO(), width=120, highlight=False, soft_wrap=True)
    terminal.print_status(console, standing.status(home, now))
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_before_the_first_run_there_is_nothing_to_serve(tmp_path):
    assert verdict(tmp_path, TUESDAY) == ("failed", "no_run", 0, None)


def test_a_stream_that_comes_with_other_fields_is_told_by_another_word(tmp_path):
    """The words are the first twelve digits of the SHA-256 of ` contentID subject` and of ` contentID`, by sha256sum."""
    released(tmp_path, fields={"contents": {"": 3, "contentID": 3, "subject": 1, "tags": 0}})
    before = standing.status(tmp_path, TUESDAY)["streams"]["contents"]["fields"]
    released(tmp_path, WEDNESDAY, fields={"contents": {"": 3, "contentID": 3}})

    assert (before, standing.status(tmp_path, WEDNESDAY)["streams"]["contents"]["fields"]) == (
        "a21bf2fa4fa8",
        "2b1c04337e92",
    )


def test_a_run_that_went_well_is_good(tmp_path):
    released(tmp_path)

    assert verdict(tmp_path, TUESDAY + MORNING) == ("good", None, 0, RELEASE)


def test_nothing_good_within_26_hours_is_a_failure(tmp_path):
    released(tmp_path)

    assert verdict(tmp_path, TUESDAY + timedelta(hours=26)) == ("good", None, 0, RELEASE)
    assert verdict(tmp_path, TUESDAY + timedelta(hours=26, seconds=1)) == ("failed", "stale", 0, RELEASE)


def test_a_demo_does_not_grow_stale(tmp_path):
    released(tmp_path)
    (tmp_path / "demo.key").touch()

    assert verdict(tmp_path, TUESDAY + timedelta(days=300)) == ("good", None, 0, RELEASE)


def test_a_failed_night_is_told_by_its_cause_and_the_last_release_is_still_served(tmp_path):
    released(tmp_path)
    failed(tmp_path, REFUSED)
    failed(tmp_path, REFUSED, THURSDAY)

    told = standing.status(tmp_path, THURSDAY + MORNING)
    assert verdict(tmp_path, THURSDAY + MORNING) == ("failed", "PlatformRefused", 3, RELEASE)
    assert (told["what"], told["failures_in_a_row"]) == ("/people/@me: not_authorised (401)", 2)


def test_a_red_gate_is_named_and_how_to_let_it_pass(tmp_path):
    released(tmp_path)
    run = runs.open_run(tmp_path, "nightly", WEDNESDAY)
    with pytest.raises(CheckFailed) as raised:
        judge(run, [GATE])
    run.close("failed", 6, str(raised.value), cause=raised.value.cause)

    assert verdict(tmp_path, WEDNESDAY + MORNING) == ("failed", "ties__never_to_oneself", 6, RELEASE)
    assert "cop accept ties__never_to_oneself --because" in standing.status(tmp_path, WEDNESDAY)["next"]


@pytest.mark.parametrize(
    ("told", "cause"),
    [
        ({"warnings": ["communities.toml, row 3: no such place. Mend it."]}, "warned"),
        ({"quarantine": [{"stream": "people", "key_hash": "1", "reason": "bad_value", "pointer": "x"}]}, "quarantined"),
        ({"places": {"1100": "not_visible"}, "warnings": ["place 1100 is not visible"]}, "not_visible"),
    ],
)
def test_a_good_run_with_something_to_look_at_asks_for_attention(tmp_path, told, cause):
    released(tmp_path, **told)

    assert verdict(tmp_path, TUESDAY + MORNING) == ("attention", cause, 0, RELEASE)


def test_an_accepted_gate_asks_for_attention(tmp_path):
    run = released(tmp_path)
    runs.accept(tmp_path, GATE.check_name, "eli knows", TUESDAY)
    run = runs.open_run(tmp_path, "nightly", WEDNESDAY)
    judge(run, [GATE])
    run.close("released", 0, None)

    told = standing.status(tmp_path, WEDNESDAY + MORNING)
    assert (told["state"], told["reasons"]) == ("attention", ["ties__never_to_oneself"])
    assert told["accepted"] == {"ties__never_to_oneself": "eli knows"}


def test_stations_run_one_by_one_are_judged_together(tmp_path):
    released(tmp_path)
    pull = runs.open_run(tmp_path, "pull", WEDNESDAY)
    pull.places["1100"] = "not_visible"
    pull.close("done", 0, None)
    runs.open_run(tmp_path, "publish", WEDNESDAY + timedelta(hours=1)).close("no_change", 0, None)

    assert standing.status(tmp_path, WEDNESDAY + MORNING)["reasons"] == ["not_visible"]


def test_a_run_that_goes_on_is_told_from_one_that_was_killed(tmp_path):
    released(tmp_path)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as going:
        assert going.stdout.readline() == "held\n"
        told = standing.status(tmp_path, WEDNESDAY)
        assert (told["state"], told["running"]["process"]) == ("good", going.pid)
        assert f"a nightly run has been going since 2026-01-07 02:30, by process {going.pid}" in text(
            tmp_path, WEDNESDAY
        )
        going.kill()
        going.wait()

    assert verdict(tmp_path, WEDNESDAY) == ("failed", "killed", 1, RELEASE)
    assert "The nightly run of 2026-01-07 02:30 was killed." in text(tmp_path, WEDNESDAY)


def test_to_ask_takes_no_lock(tmp_path):
    released(tmp_path)

    with runs.lock(tmp_path):
        assert verdict(tmp_path, TUESDAY) == ("good", None, 0, RELEASE)


def test_a_release_that_is_gone_is_a_failure(tmp_path):
    released(tmp_path)
    (tmp_path / "published" / RELEASE / "datapackage.json").unlink()

    assert verdict(tmp_path, TUESDAY + MORNING) == ("failed", "release_missing", 0, None)


def test_a_damaged_ledger_or_report_is_told_and_the_release_still_seen(tmp_path):
    run = released(tmp_path)
    file = ledger.file_of(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"released", b"rexeased"))
    assert verdict(tmp_path, TUESDAY) == ("failed", "StorageFailed", 7, RELEASE)

    file.write_bytes(whole)
    (tmp_path / "runs" / f"{run.run_id}.json").write_text("{")
    assert verdict(tmp_path, TUESDAY) == ("failed", "StorageFailed", 7, RELEASE)


def test_people_read_first_what_happened_and_what_to_do(tmp_path):
    released(tmp_path)
    failed(tmp_path, REFUSED)

    first, *lines = text(tmp_path, WEDNESDAY + MORNING).splitlines()
    assert first == "FAILED: PlatformRefused (exit status 3)"
    assert lines[:3] == [
        "  what    /people/@me: not_authorised (401)",
        f"  serving release {RELEASE}, confirmed 30.0 h ago",
        "  next    Ask which of sign-in, permissions and places it is: cop doctor. Mend that, then: cop nightly",
    ]
    assert "contents         3         2        0          1  2026-01-06 02:29" in lines


def test_the_command_needs_nothing_but_run_reports(tmp_path):
    released(tmp_path)
    cop = Path(sys.executable).with_name("cop")
    env = {name: value for name, value in os.environ.items() if not name.startswith("COP_")}

    done = subprocess.run(
        [cop, "status", "--json"],
        env=env | {"COP_HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (done.returncode, json.loads(done.stdout)["cause"]) == (0, "stale")
    assert list(tmp_path.glob("*.duckdb")) == []
