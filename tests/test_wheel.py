"""A wheel carries its SQL, flows and fixtures: installed elsewhere, with no checkout in sight, it runs the demo."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def test_a_wheel_in_an_empty_environment_runs_the_demo(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv/bin/python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel], check=True, capture_output=True
    )
    purelib = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True
    )
    # The dependencies are lent; the checkout is not: a path line in a .pth file does not follow further .pth files.
    Path(purelib.stdout.decode().strip(), "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_", "PYTHON"))}

    where = subprocess.run(
        [python, "-c", "import cop_analytics; print(cop_analytics.__file__)"],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
    )
    done = subprocess.run(
        [tmp_path / "venv/bin/cop", "demo"], cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=300
    )

    assert str(tmp_path / "venv") in where.stdout.decode()
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "var/published/current/site/index.html").is_file()
