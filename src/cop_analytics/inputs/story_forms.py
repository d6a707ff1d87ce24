"""The form in which somebody tells a story, as a workbook; and the draft of the story made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from cop_analytics.errors import Fault
from cop_analytics.inputs import sheets, workbooks
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.value.cycles import CYCLES, NAMES
from cop_analytics.value.stories import CERTAINTIES, CHANNELS, FEWEST_STEPS, KINDS, SHOWN_AS, VALENCES

COLUMNS = ("part", "asked", "answer", "when", "where", "happened or expected", "share")
WIDTHS = (16, 62, 70, 16, 24, 22, 10)
FACTORS = ("factor 1", "factor 2", "factor 3")
FLOW = "brought back"
ASKED: Mapping[str, str] = {
    "title": "A title, as you would tell it to a colleague.",
    "told_by": "Your role, such as: credit analyst, Frankfurt. No name.",
    "kind": f"What it tells of: {', '.join(KINDS)}. Ground: it happened. Aspirational: you expect it.",
    "valence": f"How it turned out: {', '.join(VALENCES)}. What did not work is as welcome.",
    **{cycle.name: cycle.question for cycle in CYCLES},
    "counterfactual": "What would have happened without the community?",
    FLOW: "Did you bring back what came of it: as which post, session or document? And when (2026-01-31)?",
    **dict.fromkeys(FACTORS, "What else may have brought it about, and which share of it (0 to 1)?"),
    "shown_as": f"May your role be named? {', '.join(SHOWN_AS)}.",
    "channels": f"Where may it be told? {'; '.join(CHANNELS)}. Figures: the amount claimed, by itself.",
    "expires_on": "Until when do you agree? A day, such as 2027-03-31.",
}
CHOICES = {"kind": KINDS, "valence": VALENCES, "shown_as": SHOWN_AS}
ABOUT = (
    "Tell it in your own words; a sentence or two for each cycle you can say something of. Two cycles are enough.",
    "Leave out what you do not want to tell. Name nobody: who was with you may be said by role.",
    "You will see the final wording and approve it before anybody else reads it. You can take it back at any time.",
)


@dataclass(frozen=True)
class Origin:
    """What the team adds to a form that came back."""

    community_id: str
    period: str
    teller: str
    collected_by: str
    collected_on: date


@dataclass(frozen=True)
class Answer:
    """One row of the form."""

    part: str
    answer: str
    told_when: str
    told_where: str
    certainty: str
    share: str


def write_form(file: Path) -> Path:
    """Write the empty form; the file written."""
    book = Workbook()
    form = book.worksheets[0]
    form.title = "Story"
    form.append(list(COLUMNS))
    for part, asked in ASKED.items():
        form.append([part, asked])
    form.freeze_panes = "A2"
    to_fill = PatternFill("solid", fgColor="FFF9E5")
    for number, width in enumerate(WIDTHS, start=1):
        form.column_dimensions[form.cell(1, number).column_letter].width = width
        form.cell(1, number).font = Font(bold=True)
        for row in range(2, len(ASKED) + 2):
            cell = form.cell(row, number)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if COLUMNS[number - 1] in _columns_of(form.cell(row, 1).value):
                cell.fill, cell.number_format = to_fill, "@"
    for row, part in enumerate(ASKED, start=2):
        if part in CHOICES:
            _offer(form, f"C{row}", CHOICES[part])
        if part in NAMES:
            _offer(form, f"F{row}", CERTAINTIES)
    about = book.create_sheet("How to fill it in")
    about.column_dimensions["A"].width = 110
    for words in ABOUT:
        about.append([words])
    file.parent.mkdir(parents=True, exist_ok=True)
    book.save(file)
    return file


def _columns_of(part: object) -> Sequence[str]:
    if part in NAMES:
        return COLUMNS[2:6]
    if part in FACTORS:
        return ("answer", "share")
    return ("answer", "when") if part == FLOW else ("answer",)


def _offer(form: object, cell: str, words: Sequence[str]) -> None:
    offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offered.errorTitle, offered.error = "Not on the list", f"Choose one of: {', '.join(words)}."
    form.add_data_validation(offered)  # type: ignore[attr-defined]
    offered.add(cell)


def read_form(file: Path) -> tuple[Mapping[str, Answer], list[Fault]]:
    """What a teller filled in, by part, and what is wrong with it."""
    sheet: Sheet[Answer] = Sheet(file, file.name)
    lines = [[" ".join(cell.split()) for cell in line] for line in workbooks.lines_of(sheet)]
    sheets.take(sheet, [_wide(line) for line in lines], COLUMNS, _answer, key=("part",))
    told = {row.part: row for row in sheet.rows if row.answer}
    if not sheet.faults and sum(name in told for name in NAMES) < FEWEST_STEPS:
        sheet.refuse(None, "fewer than two cycles are told", "A story goes from one cycle to another: ask the teller.")
    return told, sheet.faults


def _wide(line: list[str]) -> list[str]:
    return [*line, *[""] * (len(COLUMNS) - len(line))]


def _answer(cells: Cells) -> Answer:
    part = cells.one_of("part", tuple(ASKED))
    answer = cells.text("answer", needed=False)
    if "@" in answer.strip("@"):
        cells.fault("answer", "it holds an e-mail address", "Say who is meant by role alone.")
    if answer and part in CHOICES:
        cells.one_of("answer", CHOICES[part])
    certainty = cells.one_of("happened or expected", CERTAINTIES, needed=False)
    share = cells.text("share", needed=False)
    return Answer(part, answer, cells.text("when", needed=False), cells.text("where", needed=False), certainty, share)


def draft_of(told: Mapping[str, Answer], origin: Origin) -> str:
    """The story as the text of its file, a draft: what nobody said yet is left out."""
    return "\n".join(_lines(told, origin)) + "\n"


def _lines(told: Mapping[str, Answer], origin: Origin) -> Iterator[str]:
    yield f"community = {_text(origin.community_id)}"
    yield f"period = {_text(origin.period)}"
    for key in ("title", "kind", "valence", "told_by", "counterfactual"):
        if key in told:
            yield f"{key} = {_text(told[key].answer)}"
    yield f"teller = {_text(origin.teller)}"
    yield f"collected_by = {_text(origin.collected_by)}"
    yield f"collected_on = {origin.collected_on}"
    yield 'state = "draft"'
    yield from ("", "[consent]", f"shown_as = {_text(_said(told, 'shown_as') or SHOWN_AS[-1])}")
    channels = [word.strip() for word in _said(told, "channels").replace(",", ";").split(";") if word.strip()]
    yield f"channels = [{', '.join(map(_text, channels))}]"
    if _said(told, "expires_on"):
        yield f"expires_on = {_day_or_text(_said(told, 'expires_on'))}"
    for name in (name for name in NAMES if name in told):
        yield from _step(told[name])
    for part in (part for part in FACTORS if part in told):
        yield from ("", "[[factor]]", f"what = {_text(told[part].answer)}", f"share = {_number(told[part].share)}")
    if FLOW in told:
        count = sum(name in told for name in NAMES)
        yield from ("", "[[flow]]", f"from = {count}", "to = 1", 'kind = "feedback loop"')
        yield f"artefact = {_text(told[FLOW].answer)}"
        if told[FLOW].told_when:
            yield f"on = {_day_or_text(told[FLOW].told_when)}"


def _step(row: Answer) -> Iterator[str]:
    yield from ("", "[[step]]", f"cycle = {_text(row.part)}", f"narrative = {_text(row.answer)}")
    for key, value in (("when", row.told_when), ("where", row.told_where), ("certainty", row.certainty)):
        if value:
            yield f"{key} = {_text(value)}"


def _said(told: Mapping[str, Answer], part: str) -> str:
    return told[part].answer if part in told else ""


def _text(value: str) -> str:
    """A text as TOML writes it: JSON's strings are TOML's, but for one character that no text here holds."""
    return json.dumps(value, ensure_ascii=False)


def _day_or_text(value: str) -> str:
    """A day as TOML writes it; anything else stays a text, and is told when the story is read."""
    return value if sheets.day_of(value) else _text(value)


def _number(value: str) -> str:
    return value if value.replace(".", "", 1).isdigit() else _text(value)
