"""The forms of a health check: a sheet and a workbook for each perspective, one-time tokens, a form for the record."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, LEVELS, MEMBERS, SPONSOR, TEAM
from cop_analytics.inputs import conversation_records, notes

MEMBER_FORM = ("token", "participation_level", "dimension", "asked", "choice", "answer")
SIGNED_FORM = ("perspective", "role", "dimension", "asked", "choice", "answer", "statement", "released_to")
TOKEN_FORM = ("token",)
STEMS = {MEMBERS: "members", SPONSOR: "sponsor", TEAM: "social-learning-team"}
TOKEN_BYTES = 6
SPARE = 1.2
WIDTHS = {"asked": 52, "statement": 60, "participation_level": 24, "released_to": 26, "perspective": 20, "role": 26}
LISTS = {"choice": CHOICES, "answer": ALL_ANSWERS, "participation_level": LEVELS}

ABOUT = {
    MEMBERS: (
        "Your answers are anonymous. Nobody can tell which token was yours: take one, use it once, do not write your name.",
        "Write the token in its first cell; it counts for all rows below.",
        "choice: does it matter that we talk about this now, later, or is it not for us?",
        "answer: how far is it so? “can't see” if you cannot know it from where you stand; “not relevant” if it does not "
        "apply to this community. Leave empty what you do not want to answer.",
        "An example is worth more told than written: bring it to the conversation.",
    ),
    SPONSOR: (
        "You speak in your role, and sign. Write your role, never your name; it counts for all rows below.",
        "choice: does it matter to you that this is talked about now, later, or is it not for this community?",
        "answer: how far is it so? “can't see” if you cannot know it from where you stand.",
        "statement: what you see, in a sentence or two. Without a statement an answer is not taken.",
        "released_to: community, sponsor, published, separated by semicolons; empty: nobody sees it.",
        "To think about: What capability do you want in two years that this could build? What did you do because of the "
        "community? What would you need to hear to invest more, or to stop?",
    ),
    TEAM: (
        "You speak as the social learning team, and sign. Write the role, never your names; it counts for all rows below.",
        "choice: does it matter that this is talked about now, later, or is it not for this community?",
        "answer: how far is it so? “can't see” if you cannot know it from where you stand.",
        "statement: what you see, and what some of you see differently. Without a statement an answer is not taken.",
        "released_to: community, sponsor, published, separated by semicolons; empty: nobody sees it.",
        "To think about: What have you seen comparable communities do at this point? What is your support making "
        "dependent? Which number would you not trust here?",
    ),
}


@dataclass(frozen=True)
class Occasion:
    """The check the forms are for."""

    community_id: str
    period: str
    invited_count: int
    opened_on: date


def write_forms(folder: Path, occasion: Occasion) -> list[Path]:
    """Write every form into `folder`; what was written. Tokens are random, a fifth more than were invited."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = [secrets.token_hex(TOKEN_BYTES) for _ in range(max(1, round(occasion.invited_count * SPARE)))]
    written = [_sheet(folder / "tokens.csv", TOKEN_FORM, [(token,) for token in sorted(tokens)])]
    for perspective, stem in STEMS.items():
        header, rows = _asked(perspective)
        written.append(_sheet(folder / f"{stem}.csv", header, rows))
        written.append(_workbook(folder / f"{stem}.xlsx", perspective, header, rows))
    header, *rows = notes.form()
    written.append(_sheet(folder / notes.FILE, header, rows))
    record = folder / conversation_records.FILE
    place = {"community": occasion.community_id, "period": occasion.period, "file": record, "day": occasion.opened_on}
    record.write_text(conversation_records.FORM.format(**place), encoding="utf-8")
    return [*written, record]


def _asked(perspective: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The header of a perspective's form and a row for each dimension, in its own words."""
    if perspective == MEMBERS:
        return MEMBER_FORM, [("", "", each.id, each.members, "", "") for each in DIMENSIONS]
    asked = [(each.id, each.sponsor if perspective == SPONSOR else each.team) for each in DIMENSIONS]
    rows: list[tuple[str, ...]] = [(perspective, "", dimension, words, "", "", "", "") for dimension, words in asked]
    return SIGNED_FORM, rows


def _sheet(file: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as output:
        csv.writer(output, lineterminator="\r\n").writerows([header, *rows])
    return file


def _workbook(file: Path, perspective: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    book = Workbook()
    form = book.worksheets[0]
    form.title = "Form"
    for line in (header, *rows):
        form.append(list(line))
    _dress(form, header, len(rows))
    _offer(form, header, len(rows))
    about = book.create_sheet("How to fill it in")
    about.column_dimensions["A"].width = 110
    for words in ABOUT[perspective]:
        about.append([words])
        about.cell(about.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    book.save(file)
    return file


def _dress(form: Worksheet, header: Sequence[str], count: int) -> None:
    """Readable at once: the first line stands out and stays, the cells to fill in are lighter than those to read."""
    form.freeze_panes = "A2"
    to_fill = PatternFill("solid", fgColor="FFF9E5")
    for number, name in enumerate(header, start=1):
        form.column_dimensions[get_column_letter(number)].width = WIDTHS.get(name, 16)
        form.cell(1, number).font = Font(bold=True)
        for row in range(2, count + 2):
            cell = form.cell(row, number)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name not in ("dimension", "asked", "perspective"):
                cell.fill = to_fill
                cell.number_format = "@"


def _offer(form: Worksheet, header: Sequence[str], count: int) -> None:
    """A list to choose from in each cell that takes one of a few words."""
    for name, words in LISTS.items():
        if name in header:
            letter = get_column_letter(header.index(name) + 1)
            offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            offered.errorTitle, offered.error = "Not on the list", f"Choose one of: {', '.join(words)}."
            form.add_data_validation(offered)
            offered.add(f"{letter}2:{letter}{count + 1}")
