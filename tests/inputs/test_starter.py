"""What `cop init` writes loads without a fault, explains itself, and never overwrites."""

import pytest

from cop_analytics import settings
from cop_analytics.errors import InputFault
from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.inputs import load
from cop_analytics.inputs.starter import write_starter

FILES = [
    "cop.key",
    "cop.toml",
    "inputs/README.txt",
    "inputs/attributes.csv",
    "inputs/communities.toml",
    "inputs/consultations.csv",
    "inputs/events.csv",
    "inputs/health/README.txt",
    "inputs/launch_steps.csv",
    "inputs/metrics.csv",
    "inputs/newsletters/README.txt",
    "inputs/objectives.toml",
    "inputs/roles.csv",
    "inputs/sponsorships.csv",
    "inputs/stories/README.txt",
]


def test_it_is_read_without_a_fault_and_declares_nobody(tmp_path):
    written = write_starter(tmp_path)
    inputs = load.read_all(tmp_path / "inputs")

    assert sorted(str(file.relative_to(tmp_path)) for file in written) == FILES
    assert ([each.id for each in inputs.communities], inputs.faults) == (["credit-risk"], [])
    assert (inputs.attributes, inputs.roles, inputs.events, inputs.checks) == ([], [], [], [])


def test_its_settings_hold_with_its_key_and_a_password(tmp_path):
    write_starter(tmp_path)
    environ = {"COP_PLATFORM__PASSWORD": "open sesame", "COP_PRIVACY__KEY_FILE": str(tmp_path / "cop.key")}

    assert settings.load(tmp_path / "cop.toml", environ).inputs == tmp_path / "inputs"


def test_its_key_is_its_owner_s_alone_and_another_each_time(tmp_path):
    write_starter(tmp_path / "a")
    write_starter(tmp_path / "b")

    assert oct((tmp_path / "a/cop.key").stat().st_mode)[-3:] == "600"
    assert (tmp_path / "a/cop.key").read_text() != (tmp_path / "b/cop.key").read_text()


def test_it_says_what_each_perspective_is_asked(tmp_path):
    write_starter(tmp_path)
    text = (tmp_path / "inputs/health/README.txt").read_text(encoding="utf-8")
    asked = [words for each in DIMENSIONS for words in (each.name, each.members, each.sponsor, each.team)]

    assert [words for words in asked if words not in text] == []


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path):
    (tmp_path / "inputs").mkdir()
    for name in ("cop.toml", "inputs/roles.csv"):
        (tmp_path / name).write_text("ours")
    with pytest.raises(InputFault) as raised:
        write_starter(tmp_path)

    cure = "Nothing was written. Choose another folder, or move it away."
    assert str(raised.value) == (
        f"{tmp_path}/cop.toml: it is there already. {cure}\n{tmp_path}/inputs/roles.csv: it is there already. {cure}"
    )
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["cop.toml", "inputs", "roles.csv"]
