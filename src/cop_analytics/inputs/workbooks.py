"""Read the sheets of a workbook people filled in: as text, strictly, and no further than people write.

A workbook is a zip of XML: what it would unfold to is looked at before anything of it is parsed.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

import openpyxl

from cop_analytics.errors import Fault
from cop_analytics.inputs import admission
from cop_analytics.inputs.admission import MIB, MOST_COLUMNS, MOST_ROWS
from cop_analytics.inputs.sheets import Sheet, T
from cop_analytics.inputs.texts import tidy

R = TypeVar("R")
SUFFIXES = (".xlsx", ".xlsm", ".xls")
OPEN = "~$"
"""How the file begins that Excel lays beside a workbook while it is open."""
MOST_EMPTY = 1000
MOST_SHARED = 20 * MIB
MOST_UNFOLDED = 400 * MIB
MOST_PARTS = 1000
SHARED = "xl/sharedStrings.xml"
OPENING = 4096
NOT_READABLE = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, EOFError)
SAVE_ANEW = "Open it in Excel and save it as “Excel Workbook (.xlsx)”."


@dataclass(frozen=True)
class Laid:
    """One sheet of a workbook, and its lines."""

    sheet: Sheet[Any]
    lines: list[list[str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands below its header, and nothing is wrong with it."""
        return len(self.lines) < 2 and not self.sheet.faults


def lines_of(sheet: Sheet[T]) -> list[list[str]]:
    """The cells of each row of the first sheet, as text; none, with a fault, where the workbook is refused.

    A row keeps its number. After a thousand empty rows nothing is read any more; that is told, the rows before count.
    """
    lines = _opened(sheet, lambda book: _filled(sheet, book.worksheets[0])) or []
    if not lines and not sheet.is_refused:
        sheet.refuse(None, "its first sheet is empty", "Fill in the form that `cop check open` wrote.")
    return [] if sheet.is_refused else lines


def bound(book: Sheet[T]) -> dict[str, Laid]:
    """Every sheet of a workbook by its name, in their order, read as `lines_of` does; none where `book` is refused."""

    def laid(opened: openpyxl.Workbook) -> dict[str, Laid]:
        found = {}
        for rows in opened.worksheets:
            own: Sheet[Any] = Sheet(book.file, f"{book.place}, sheet {rows.title}")
            found[rows.title] = Laid(own, _filled(own, rows))
        return found

    return _opened(book, laid) or {}


def _opened(sheet: Sheet[T], take: Callable[[Any], R]) -> R | None:
    """What `take` makes of the workbook; None, with a fault, where it is refused."""
    refused = _refusal(sheet.file)
    if refused is not None:
        sheet.refuse(None, *refused)
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(sheet.file, read_only=True)
            try:
                return take(book)
            finally:
                book.close()
    except NOT_READABLE:  # whatever a broken workbook makes of the library that reads it
        sheet.refuse(None, "it is no workbook that can be read", SAVE_ANEW)
        return None


def _filled(sheet: Sheet[T], rows: Any) -> list[list[str]]:  # noqa: ANN401
    lines: list[list[str]] = []
    empty = 0
    for cells in rows.iter_rows(max_col=MOST_COLUMNS):
        line = [_text(cell.value) for cell in cells]
        empty = 0 if any(line) else empty + 1
        if empty > MOST_EMPTY:
            told = f"more than {MOST_EMPTY} empty rows follow; what may stand below them is not read"
            first = len(lines) - MOST_EMPTY + 1
            sheet.faults.append(Fault(sheet.place, first, None, told, "Delete the empty rows."))
            break
        lines.append(line)
        if len(lines) > MOST_ROWS:
            sheet.refuse(None, f"it has more than {MOST_ROWS} rows", "Hand it in in parts.")
            return []
    return _even(_without_tail(lines))


def _without_tail(lines: list[list[str]]) -> list[list[str]]:
    while lines and not any(lines[-1]):
        lines.pop()
    return lines


def _even(lines: list[list[str]]) -> list[list[str]]:
    """Every line as wide as the header's last filled cell, or as its own."""
    if not lines:
        return []
    width = _width(lines[0])
    return [[*line, *[""] * width][: max(width, _width(line))] for line in lines]


def _width(line: Sequence[str]) -> int:
    return next((place for place in range(len(line), 0, -1) if line[place - 1]), 0)


def _text(value: object) -> str:
    """A cell as somebody would type it; a formula stays what it is, for it is told and never computed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))


def _refusal(file: Path) -> tuple[str, str] | None:
    """Why a workbook is not opened, and what mends it."""
    refused = admission.of_workbook(file)
    if refused is not None:
        return refused.problem, refused.cure
    if file.suffix.lower() == ".xls":
        return "it is a workbook of before 2007", SAVE_ANEW
    if file.suffix.lower() == ".xlsm":
        return "it may hold macros", SAVE_ANEW
    try:
        with zipfile.ZipFile(file) as parts:
            told = next(_faults_of_parts(parts), None)
    except zipfile.BadZipFile:
        return "it is no workbook that can be read", SAVE_ANEW
    return (told, "Look whether it is the right file.") if told else None


def _faults_of_parts(parts: zipfile.ZipFile) -> Iterator[str]:
    listed = parts.infolist()
    if len(listed) > MOST_PARTS:
        yield f"it is made of more than {MOST_PARTS} parts"
    for part in listed:
        if part.filename == SHARED and part.file_size > MOST_SHARED:
            yield f"its texts unfold to more than {MOST_SHARED // MIB} MiB"
    if sum(part.file_size for part in listed) > MOST_UNFOLDED:
        yield f"it unfolds to more than {MOST_UNFOLDED // MIB} MiB"
    for part in listed:
        if part.filename.endswith((".xml", ".rels")) and part.file_size:
            with parts.open(part) as content:
                if b"<!DOCTYPE" in content.read(OPENING):
                    yield "it declares a document type"
