"""Lay the rows that were not taken beside the file they came from, each with its faults, for people to mend."""

from __future__ import annotations

import csv
import filecmp
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs.sheets import Rejected, Sheet, T
from cop_analytics.inputs.texts import looks_like_formula


@dataclass(frozen=True)
class Leftover:
    """The rows of one file that were not taken; none, where all were or the file was refused as a whole."""

    file: Path
    place: str
    header: tuple[str, ...]
    rows: tuple[Rejected, ...]

    @property
    def target(self) -> Path:
        """Where they go: `answers.csv` → `answers.rejected.csv`."""
        return self.file.with_suffix(".rejected.csv")


def leftover(sheet: Sheet[T]) -> Leftover:
    """What a sheet left over."""
    return Leftover(sheet.file, sheet.place, sheet.header, tuple(sheet.rejected))


def write_rejected(leftovers: Sequence[Leftover]) -> None:
    """Write each file's rejected rows beside it, or remove what an earlier reading left there.

    Twice is as once. A folder this account may not write in is left alone: `unwritable` has told of it.
    """
    for each in leftovers:
        if not os.access(each.file.parent, os.W_OK):
            continue
        if not each.rows:
            each.target.unlink(missing_ok=True)
            continue
        aside = each.target.with_suffix(".part")
        _write(each, aside)
        if each.target.exists() and filecmp.cmp(aside, each.target, shallow=False):
            aside.unlink()
        else:
            aside.replace(each.target)


def unwritable(leftovers: Sequence[Leftover]) -> Iterator[Fault]:
    """A fault for each file whose rejected rows cannot be laid beside it."""
    for each in leftovers:
        if each.rows and not os.access(each.file.parent, os.W_OK):
            problem = f"its {len(each.rows)} rejected rows cannot be written beside it"
            yield Fault(each.place, None, None, problem, "Let this account write in that folder.")


def _write(each: Leftover, file: Path) -> None:
    """As CSV: the row's number, its faults, its cells; a cell that a spreadsheet would compute is made plain by `'`."""
    with file.open("w", encoding="utf-8", newline="") as output:
        sheet = csv.writer(output, lineterminator="\n")
        sheet.writerow(["row", "problem", *each.header])
        for rejected in each.rows:
            cells = (f"'{cell}" if looks_like_formula(cell) else cell for cell in rejected.cells)
            sheet.writerow([rejected.row, rejected.problem, *cells])
