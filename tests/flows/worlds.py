"""Small worlds for whole runs: three communities of the bank, and the environment that points a run at them."""

import os
import tomllib
from pathlib import Path

from cop_analytics import shipped

ROOT = Path(__file__).parents[2]
FEW = 3


def small_inputs(folder: Path, few: int = FEW) -> Path:
    """The bank's inputs, cut down to its first few communities, as a folder of its own."""
    source = shipped.folder("fixtures") / "bank" / "inputs"
    folder.mkdir(parents=True, exist_ok=True)
    text = (source / "communities.toml").read_text(encoding="utf-8")
    blocks = text.split("[[community]]")
    kept = "[[community]]".join(blocks[: few + 1])
    ids = {entry["id"] for entry in tomllib.loads(kept)["community"]}
    (folder / "communities.toml").write_text(kept, encoding="utf-8")
    for name in ("attributes.csv", "roles.csv", "events.csv"):
        lines = (source / name).read_text(encoding="utf-8").splitlines()
        of_ours = [line for line in lines[1:] if name == "attributes.csv" or _is_ours(line, ids)]
        (folder / name).write_text("\n".join([lines[0], *of_ours]) + "\n", encoding="utf-8")
    return folder


def _is_ours(line: str, ids: set[str]) -> bool:
    words = line.split(",")
    return words[0] == "" or bool(ids & set(words))


def small_bank_environment(folder: Path, url: str) -> dict[str, str]:
    """Settings of a run against a loopback platform, as environment variables and one cop.toml."""
    small_inputs(folder / "inputs")
    config = folder / "cop.toml"
    config.write_text(
        f'[platform]\nurl = "{url}"\nusername = "svc-analytics"\nallow_insecure_loopback = true\n'
        "requests_per_second = 1000\nthreads = 4\n",
        encoding="utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))}
    return kept | {
        "COP_CONFIG": str(config),
        "COP_HOME": str(folder / "var"),
        "COP_PLATFORM__PASSWORD": "an invented password",
        "COP_PRIVACY__KEY": "an invented key of more than thirty-two characters",
    }
