"""What came back of a check's forms: filled-in sheets and workbooks, or the export of any survey tool.

A form has a row for each dimension. An export has a row for each member and a column for each question: known by the
question's own words, by the dimension's id, or by a small sheet that says which column means what.
"""

from __future__ import annotations

import csv
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cop_analytics.errors import Fault
from cop_analytics.health.dimensions import BY_ID, DIMENSIONS
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, LEVELS, MEMBERS, SIGNING
from cop_analytics.health.voices import AUDIENCES, Relevance, Statement
from cop_analytics.inputs import sheets, workbooks
from cop_analytics.inputs.forms import MEMBER_FORM, SIGNED_FORM, TOKEN_FORM
from cop_analytics.inputs.health_checks import (
    ANSWER_COLUMNS,
    RELEVANCE_COLUMNS,
    TOKEN,
    Given,
    anonymous,
    asks,
    relevance_of,
    telling,
)
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.inputs.texts import alike, choice_of

T = TypeVar("T")

IGNORE = "ignore"
MEANINGS = (
    "token",
    "participation_level",
    *(f"{what} {each.id}" for what in ("answer", "choice") for each in DIMENSIONS),
    IGNORE,
)
MAP_COLUMNS = ("column", "means")
IN_FULL = {"can't see from where i stand": "can't see", "can't see it from where i stand": "can't see"}
IN_FULL |= {"not relevant for this community": "not relevant"}
FILLED_DOWN = {"token": ("participation_level",), "perspective": (), "role": ()}
OFFER = "`--anonymise` writes a copy without them and reads that; delete the original."


@dataclass
class Returned:
    """What was said in the files that could be read; `faults` of the others and of their rows, and the rows not taken."""

    answers: list[Given] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    choices: list[tuple[str, str, str, str]] = field(default_factory=list)
    counted: list[Relevance] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    @property
    def relevance(self) -> list[Relevance]:
        """How many voices made each choice, by perspective and dimension."""
        voices = Counter((who, dimension, choice) for who, _, dimension, choice in self.choices)
        return [*self.counted, *(Relevance(*chosen, count) for chosen, count in voices.items())]


@dataclass(frozen=True)
class Line:
    """One row of a form: who, about what, and what of it was filled in."""

    voice: str
    dimension_id: str
    choice: str
    given: Given | None = None
    statement: Statement | None = None
    perspective: str = MEMBERS


def read(files: Sequence[Path], *, tokens: Collection[str], columns: Path | None, anonymise: bool) -> Returned:
    """Everything in `files`. A token not among `tokens` was not given out, where there are any."""
    found = Returned()
    meanings = {} if columns is None else _meanings(columns, found)
    taken: dict[Path, list[Line]] = {}
    for file in files:
        sheet, lines = _opened(file, found, anonymise=anonymise)
        if lines:
            taken[file] = _read(sheet, lines, found, meanings, tokens)
    for line in _once(taken, found):
        if line.choice:
            found.choices.append((line.perspective, line.voice, line.dimension_id, line.choice))
        if line.given is not None:
            found.answers.append(line.given)
        if line.statement is not None:
            found.statements.append(line.statement)
    return found


def given_out(file: Path) -> list[str]:
    """The tokens of a check; none where its list is gone or never was."""
    return sheets.read(file.parent, file.name, TOKEN_FORM, lambda cells: cells.text("token")).rows


def _meanings(file: Path, found: Returned) -> dict[str, str]:
    sheet: Sheet[tuple[str, str]] = sheets.read(
        file.parent,
        file.name,
        MAP_COLUMNS,
        lambda cells: (alike(cells.text("column")).casefold(), cells.one_of("means", MEANINGS)),
        key=("column",),
    )
    if not file.exists():
        sheet.refuse(None, "there is no such file", f"Write a sheet with the columns {','.join(MAP_COLUMNS)}.")
    found.faults += sheet.faults
    return dict(sheet.rows)


def _opened(file: Path, found: Returned, *, anonymise: bool) -> tuple[Sheet[Line], list[list[str]]]:
    sheet: Sheet[Line] = Sheet(file, file.name)
    if not file.exists():
        sheet.refuse(None, "there is no such file", "Check the path.")
    is_workbook = file.suffix.lower() in workbooks.SUFFIXES
    lines = [] if sheet.is_refused else (workbooks.lines_of(sheet) if is_workbook else sheets.lines_of(sheet))
    if lines and anonymise and telling(lines[0]):
        copy = _without_identity(file, lines)
        sheet = Sheet(copy, copy.name)
        lines = sheets.lines_of(sheet)
    if not lines:
        found.faults += sheet.faults
    return sheet, lines


