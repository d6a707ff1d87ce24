"""Read people's CSV files strictly: all text first, nothing guessed, every faulty row told and set aside."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from cop_analytics.errors import Fault

T = TypeVar("T")
MOST_ROWS = 200_000
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass
class Sheet(Generic[T]):
    """The good rows of a file, the faults of the others, and those others as they came."""

    file: Path
    rows: list[T] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    header: tuple[str, ...] = ()
    rejected: list[list[str]] = field(default_factory=list)

    def write_rejected(self) -> None:
        """Write the faulty rows beside the file, with what is wrong; a file without any leaves none behind."""
        target = self.file.with_suffix(".rejected.csv")
        if not self.rejected:
            target.unlink(missing_ok=True)
            return
        with target.open("w", encoding="utf-8", newline="") as output:
            csv.writer(output).writerows([[*self.header, "problem"], *self.rejected])


@dataclass(frozen=True)
class Cells:
    """One row on its way in: gives checked values, collects what is wrong with them."""

    file: str
    row: int
    values: dict[str, str]
    faults: list[Fault]

    def fault(self, column: str, problem: str, cure: str) -> None:
        self.faults.append(Fault(self.file, self.row, column, problem, cure))

    def text(self, column: str, *, needed: bool = True) -> str:
        value = self.values[column].strip()
        if needed and not value:
            self.fault(column, "it is empty", "Fill it in, or remove the row.")
        if value.startswith(FORMULA):
            self.fault(column, f"“{value[:20]}” looks like a formula", "Write plain text.")
        return value

    def one_of(self, column: str, allowed: Sequence[str], *, needed: bool = True) -> str:
        value = self.text(column, needed=needed)
        if value and value not in allowed:
            self.fault(column, f"“{value}” is not known", f"Write one of: {', '.join(allowed)}.")
        return value

    def day(self, column: str) -> date | None:
        value = self.values[column].strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(column, f"“{value}” is no date", "Write it as 2026-01-31.")
            return None

    def count(self, column: str) -> int:
        value = self.text(column)
        if value and not value.isdigit():
            self.fault(column, f"“{value}” is no number of people", "Write a whole number, 0 or more.")
        return int(value) if value.isdigit() else 0


def read(file: Path, columns: Sequence[str], one: Callable[[Cells], T]) -> Sheet[T]:
    """The rows of `file`, which must have exactly `columns`; a missing file has no rows and no faults."""
    sheet: Sheet[T] = Sheet(file, header=tuple(columns))
    if not file.exists():
        return sheet
    lines = _lines(sheet)
    if lines is None or not _has_columns(sheet, lines, columns):
        return sheet
    for number, values in enumerate(lines[1:], start=2):
        if not any(values):
            continue
        faults: list[Fault] = []
        if len(values) != len(columns):
            cure = "Check for a comma that should stand in quotes."
            faults.append(Fault(file.name, number, None, f"it has {len(values)} cells, not {len(columns)}", cure))
        else:
            row = one(Cells(file.name, number, dict(zip(lines[0], values, strict=True)), faults))
        if faults:
            sheet.faults += faults
            sheet.rejected.append([*values, faults[0].problem])
        else:
            sheet.rows.append(row)
    return sheet


def _lines(sheet: Sheet[T]) -> list[list[str]] | None:
    try:
        text = sheet.file.read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        sheet.faults.append(Fault(sheet.file.name, None, None, "it is not UTF-8", "Save it as “CSV UTF-8”."))
        return None
    except csv.Error as error:
        sheet.faults.append(Fault(sheet.file.name, None, None, f"it is no CSV ({error})", "Check the quotes."))
        return None
    if not lines or len(lines) > MOST_ROWS:
        problem = "it is empty" if not lines else f"it has more than {MOST_ROWS} rows"
        sheet.faults.append(Fault(sheet.file.name, None, None, problem, "Start from the file `cop init` writes."))
        return None
    lines[0] = [name.strip() for name in lines[0]]
    return lines


def _has_columns(sheet: Sheet[T], lines: list[list[str]], columns: Sequence[str]) -> bool:
    header, name = lines[0], sheet.file.name
    cure = f"The first line must read: {','.join(columns)}"
    doubled = sorted({column for column in header if header.count(column) > 1})
    problems = [
        *(f"column {column} stands twice" for column in doubled),
        *(f"column {column} is missing" for column in columns if column not in header),
        *(f"column {column} is not known" for column in dict.fromkeys(header) if column not in columns),
    ]
    sheet.faults += [Fault(name, 1, None, problem, cure) for problem in problems]
    return not problems
