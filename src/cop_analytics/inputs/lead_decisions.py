"""`stories/leads.csv`: what people decided about threads that were proposed as the beginning of a story."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import InputFault
from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.inputs.stories import EVIDENCE, FOLDER

FILE = f"{FOLDER}/leads.csv"
COLUMNS = ("thread_id", "decision", "decided_on", "because")
ACCEPTED, REJECTED, IGNORED = DECISIONS = ("accepted", "rejected", "ignored")


@dataclass(frozen=True)
class LeadDecision:
    """What was decided about one thread, and why; the last one stands."""

    thread_id: str
    decision: str
    decided_on: date
    because: str


def read(folder: Path) -> Sheet[LeadDecision]:
    """The rows of `stories/leads.csv`, one a thread."""

    def one(cells: Cells) -> LeadDecision:
        because = cells.text("because", needed=False)
        if "@" in because.strip("@"):
            cells.fault("because", "it holds an e-mail address", "Say why without naming anybody.")
        decided_on = cells.day("decided_on")
        if decided_on is None and not cells.values["decided_on"]:
            cells.fault("decided_on", "it is empty", "Write the day: 2026-01-31.")
        return LeadDecision(
            cells.like(
                "thread_id", EVIDENCE, "it is no thread", "Write it as the analysts' file names it: content/1234."
            ),
            cells.one_of("decision", DECISIONS),
            decided_on or date.min,
            because,
        )

    return sheets.read(folder, FILE, COLUMNS, one, key=COLUMNS[:1])


def write(folder: Path, decision: LeadDecision) -> Path:
    """Keep `decision`, in the stead of an earlier one about the same thread; the file written.

    Raises InputFault where the file has faults: rewriting it would lose the rows that cannot be read.
    """
    file = folder / FILE
    earlier = read(folder)
    if earlier.faults:
        raise InputFault(earlier.faults)
    kept = [each for each in earlier.rows if each.thread_id != decision.thread_id]
    rows = sorted([*kept, decision], key=lambda each: (each.decided_on, each.thread_id))
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".csv.new")
    with fresh.open("w", encoding="utf-8", newline="") as output:
        lines = [(each.thread_id, each.decision, each.decided_on.isoformat(), each.because) for each in rows]
        csv.writer(output, lineterminator="\n").writerows([COLUMNS, *lines])
    fresh.replace(file)
    return file
