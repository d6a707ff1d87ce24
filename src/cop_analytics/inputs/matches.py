"""A published match as a sheet: written by `cop mentoring publish`, or carried over from where it was made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cop_analytics.inputs import sheets
from cop_analytics.inputs.participants import MENTEE, MENTOR, Participant
from cop_analytics.inputs.sheets import Cells, Sheet

FILE = "published.csv"
PAIR = ("mentor_id", "mentee_id")
REASONS = ("reason_1", "reason_2", "reason_3")
PARTS = ("goals", "reciprocity", "difference", "proximity", "wishes")
"""What the fit is made of: each column what it adds."""
COLUMNS = (*PAIR, "fit", "is_new", *REASONS, "next_best_mentor", "its_cost", *PARTS, "rules_kept")


def read_match(folder: Path, known: Mapping[str, Participant]) -> Sheet[tuple[str, str]]:
    """The pairs of `published.csv`: with every column of a match, or with the two ids alone. No file, no pairs."""

    def one(cells: Cells) -> tuple[str, str]:
        for column, role in zip(PAIR, (MENTOR, MENTEE), strict=True):
            who = cells.values[column]
            if who not in known or known[who].role != role:
                cells.fault(column, f"no {role} among the participants has this id", "Write it as it stands there.")
        return cells.values["mentor_id"], cells.values["mentee_id"]

    sheet: Sheet[tuple[str, str]] = Sheet(folder / FILE, f"mentoring/{folder.name}/{FILE}")
    lines = sheets.lines_of(sheet)
    columns = PAIR if lines and set(lines[0]) == set(PAIR) else COLUMNS
    sheets.take(sheet, lines, columns, one, key=("mentee_id",))
    return sheet
