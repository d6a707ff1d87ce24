"""What an operator meets when a night goes wrong, on the real command line against a real socket."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cop_analytics import bank
from tests.flows.worlds import small_bank_environment
from tests.platform.server import JiveServer, Scripted

pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")
GATE = "people__do_not_vanish_at_once"
NIGHTS = [bank.FIRST_NIGHT + timedelta(days=day) for day in range(4)]
EMPTY = b'{"list":[],"itemsPerPage":100,"startIndex":0}'


def cop(env, *words):
    done = subprocess.run([COP, *words], env=env, capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def night(env, number):
    return cop(env, "nightly", "--now", f"{NIGHTS[number]:%Y-%m-%dT%H:%M}")


def nobody_left(request):
    return Scripted(body=EMPTY) if request.path.endswith("/people/@all") else None


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A good night; one on which the platform shows no people; the same, accepted; what each left behind."""
    folder = tmp_path_factory.mktemp("operator")
    told = {}
    with JiveServer.of_the_bank() as platform:
        env = small_bank_environment(folder, platform.url)
        told["good"] = night(env, 0)
        told["release"] = (folder / "var/published/current").resolve().name
        platform.script = nobody_left
        told["red"] = night(env, 1)
        told["status"] = json.loads(cop(env, "status", "--json").stdout)
        told["stands"] = (folder / "var/published/current").resolve().name
        told["wrong name"] = cop(env, "accept", "ties__never_to_oneself", "--because", "it is so")
        told["accepted"] = cop(env, "accept", GATE, "--because", "eli switched the directory")
        told["after"] = night(env, 1)
        told["env"] = env
    return told


def test_a_red_gate_leaves_the_last_release_standing_and_says_which_claim_failed(story):
    assert (story["good"].returncode, story["red"].returncode) == (0, 6)
    assert story["stands"] == story["release"]
    assert "The people the platform shows do not vanish in numbers" in story["red"].stderr
    assert f"cop accept {GATE} --because" in story["red"].stderr


def test_status_names_the_gate(story):
    assert [check["check_name"] for check in story["status"]["checks"]] == [GATE]
    assert story["status"]["release_id"] == story["release"]


def test_only_the_gate_that_stopped_the_night_can_be_accepted(story):
    assert (story["wrong name"].returncode, story["accepted"].returncode) == (2, 0)
    assert f"What did: {GATE}." in story["wrong name"].stderr


def test_an_accepted_gate_lets_the_next_night_through_with_its_reason(story):
    assert story["after"].returncode == 0, story["after"].stderr
    assert "accepted once, because: eli switched the directory" in story["after"].stdout


def test_a_home_that_holds_is_verified_and_a_damaged_one_is_made_anew(story):
    env, home = story["env"], Path(story["env"]["COP_HOME"])
    before = {path.name: path.read_bytes() for path in (home / "published/current/tables").iterdir()}
    holds = cop(env, "verify")
    (home / "warehouse.duckdb").unlink()
    shutil.rmtree((home / "published/current").resolve())
    damaged = cop(env, "verify")
    rebuilt = cop(env, "rebuild")

    assert (holds.returncode, damaged.returncode, rebuilt.returncode, cop(env, "verify").returncode) == (0, 7, 0, 0)
    assert "warehouse.duckdb is missing. `cop rebuild` makes it anew." in damaged.stdout
    assert "came out byte for byte as it was." in rebuilt.stdout
    assert {path.name: path.read_bytes() for path in (home / "published/current/tables").iterdir()} == before
