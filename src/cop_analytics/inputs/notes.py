"""`forms/annotations.csv`: what the core group notes beside its pack before the sponsor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cop_analytics.health.dimensions import BY_ID, DIMENSIONS
from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet

FILE = "annotations.csv"
COLUMNS = ("dimension", "role", "note")


@dataclass(frozen=True)
class Note:
    """One note on one dimension, by a role."""

    dimension_id: str
    role: str
    note: str


def read(folder: Path) -> Sheet[Note]:
    """The notes in `folder`; a row without a note is still to be filled in, and no fault."""
    sheet = sheets.read(folder, FILE, COLUMNS, _note)
    sheet.rows = [note for note in sheet.rows if note.note]
    return sheet


def form() -> list[tuple[str, ...]]:
    """The lines of the form: a row for each dimension, the role and the note to be filled in."""
    return [COLUMNS, *((each.id, "", "") for each in DIMENSIONS)]


def _note(cells: Cells) -> Note:
    dimension = cells.one_of("dimension", tuple(BY_ID))
    note = cells.text("note", needed=False)
    role = cells.text("role", needed=bool(note))
    for column, text in (("note", note), ("role", role)):
        if "@" in text.strip("@"):
            cells.fault(column, "it holds an e-mail address", "Say who speaks by role alone.")
    return Note(dimension, role, note)
