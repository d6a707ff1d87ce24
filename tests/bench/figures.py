"""What was measured, a row each, kept in `tests/bench/figures.md`."""

from collections.abc import Iterable
from pathlib import Path

FIGURES = Path(__file__).with_name("figures.md")
HEAD = ["| what | budget | measured |", "|---|---|---|"]


def keep(rows: Iterable[tuple[str, str, str]]) -> str:
    """Write (what, budget, measured) over the row of the same name, or below the others; the rows as told."""
    told = {what: f"| {what} | {budget} | {measured} |" for what, budget, measured in rows}
    kept = {line.split(" | ")[0].removeprefix("| "): line for line in FIGURES.read_text("utf-8").splitlines()[2:]}
    FIGURES.write_text("\n".join([*HEAD, *(kept | told).values()]) + "\n", encoding="utf-8")
    return "\n".join([*HEAD, *told.values()])