def _without_identity(file: Path, lines: list[list[str]]) -> Path:
    """A copy without the columns that say who or when, its rows in an order that says nothing."""
    width = len(lines[0])
    dropped = {number - 1 for number, _ in telling(lines[0])} | {
        place for place, name in enumerate(lines[0]) if name.casefold() == "id"
    }
    kept = [[cell for place, cell in enumerate(line[:width]) if place not in dropped] for line in lines]
    rows = [row for row in kept[1:] if any(row)]
    secrets.SystemRandom().shuffle(rows)
    copy = file.with_suffix(".anonymous.csv")
    with copy.open("w", encoding="utf-8", newline="") as output:
        csv.writer(output, lineterminator="\n").writerows([kept[0], *rows])
    return copy


def _read(
    sheet: Sheet[Line], lines: list[list[str]], found: Returned, meanings: Mapping[str, str], tokens: Collection[str]
) -> list[Line]:
    header = lines[0]
    if "count" in header and "choice" in header:
        return _read_counts(sheet, lines, found)
    if "dimension" in header and "perspective" in header:
        _take_form(sheet, lines, SIGNED_FORM, _signed, ("perspective", "role", "dimension"))
    elif "dimension" in header:
        columns = ANSWER_COLUMNS if set(header) == set(ANSWER_COLUMNS) else MEMBER_FORM
        _take_form(sheet, lines, columns, lambda cells: _member(cells, tokens), ("token", "dimension"))
    else:
        return _read_export(sheet, lines, found, meanings, tokens)
    _keep(sheet, found)
    return sheet.rows


def _keep(sheet: Sheet[T], found: Returned) -> None:
    found.faults += sheet.faults
    found.leftovers.append(leftover(sheet))


def _read_counts(sheet: Sheet[Line], lines: list[list[str]], found: Returned) -> list[Line]:
    """Choices counted by hand, on paper: perspective, dimension, choice, count."""
    counted: Sheet[Relevance] = Sheet(sheet.file, sheet.place)
    sheets.take(counted, lines, RELEVANCE_COLUMNS, relevance_of, key=RELEVANCE_COLUMNS[:3])
    _keep(counted, found)
    found.counted += counted.rows
    return []


def _take_form(
    sheet: Sheet[Line], lines: list[list[str]], columns: Sequence[str], one: Callable[[Cells], Line], key: sheets.Key
) -> None:
    sheets.take(sheet, _filled_down(lines), columns, one, key=key, guard=_guard)


def _guard(header: Sequence[str]) -> tuple[str, str] | None:
    refused = anonymous(header)
    return None if refused is None else (refused[0], OFFER)


def _filled_down(lines: list[list[str]]) -> list[list[str]]:
    """A token, role or perspective written once counts for the rows below it, and what goes with it too."""
    header = lines[0]
    if len(set(header)) < len(header):
        return lines
    above: dict[str, str] = {}
    filled = [header]
    for line in lines[1:]:
        cells = dict(zip(header, line, strict=False))
        for name, along in FILLED_DOWN.items():
            if name in cells and cells.get("dimension"):
                if not cells[name]:
                    cells |= {each: above.get(each, "") for each in (name, *along) if each in cells}
                above |= {each: cells.get(each, "") for each in (name, *along)}
        filled.append([*cells.values(), *line[len(header) :]] if len(line) >= len(header) else line)
    return filled


def _member(cells: Cells, tokens: Collection[str]) -> Line:
    choice = cells.one_of("choice", CHOICES, needed=False) if "choice" in cells.values else ""
    answer = cells.one_of("answer", ALL_ANSWERS, needed="choice" not in cells.values)
    token = _token(cells, "token", tokens) if choice or answer else ""
    level = cells.one_of("participation_level", LEVELS, needed=False)
    dimension = cells.one_of("dimension", tuple(BY_ID))
    return Line(token, dimension, choice, Given(token, dimension, answer, level) if answer else None)


def _token(cells: Cells, column: str, tokens: Collection[str]) -> str:
    token = cells.like(
        column, TOKEN, "it is no token", "Write random letters and digits, never a person's name or number."
    )
    if tokens and TOKEN.fullmatch(token) and token not in tokens:
        cells.fault(column, "it was not given out for this check", "Take one of forms/tokens.csv.")
    return token


