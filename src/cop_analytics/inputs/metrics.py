"""`metrics.csv`: metrics of the business that should show what stories tell, each with its source and its owner."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.value.cycles import NAMES

FILE = "metrics.csv"
COLUMNS = ("metric_id", "community_id", "period", "cycle", "value", "unit", "source", "owner_role")
METRIC = re.compile(r"[a-z][a-z0-9_-]{0,63}")
PERIOD = re.compile(r"\d{4}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


@dataclass(frozen=True)
class Metric:
    """One value of one metric in one period, as its source gives it."""

    metric_id: str
    community_id: str
    period: str
    cycle: str
    value: float
    unit: str
    source: str
    owner_role: str


def read(folder: Path, communities: Collection[str]) -> Sheet[Metric]:
    """The rows of `metrics.csv`; a metric of every community it is reckoned for, a row a period."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> Metric:
        number = cells.like("value", NUMBER, "it is no number", "Write it plainly, a dot before decimals: 12.5.")
        owner = cells.text("owner_role")
        if "@" in owner:
            cells.fault("owner_role", "it holds an e-mail address", "Say who owns it by role alone.")
        return Metric(
            cells.like("metric_id", METRIC, "it cannot name a metric", "Use small letters, digits, _ and -."),
            cells.one_of("community_id", known),
            cells.like("period", PERIOD, "it is no period", "Write 2026-Q1, 2026-H1, 2026-01 or 2026."),
            cells.one_of("cycle", NAMES),
            float(number) if NUMBER.fullmatch(number) else 0.0,
            cells.text("unit"),
            cells.text("source"),
            owner,
        )

    return sheets.read(folder, FILE, COLUMNS, one, key=COLUMNS[:3])
