"""Read people's CSV files strictly: all text first, nothing guessed, every faulty row told and set aside."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Generic, TypeVar

from cop_analytics.errors import Fault, Kind
from cop_analytics.inputs import admission
from cop_analytics.inputs.admission import EXCEL_CURE, MOST_COLUMNS
from cop_analytics.inputs.texts import UNSEEN, alike, choice_of, is_overloaded, looks_like_formula, tidy

T = TypeVar("T")
Key = tuple[str, ...]
Guard = Callable[[Sequence[str]], tuple[str, str] | None]

COUNT = re.compile("[0-9]{1,9}")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, as it came, and what is wrong with it."""

    row: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def problem(self) -> str:
        """All that is wrong with it, as people read it beside the row."""
        return " ".join(f"{fault.column or 'row'}: {fault.problem}. {fault.cure}" for fault in self.faults)


@dataclass
class Sheet(Generic[T]):
    """The good rows of a file, the faults of the others, and those others as they came.

    `is_refused` says that the file as a whole could not be taken: then it has faults, and no rows of either kind.
    """

    file: Path
    place: str
    header: tuple[str, ...] = ()
    rows: list[T] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, row: int | None, problem: str, cure: str) -> None:
        self.is_refused = True
        self.faults.append(Fault(self.place, row, None, problem, cure))


@dataclass(frozen=True, slots=True)
class Cells:
    """One row on its way in: gives checked values, collects what is wrong with them.

    A fault names row and column and never the value: faults are kept where no name may be, and a cell may hold one.
    """

    place: str
    row: int
    values: dict[str, str]
    faults: list[Fault]

    def fault(self, column: str, problem: str, cure: str, kind: Kind = "") -> None:
        self.faults.append(Fault(self.place, self.row, column, problem, cure, kind))

    def text(self, column: str, *, needed: bool = True) -> str:
        value = self.values[column]
        if needed and not value:
            self.fault(column, "it is empty", "Fill it in, or remove the row.")
        if looks_like_formula(value):
            self.fault(column, "it looks like a formula", "Write plain text.")
        elif UNSEEN.search(value) or is_overloaded(value):
            self.fault(column, "it holds a line break or a character nobody sees", "Type it anew.")
        return value

    def one_of(self, column: str, allowed: Sequence[str], *, needed: bool = True) -> str:
        value = self.values[column].replace("’", "'")
        if value in allowed:
            return value
        if self.is_sound(column, needed=needed):
            self.fault(column, "it is not known", choice_of(tuple(filter(None, allowed))))
        return value

    def like(self, column: str, pattern: re.Pattern[str], problem: str, cure: str) -> str:
        """The value, which must match `pattern` as a whole."""
        value = self.values[column]
        if not pattern.fullmatch(value):
            self.fault(column, problem if value else "it is empty", cure)
        return value

    def is_sound(self, column: str, *, needed: bool = True) -> bool:
        """Whether the cell holds plain text; says what else it holds."""
        before = len(self.faults)
        return bool(self.text(column, needed=needed)) and len(self.faults) == before

    def day(self, column: str) -> date | None:
        """The day; None where the cell is empty."""
        if not self.is_sound(column, needed=False):
            return None
        day = day_of(self.values[column])
        if day is None:
            self.fault(column, "it is no date", "Write it as 2026-01-31.")
        return day

    def moment(self, column: str) -> datetime | None:
        """The moment in UTC, without an offset; one that names an offset is put into UTC. None only with a fault."""
        if not self.is_sound(column):
            return None
        moment = moment_of(self.values[column])
        if moment is None:
            self.fault(column, "it is no time", "Write it as 2026-01-31T09:00, in UTC.")
        return moment

    def count(self, column: str) -> int:
        value = self.like(column, COUNT, "it is no number of people", "Write a whole number, 0 or more.")
        return int(value) if COUNT.fullmatch(value) else 0


def read(
    folder: Path,
    name: str,
    columns: Sequence[str],
    one: Callable[[Cells], T],
    *,
    key: Key = (),
    guard: Guard = lambda header: None,
) -> Sheet[T]:
    """The rows of `folder/name`, which must have exactly `columns`, in any order; a missing file has no rows, no faults.

    `one` makes a row of its cells. Where rows agree in all columns of `key`, none of them is taken. `guard` may refuse
    the file by its header, with a problem and a cure.
    """
    sheet: Sheet[T] = Sheet(folder / name, name)
    take(sheet, lines_of(sheet), columns, one, key=key, guard=guard)
    return sheet


