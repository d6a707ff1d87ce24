"""The events of a mentoring programme, for everybody in it or one side: when, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cop_analytics.inputs.papers import Papers
from cop_analytics.inputs.programmes import KEPT_AFTER_END, Programme
from cop_analytics.inputs.sheets import Cells, Sheet

CLOSING = "closing event"
KINDS = ("kick-off", "training", "mentors' meeting", "return of experience", CLOSING)
AUDIENCES = ("everybody", "mentors", "mentees")


@dataclass(frozen=True)
class Gathering:
    held_on: date
    kind: str
    audience: str


def read_gatherings(papers: Papers, programme: Programme) -> Sheet[Gathering]:
    """`events`: none may be further from the days of the programme than anything is kept of it."""

    def one(cells: Cells) -> Gathering:
        if not cells.values["held_on"]:
            cells.fault("held_on", "it is empty", "Write the day, such as 2026-01-31.")
        day = cells.day("held_on")
        if day and not programme.starts_on - KEPT_AFTER_END <= day <= programme.ends_on + KEPT_AFTER_END:
            cells.fault("held_on", "it is half a year or more from the programme", "Write the day of the event.")
        return Gathering(day or date.min, cells.one_of("kind", KINDS), cells.one_of("audience", AUDIENCES))

    columns = ("held_on", "kind", "audience")
    return papers.read("events", columns, one, key=columns)
