"""A check as a new user takes it from open to close on the command line, with what goes wrong on the way."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.convening.worlds import ground, members, quiet_harbour, record, returned

COP = Path(sys.executable).with_name("cop")
SETTINGS = """\
[platform]
kind = "bank"
url = "https://jive.bank.example"
"""


def cop(place, day, *arguments):
    """What `cop check` prints on `day`, its faults, and its exit status."""
    folder = place.inputs.parent
    environment = {
        "PATH": os.environ["PATH"],
        "COP_CONFIG": str(folder / "cop.toml"),
        "COP_HOME": str(folder / "var"),
        "COP_INPUTS": str(place.inputs),
        "COP_PRIVACY__KEY": "a key of at least thirty-two characters",
        "COP_PLATFORM__TOKEN": "none",
    }
    command = [str(COP), "check", "--now", day, *map(str, arguments)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    return done.stdout, done.stderr, done.returncode


def test_a_check_is_taken_from_open_to_close(tmp_path):
    place = quiet_harbour(tmp_path)
    (tmp_path / "cop.toml").write_text(SETTINGS)
    ground(place, tmp_path / "var")
    key = ("harbour", "2026-H2")

    opened = cop(place, "2026-09-07", "open", *key, "--invited", "20")
    files = returned(place, tmp_path / "back")
    matters = cop(place, "2026-09-08", "relevance", *key, *files)
    spoilt = members(place, tmp_path / "back" / "members.csv", spoil=",D2,,now,largely", into=",D2,,now,loads")
    answered = cop(place, "2026-09-14", "answers", *key, spoilt, *files[1:])
    frozen = cop(place, "2026-09-18", "freeze", *key)
    core = cop(place, "2026-09-18", "show", *key, "--to", "core")
    sponsor = cop(place, "2026-09-25", "show", *key, "--to", "sponsor")
    unfinished = cop(place, "2026-10-06", "close", *key)
    recorded = cop(place, "2026-10-06", "record", *key, record(tmp_path))
    closed = cop(place, "2026-10-06", "close", *key, "--next-look", "2027-03-01")
    status = cop(place, "2026-10-06", "status", "--json")

    steps = (opened, matters, answered, frozen, core, sponsor, unfinished, recorded, closed, status)
    assert [step[2] for step in steps] == [0, 0, 2, 0, 0, 0, 2, 0, 0, 0]
    assert answered[0].startswith("Taken: answers of 12 of 20 members invited.")
    assert answered[1].startswith("members.csv, row 2, answer: it is not known.")
    assert Path(core[0].splitlines()[0]).exists() and Path(sponsor[0].splitlines()[0]).exists()
    assert "there is no record yet" in unfinished[1]
    assert json.loads(status[0])["checks"] == [
        {
            **{"community_id": "harbour", "period": "2026-H2", "state": "closed"},
            **{"invited_count": 20, "answered_count": 12, "next": "The next nightly run publishes it."},
        }
    ]