def _signed(cells: Cells) -> Line:
    choice, answer = cells.one_of("choice", CHOICES, needed=False), cells.one_of("answer", ALL_ANSWERS, needed=False)
    perspective = cells.one_of("perspective", SIGNING)
    dimension = cells.one_of("dimension", tuple(BY_ID))
    if not (choice or answer or cells.values["statement"]):
        return Line("", dimension, "")
    role = _plain(cells, "role")
    if not answer and not cells.values["statement"]:
        return Line(role, dimension, choice, perspective=perspective)
    if not answer:
        cells.fault("answer", "it is empty beside a statement", choice_of(ALL_ANSWERS))
    released = tuple(word for word in (part.strip() for part in cells.values["released_to"].split(";")) if word)
    if set(released) - set(AUDIENCES):
        cells.fault("released_to", "it names no audience", f"Write some of: {'; '.join(AUDIENCES)}; or nothing.")
    signed = Statement(perspective, role, dimension, answer, _plain(cells, "statement"), released)
    return Line(role, dimension, choice, statement=signed, perspective=perspective)


def _plain(cells: Cells, column: str) -> str:
    text = cells.text(column)
    if "@" in text.strip("@"):
        cells.fault(column, "it holds an e-mail address", "Say who speaks by role alone.")
    return text


def _read_export(
    sheet: Sheet[Line], lines: list[list[str]], found: Returned, meanings: Mapping[str, str], tokens: Collection[str]
) -> list[Line]:
    header = lines[0]
    meant = {name: _meaning(name, meanings) for name in header}
    unknown = [number for number, name in enumerate(header, start=1) if name and not meant[name]]
    rows: Sheet[list[Line]] = Sheet(sheet.file, sheet.place)
    if _guard(header) is None and unknown:
        told = f"column{'s' if unknown[1:] else ''} {', '.join(map(str, unknown))} cannot be told"
        rows.refuse(1, told, f"Say what each means by --columns, a sheet with {','.join(MAP_COLUMNS)}.")
    else:
        named = [name for name, meaning in meant.items() if meaning == "token"]
        sheets.take(rows, lines, header, lambda cells: _of_a_member(cells, meant, tokens), key=(*named,), guard=_guard)
    _keep(rows, found)
    return [line for each in rows.rows for line in each]


def _meaning(name: str, meanings: Mapping[str, str]) -> str:
    """What a column of an export means; empty where it cannot be told."""
    word = alike(name).casefold()
    if word in meanings:
        return meanings[word]
    if word in ("token", "participation_level"):
        return word
    if word == "id":
        return IGNORE
    dimension = asks(name) or (word.upper() if word.upper() in BY_ID else None)
    return f"answer {dimension}" if dimension else ""


def _of_a_member(cells: Cells, meant: Mapping[str, str], tokens: Collection[str]) -> list[Line]:
    """The rows a form would have had. Without a token of its own, a member gets one nobody knows."""
    token, level = secrets.token_hex(6), ""
    said: dict[str, dict[str, str]] = {}
    for name, meaning in meant.items():
        what, _, dimension = meaning.partition(" ")
        if what == "token":
            token = _token(cells, name, tokens)
        elif what == "participation_level":
            level = cells.one_of(name, LEVELS, needed=False)
        elif what in ("answer", "choice"):
            value = cells.values[name].replace("’", "'").casefold()
            cells.values[name] = IN_FULL.get(value, value)
            allowed = ALL_ANSWERS if what == "answer" else CHOICES
            said.setdefault(dimension, {})[what] = cells.one_of(name, allowed, needed=False)
    return [
        Line(
            token,
            dimension,
            each.get("choice", ""),
            Given(token, dimension, each["answer"], level) if each.get("answer") else None,
        )
        for dimension, each in said.items()
    ]


def _once(taken: Mapping[Path, list[Line]], found: Returned) -> list[Line]:
    """Who answered in two files did not answer: in none of them is it taken."""
    spoken = {file: {(line.perspective, line.voice) for line in lines if line.voice} for file, lines in taken.items()}
    counted = Counter(voice for voices in spoken.values() for voice in voices)
    doubled = {voice for voice, count in counted.items() if count > 1}
    for file, voices in spoken.items():
        count = len(voices & doubled)
        if count:
            told = f"{count} who speak in it speak in another file too; none of what they say is taken"
            found.faults.append(Fault(file.name, None, None, told, "Hand in each voice once."))
    return [line for lines in taken.values() for line in lines if (line.perspective, line.voice) not in doubled]
