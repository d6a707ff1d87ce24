"""`cop` and what people get wrong: one clear message per fault, all at once, the right exit status, nothing half-written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cop_analytics import bank
from tests.flows.worlds import small_bank_environment
from tests.leaks import findings
from tests.platform.server import JiveServer, Scripted, the_bank

COP = Path(sys.executable).with_name("cop")


def cop(*words, env, cwd):
    done = subprocess.run([COP, *words], env=env, cwd=cwd, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def platform():
    with JiveServer.of_the_bank() as server:
        yield server


@pytest.fixture
def env(tmp_path, platform):
    platform.script = None
    return small_bank_environment(tmp_path, platform.url)


def nothing_is_published(folder):
    return not (folder / "var/published").exists() and not (folder / "var/analysts").exists()


def test_no_settings_and_no_secrets_are_told_at_once(tmp_path):
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    done = cop("nightly", env=bare, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr == "cop.toml: there is no such file. `cop init` writes one; --config names another.\n"


def test_an_unknown_option_is_a_usage_fault(tmp_path, env):
    assert cop("nightly", "--fast", env=env, cwd=tmp_path).returncode == 2


def test_a_wrong_password_is_refused_and_nothing_is_written(tmp_path, env):
    done = cop("nightly", env=env | {"COP_PLATFORM__PASSWORD": "wrong"}, cwd=tmp_path)

    assert (done.returncode, nothing_is_published(tmp_path)) == (3, True)
    assert "does not accept the credentials (401)" in done.stderr


def test_an_address_that_is_no_jive_is_told_of(tmp_path, env, platform):
    platform.script = lambda request: Scripted(body=b"<html>hello</html>", headers={"Content-Type": "text/html"})

    done = cop("nightly", env=env, cwd=tmp_path)

    assert done.returncode == 3
    assert "often a login or maintenance page. Check platform.url" in done.stderr


def test_a_foreign_next_link_is_a_security_stop(tmp_path, env, platform):
    body = b'{"list":[{"id":"2001","type":"person"}],"links":{"next":"https://evil.example/x?startIndex=100"}}'
    platform.script = lambda request: Scripted(body=body) if "/people/@all" in request.path else None

    done = cop("nightly", env=env, cwd=tmp_path)

    assert (done.returncode, nothing_is_published(tmp_path)) == (5, True)
    assert "foreign address, https://evil.example" in done.stderr


def test_people_nobody_can_read_stop_the_night(tmp_path, env, platform):
    body = b'{"list":[{"type":"person"},{"id":"2001","type":"person"}],"itemsPerPage":100,"startIndex":0}'
    platform.script = lambda request: Scripted(body=body) if "/people/@all" in request.path else None

    done = cop("nightly", env=env, cwd=tmp_path)

    assert (done.returncode, nothing_is_published(tmp_path)) == (6, True)
    assert "At most 1 % of the people received cannot be read." in done.stderr
    assert "('missing_field', 'people#0')" in done.stderr


def test_a_malformed_registry_stops_before_anything_is_asked(tmp_path, env, platform):
    (tmp_path / "inputs/communities.toml").write_text('[[community]]\nid = "x"\n')
    before = len(platform.requests)

    done = cop("nightly", env=env, cwd=tmp_path)

    assert (done.returncode, len(platform.requests)) == (2, before)
    assert done.stderr.splitlines() == [
        'communities.toml, row 1, name: it is missing. Write name = "…".',
        'communities.toml, row 1, places: it names no place. Write the placeIDs as text: places = ["1100"].',
    ]


def test_the_doctor_tells_of_everything_at_once(tmp_path, env):
    registry = tmp_path / "inputs/communities.toml"
    registry.write_text(registry.read_text().replace('places = ["1100"]', 'places = ["987654"]'))

    done = cop("doctor", env=env, cwd=tmp_path)

    assert done.returncode == 3
    verdicts = {line.split(":")[0].split(maxsplit=1)[1]: line.split()[0] for line in done.stdout.splitlines()}
    assert verdicts == {
        "settings": "ok",
        "disk": "ok",
        "lock": "ok",
        "store": "ok",
        "inputs": "ok",
        "platform": "ok",
        "credentials": "ok",
        "clock": "warn",
        "place 987654": "fail",
        "places": "ok",
    }


def test_the_doctor_tells_of_a_damaged_vault(tmp_path, env):
    vault = Path(env["COP_HOME"]) / "vault.duckdb"
    cop("doctor", env=env, cwd=tmp_path)
    vault.write_bytes(vault.read_bytes()[:5000])

    done = cop("doctor", env=env, cwd=tmp_path)

    assert done.returncode == 7
    assert [line.split(":")[0] for line in done.stdout.splitlines() if line[0] != " "] == [
        "ok    settings",
        "ok    disk",
        "ok    lock",
        "fail  store",
        "ok    inputs",
    ]


def test_a_host_that_is_not_there_is_told_of(tmp_path, env):
    config = Path(env["COP_CONFIG"])
    config.write_text(config.read_text().replace("http://127.0.0.1", "https://127.0.0.1"))

    done = cop("doctor", env=env, cwd=tmp_path)

    assert done.returncode in (3, 5)


def test_init_writes_what_works_and_overwrites_nothing(tmp_path, env):
    first = cop("init", "bank", env=env, cwd=tmp_path)
    again = cop("init", "bank", env=env, cwd=tmp_path)

    assert (first.returncode, again.returncode) == (0, 2)
    assert "it is there already" in again.stderr


def test_record_writes_scrubbed_pages(tmp_path, env):
    done = cop("record", "pages", "--place", "1100", env=env, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    kinds = {file.parent.name for file in (tmp_path / "pages").rglob("*.json")}
    assert {"people", "places", "members", "contents", "messages"} <= kinds
    assert findings(tmp_path / "pages", bank.secrets(the_bank())) == []


@pytest.mark.parametrize("command", [[], ["nightly"], ["status"], ["doctor"], ["record"], ["explain"], ["init"]])
def test_help_has_an_example(tmp_path, env, command):
    done = cop(*command, "--help", env=env | {"TERM": "dumb"}, cwd=tmp_path)

    assert done.returncode == 0
    assert "Example" in done.stdout or "Try it" in done.stdout


def test_an_indicator_is_explained_and_an_unknown_one_is_not(tmp_path, env):
    assert cop("explain", "v-1", env=env, cwd=tmp_path).stdout.startswith("V-1 · Time to first reply on Jive")
    assert cop("explain", "betweenness", env=env, cwd=tmp_path).stdout.startswith("X5 · Path length, closeness, betw")
    assert cop("explain", "V-99", env=env, cwd=tmp_path).returncode == 2


def test_no_run_yet_is_said_so(tmp_path, env):
    assert "No run yet" in cop("status", env=env, cwd=tmp_path).stdout
