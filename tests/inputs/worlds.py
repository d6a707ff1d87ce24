"""The harbour's inputs in a folder of a test's own, to be spoilt in one place."""

import shutil
from pathlib import Path

from cop_analytics import shipped
from cop_analytics.inputs import load

CHECK = "health/harbour/2026-H1"


def harbour(folder: Path) -> Path:
    """A copy of the harbour's inputs."""
    return Path(shutil.copytree(shipped.folder("fixtures") / "health_checks" / "harbour", folder / "inputs"))


def spoilt(inputs: Path, name: str, good: str, bad: str) -> None:
    """Write `bad` in the stead of the first `good` of a file."""
    text = (inputs / name).read_text(encoding="utf-8")
    assert good in text
    (inputs / name).write_text(text.replace(good, bad, 1), encoding="utf-8")


def told(inputs: Path) -> list[str]:
    """What a person reads of the faults of a folder."""
    return [str(fault) for fault in load.read_all(inputs).faults]
