"""The coordinator's workbook: published pairs with reasons and next steps, and who has none; for one desk alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cop_analytics.inputs.mentoring import Cohort, Meeting
from cop_analytics.mentoring.cadence import COMPLETE, Course
from cop_analytics.mentoring.feasibility import feasibility, in_words
from cop_analytics.mentoring.fit import Fit, fit
from cop_analytics.mentoring.pairing import explained
from cop_analytics.mentoring.selection import selection
from cop_analytics.mentoring.steps import Pair, Place, first_days, published
from cop_analytics.mentoring.watch import followed, watched

FILE = "coordinator.xlsx"
PAIRS = (
    "mentor",
    "mentee",
    "wave",
    "since",
    "why 1",
    "why 2",
    "why 3",
    "sessions held",
    "sessions planned",
    "next session",
    "next step",
)
MENTORS = ("mentor", "competences told", "of them shown by tasks", "wants to be one", "trained", "what is missing")
EVENTS = ("day", "event", "for whom", "is over")
UNPAIRED = ("who", "side", "what stands in the way", "next step")
WIDEST = 60


def write_workbook(place: Place, cohort: Cohort, today: date) -> Path:
    """`coordinator.xlsx` in the programme's folder, anew; the file written. It names people as the coordinator does."""
    fits = fit(cohort)
    pairs = published(place, cohort)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    fill(first, "Pairs", PAIRS, _pairs(cohort, fits, first_days(place, cohort, pairs), today))
    fill(book.create_sheet(), "Without a pair", UNPAIRED, _unpaired(cohort, fits, pairs))
    fill(book.create_sheet(), "Mentors", MENTORS, _mentors(cohort))
    fill(book.create_sheet(), "Events", EVENTS, _events(cohort, today))
    file = place.folder / FILE
    book.save(file)
    return file


def _pairs(cohort: Cohort, fits: Fit, began: Mapping[Pair, date], today: date) -> list[tuple[object, ...]]:
    told: dict[Pair, list[str]] = {}
    rows: list[tuple[object, ...]] = []
    for note in watched(cohort, began, today):
        told.setdefault(note.pair, []).append(note.words)
    for course in followed(cohort, began, today):
        ahead = _next(cohort.meetings, course.pair, today)
        why = [*explained(fits, course.pair), "", "", ""][:3]
        step = "; ".join(told.get(course.pair, [])) or _step(cohort, course, ahead)
        wave = cohort.participants[course.pair[1]].wave
        rows.append((*course.pair, wave, began[course.pair], *why, course.held, course.planned, ahead, step))
    return sorted(rows, key=lambda row: str(row[2]))


def _next(meetings: Sequence[Meeting], pair: Pair, today: date) -> date | None:
    own = [each.planned_on for each in meetings if (each.mentor_id, each.mentee_id) == pair and each.planned_on > today]
    return min(own, default=None)


def _step(cohort: Cohort, course: Course, ahead: date | None) -> str:
    ended_on = cohort.ended.get(course.pair)
    if ended_on is not None:
        return f"it ended on {ended_on}: match anew for whoever stays"
    if ahead is not None:
        return "none: they meet"
    if course.held < COMPLETE:
        return "find the next date with them"
    closed = {each.participant_id for each in cohort.closings}
    asked = " and ".join(who for who in course.pair if who not in closed)
    return f"ask {asked} for the closing questionnaire" if asked else "none: it is complete"


def _unpaired(cohort: Cohort, fits: Fit, pairs: Sequence[Pair]) -> list[tuple[object, ...]]:
    """Everybody who takes part and has no published pair, and what keeps them from one in the best match."""
    paired = {who for pair in pairs for who in pair}
    left = {each.participant_id: each for each in feasibility(fits, cohort.programme.seed).unpaired}
    rows: list[tuple[object, ...]] = []
    for who, each in sorted(cohort.participants.items()):
        if who in paired or who in cohort.leavers:
            continue
        if who in left:
            other = "mentee" if each.role == "mentor" else "mentor"
            step = "loosen it with both sides" if left[who].binding else f"find another {other}"
            rows.append((who, each.role, in_words(left[who]), step))
        else:
            rows.append((who, each.role, "nothing", "match anew: a pair is possible"))
    return rows


def _mentors(cohort: Cohort) -> list[tuple[object, ...]]:
    """Each mentor beside what mentors are selected by."""
    wants = {who: each.motivation or "not asked" for who, each in cohort.participants.items()}
    return [
        (
            *(each.mentor_id, each.competences, each.shown_by_tasks, wants[each.mentor_id]),
            *("yes" if each.is_trained else "no", "; ".join(each.lacks) or "nothing"),
        )
        for each in selection(cohort)
    ]


def _events(cohort: Cohort, today: date) -> list[tuple[object, ...]]:
    return [
        (each.held_on, each.kind, each.audience, "yes" if each.held_on < today else "no") for each in cohort.gatherings
    ]


def fill(sheet: Worksheet, title: str, header: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """A sheet that prints and filters well: its header in bold and in sight, its columns as wide as what they hold."""
    sheet.title = title
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    for number, name in enumerate(header, start=1):
        longest = max([len(name), *(len(str(row[number - 1] or "")) for row in rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