def take(
    sheet: Sheet[T],
    lines: list[list[str]],
    columns: Sequence[str],
    one: Callable[[Cells], T],
    *,
    key: Key = (),
    guard: Guard = lambda header: None,
) -> None:
    """Fill `sheet` from its lines, the header first; see `read`."""
    if not lines:
        return
    _check_header(sheet, lines[0], columns, guard)
    if sheet.is_refused:
        return
    sheet.header = tuple(lines[0])
    doubled = _doubled(lines, key)
    for number, values in enumerate(lines[1:], start=2):
        if any(values):
            _take(sheet, number, values, one, key, doubled)


def _take(
    sheet: Sheet[T], number: int, values: list[str], one: Callable[[Cells], T], key: Key, doubled: dict[Key, list[int]]
) -> None:
    faults: list[Fault] = []
    if len(values) != len(sheet.header):
        width = len(sheet.header)
        problem = (
            f"it has {len(values)} cells, not {width}" if len(values) < width else f"it has more than {width} cells"
        )
        faults.append(Fault(sheet.place, number, None, problem, "Check for a comma that should stand in quotes."))
    else:
        cells = Cells(sheet.place, number, dict(zip(sheet.header, values, strict=True)), faults)
        row = one(cells)
        if others := doubled.get(_key(cells.values, key)):
            cells.fault(
                key[0], f"the same {' and '.join(key)} stand in {_rows(others)}", "Keep one of them.", "doubled"
            )
    if faults:
        sheet.faults += faults
        sheet.rejected.append(Rejected(number, tuple(values), tuple(faults)))
    else:
        sheet.rows.append(row)


def _doubled(lines: list[list[str]], key: Key) -> dict[Key, list[int]]:
    """The row numbers of those rows that agree, or look as if they did, in all columns of `key`."""
    if not key:
        return {}
    header = lines[0]
    found: defaultdict[Key, list[int]] = defaultdict(list)
    places = [header.index(column) for column in key]
    for number, values in enumerate(lines[1:], start=2):
        if len(values) == len(header):
            found[tuple(alike(values[place]) for place in places)].append(number)
    return {values: numbers for values, numbers in found.items() if len(numbers) > 1 and any(values)}


def _key(values: dict[str, str], key: Key) -> Key:
    return tuple(alike(values[column]) for column in key)


def _rows(numbers: list[int]) -> str:
    more = ", …" if len(numbers) > 5 else ""
    return f"rows {', '.join(map(str, numbers[:5]))}{more}"


def lines_of(sheet: Sheet[T]) -> list[list[str]]:
    """The cells of each line, trimmed; nothing where there is no file or it is refused."""
    if not sheet.file.exists():
        return []
    refused = admission.of_csv(sheet.file)
    if refused:
        sheet.refuse(refused.row, refused.problem, refused.cure)
        return []
    lines: list[list[str]] = []
    with sheet.file.open(encoding="utf-8-sig", newline="") as text:
        try:
            for cells in csv.reader(text, strict=True):
                if len(cells) > MOST_COLUMNS:
                    sheet.refuse(len(lines) + 1, f"it has more than {MOST_COLUMNS} cells", "Is it the right file?")
                    return []
                lines.append([tidy(cell) for cell in _within(cells, len(lines[0]) if lines else 0)])
        except csv.Error as error:
            sheet.refuse(len(lines) + 1, f"it is no CSV ({error})", "Check the quotes: each that opens must close.")
            return []
    if not any(any(cells) for cells in lines):
        sheet.refuse(None, "it is empty", "Start from the first line that `cop init` explains.")
    return [] if sheet.is_refused else lines


def _within(cells: list[str], width: int) -> list[str]:
    """The cells of a line; those beyond `width`, if there is one, become a single cell, for there may be very many."""
    if not width or len(cells) <= width:
        return cells
    return [*cells[:width], ",".join(cells[width:])] if any(map(str.strip, cells)) else []


def _check_header(sheet: Sheet[T], header: list[str], columns: Sequence[str], guard: Guard) -> None:
    guarded = guard(header)
    if guarded is not None:
        sheet.refuse(1, *guarded)
        return
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        sheet.refuse(1, "its cells are not separated by commas", EXCEL_CURE)
        return
    problems = [
        *(f"column “{name}” stands twice" for name in columns if header.count(name) > 1),
        *(f"column “{name}” is missing" for name in columns if name not in header),
        *(f"column {number} is not known" for number, name in enumerate(header, start=1) if name not in columns),
    ]
    for problem in problems:
        sheet.refuse(1, problem, f"The first line must read: {','.join(columns)}.")


def day_of(text: str) -> date | None:
    """The day written as 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """The moment written as 2026-01-31T09:00, in UTC unless it names an offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(text) if MOMENT.fullmatch(text) else None
        return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
