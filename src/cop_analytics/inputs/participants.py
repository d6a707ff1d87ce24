"""Who takes part in a mentoring programme: side, wave, languages, free hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cop_analytics.inputs.papers import Papers
from cop_analytics.inputs.programmes import Programme
from cop_analytics.inputs.sheets import Cells, Sheet

MENTOR, MENTEE = "mentor", "mentee"
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
DAYS = ("mon", "tue", "wed", "thu", "fri")
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
LANGUAGES = re.compile(rf"[a-z]{{2}}:({'|'.join(CEFR)})( [a-z]{{2}}:({'|'.join(CEFR)}))*")
SLOTS = re.compile(rf"({'|'.join(DAYS)}) \d{{1,2}}-\d{{1,2}}(; ({'|'.join(DAYS)}) \d{{1,2}}-\d{{1,2}})*")
OFFSET = re.compile(r"[+-]?\d{1,2}(\.5)?")

MOTIVATION = "motivation"
Slot = tuple[str, int]


@dataclass(frozen=True)
class Participant:
    """A mentor or a mentee. Languages with their level, weekly hours free (UTC), hours ahead of UTC.

    `motivation` is a mentor's own word, yes or no, whether they want to be one; empty where nobody was asked.
    """

    id: str
    role: str
    wave: str
    languages: tuple[tuple[str, str], ...]
    unit: str
    function: str
    site: str
    offset: float
    slots: frozenset[Slot]
    is_trained: bool
    capacity: int
    motivation: str = ""

    @property
    def is_motivated(self) -> bool:
        return self.motivation != "no"


def read_participants(papers: Papers, programme: Programme) -> Sheet[Participant]:
    waves = tuple(each.id for each in programme.waves)

    def one(cells: Cells) -> Participant:
        languages = cells.like("languages", LANGUAGES, "it is no list of languages", "Write en:C1 de:B2.")
        slots = cells.like("slots", SLOTS, "it is no list of free hours", "Write mon 9-11; thu 14-16, in UTC.")
        if SLOTS.fullmatch(slots) and not all(start < end <= 24 for _, start, end in _spans(slots)):
            cells.fault("slots", "no hours lie between its ends", "Write from when to when: mon 9-11.")
        offset = cells.like("utc_offset", OFFSET, "it is no offset", "Write hours ahead of UTC, such as 1 or -5.")
        return Participant(
            cells.like("participant_id", ID, "it is no id", "Write letters, digits, - and _ only."),
            cells.one_of("role", (MENTOR, MENTEE)),
            cells.one_of("wave", waves) if waves else cells.text("wave"),
            tuple((word[:2], word[3:]) for word in languages.split()),
            cells.text("unit"),
            cells.text("function"),
            cells.text("site"),
            float(offset) if OFFSET.fullmatch(offset) else 0.0,
            hours_of(slots) if SLOTS.fullmatch(slots) else frozenset(),
            cells.one_of("is_trained", ("yes", "no")) == "yes",
            max(1, cells.count("capacity")) if cells.values["capacity"] else 1,
            _motivation(cells),
        )

    columns = (
        *("participant_id", "role", "wave", "languages", "unit", "function", "site", "utc_offset", "slots"),
        *("is_trained", "capacity", MOTIVATION),
    )
    return papers.read("participants", columns, one, key=("participant_id",), spare=(MOTIVATION,))


def _motivation(cells: Cells) -> str:
    """Asked of mentors; where the sheet lacks the column, of nobody."""
    is_asked = MOTIVATION in cells.values and cells.values["role"] == MENTOR
    return cells.one_of(MOTIVATION, ("yes", "no")) if is_asked else ""


def hours_of(slots: str) -> frozenset[Slot]:
    """`mon 9-11` is Monday's hours 9 and 10."""
    return frozenset((day, hour) for day, start, end in _spans(slots) for hour in range(start, end))


def _spans(slots: str) -> Iterator[tuple[str, int, int]]:
    for word in slots.split("; "):
        day, hours = word.split(" ")
        start, end = map(int, hours.split("-"))
        yield day, start, end


def who_of(cells: Cells, column: str, known: dict[str, Participant], role: str | None = None) -> str:
    found = cells.values[column]
    if found not in known:
        cells.fault(column, "nobody among the participants has this id", "Write it as it stands there.", "stranger")
    elif role and known[found].role != role:
        cells.fault(column, f"this is no {role}", f"Write a {role}'s id.")
    return found
