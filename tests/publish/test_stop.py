"""A stop by hand: nothing leaves, and why is on record."""

import json

import pytest

from cop_analytics import stations
from cop_analytics.errors import DisclosureFailed
from tests.torture.homes import CONFIG, NIGHTS, quiet, settings_of


def test_nothing_is_released_while_releases_are_stopped_and_why_is_recorded(tmp_path):
    settings_of(tmp_path)
    (tmp_path / "cop.toml").write_text(CONFIG + '[privacy]\nstop = "a ranking was asked for"\n')
    chosen = settings_of(tmp_path)

    with pytest.raises(DisclosureFailed, match="Releases are stopped: a ranking was asked for") as stopped:
        with stations.night(chosen, "publish", NIGHTS[0]) as run:
            stations.publish(chosen, run, tell=quiet)

    lines = [json.loads(line) for line in (tmp_path / "var/runs/ledger.jsonl").read_text().splitlines()]
    assert stopped.value.exit_status == 8
    assert [line["because"] for line in lines if line["event"] == "stopped"] == ["a ranking was asked for"]
    assert not (tmp_path / "var/published").exists()
