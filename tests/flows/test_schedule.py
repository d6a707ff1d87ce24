"""The schedule, for real: a Prefect server and a process worker on loopback deploy and run the nightly flow."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.flows.worlds import ROOT, small_bank_environment
from tests.platform.server import JiveServer

pytestmark = pytest.mark.slow

PREFECT = Path(sys.executable).with_name("prefect")
SECONDS_TO_START = 90
SECONDS_TO_RUN = 240


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def running(*command: str, env: dict[str, str], cwd: Path, log: Path):
    """A process that is gone afterwards, with all its children."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def until(seconds: float, what: str, ready):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ready():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{what}: not within {seconds} s")


def is_healthy(api: str) -> bool:
    try:
        return requests.get(f"{api}/health", timeout=2).ok
    except requests.ConnectionError:
        return False


def prefect(*words: str, env: dict[str, str], cwd: Path) -> str:
    done = subprocess.run([PREFECT, *words], env=env, cwd=cwd, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ended(api: str, flow_run_id: str):
    state = requests.get(f"{api}/flow_runs/{flow_run_id}", timeout=10).json()["state"]
    return state if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None


def is_running(api: str, flow_run_id: str) -> bool:
    return requests.get(f"{api}/flow_runs/{flow_run_id}", timeout=10).json()["state"]["type"] == "RUNNING"


def start(api: str, deployment: str, parameters: dict[str, object]) -> str:
    """The id of a new run. A busy server answers 503 while its database is locked: it is asked again."""
    found = requests.get(f"{api}/deployments/name/{deployment}", timeout=10).json()

    def accepted():
        address = f"{api}/deployments/{found['id']}/create_flow_run"
        answer = requests.post(address, json={"parameters": parameters}, timeout=30)
        return answer.json() if answer.ok else None

    return until(60, "a run to be accepted", accepted)["id"]


def test_a_scheduled_night_completes_and_shows_its_counts(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    for name in ("flows", "prefect.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / name)
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"

    with JiveServer.of_the_bank() as platform:
        env = small_bank_environment(tmp_path, platform.url) | {
            "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_API_URL": api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        server = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
        with running(str(PREFECT), *server, env=env, cwd=project, log=tmp_path / "server.log"):
            until(SECONDS_TO_START, "the Prefect server", lambda: is_healthy(api))
            prefect("work-pool", "create", "cop-process", "--type", "process", env=env, cwd=project)
            prefect("--no-prompt", "deploy", "--all", env=env, cwd=project)
            worker = ("worker", "start", "--pool", "cop-process", "--name", "one")
            with running(str(PREFECT), *worker, env=env, cwd=project, log=tmp_path / "worker.log"):
                night = start(api, "nightly/nightly", {"now": "2026-01-06T02:30:00"})
                until(SECONDS_TO_START, "the nightly run to begin", lambda: is_running(api, night))
                second = start(api, "nightly/nightly", {"now": "2026-01-06T02:30:00"})
                refused = until(SECONDS_TO_START, "the second run to be refused", lambda: ended(api, second))
                state = until(SECONDS_TO_RUN, "the nightly run", lambda: ended(api, night))

            artifacts = requests.post(f"{api}/artifacts/latest/filter", json={"limit": 50}, timeout=10).json()
            schedules = requests.post(f"{api}/deployments/filter", json={}, timeout=10).json()

        assert state["type"] == "COMPLETED", (tmp_path / "worker.log").read_text()
        assert (refused["type"], refused["message"]) == ("CANCELLED", "Deployment concurrency limit reached.")
        assert {a["key"] for a in artifacts} >= {"pull-progress", "refresh-progress", "publish-progress", "streams"}
        assert {(d["name"], d["schedules"][0]["schedule"]["timezone"]) for d in schedules} == {
            ("nightly", "Europe/Berlin"),
            ("sweep", "Europe/Berlin"),
        }
        assert {d["concurrency_options"]["collision_strategy"] for d in schedules} == {"CANCEL_NEW"}
        assert (Path(env["COP_HOME"]) / "published/current/datapackage.json").is_file()
        assert no_secret_in(tmp_path / "prefect", env)


def no_secret_in(folder: Path, env: dict[str, str]) -> bool:
    secrets = [env[name].encode() for name in ("COP_PLATFORM__PASSWORD", "COP_PRIVACY__KEY")]
    return not any(secret in file.read_bytes() for file in folder.rglob("*") if file.is_file() for secret in secrets)
