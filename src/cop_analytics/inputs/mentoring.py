"""What a mentoring coordinator writes beside the programme: who takes part, levels, goals, barriers, wishes, meetings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs import sheets
from cop_analytics.inputs.programmes import Programme, read_programme
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.sheets import Cells, Sheet

MENTOR, MENTEE = "mentor", "mentee"
COMPETENCES = tuple(
    f"{area}.{number}" for area, count in zip("12345", (3, 6, 4, 4, 4), strict=True) for number in range(1, count + 1)
)
BARRIERS = ("reporting line", "information barrier", "conflict", "prior pair", "veto")
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
STATES = ("held", "moved", "cancelled")
DAYS = ("mon", "tue", "wed", "thu", "fri")
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
LANGUAGES = re.compile(rf"[a-z]{{2}}:({'|'.join(CEFR)})( [a-z]{{2}}:({'|'.join(CEFR)}))*")
SLOTS = re.compile(rf"({'|'.join(DAYS)}) \d{{1,2}}-\d{{1,2}}(; ({'|'.join(DAYS)}) \d{{1,2}}-\d{{1,2}})*")
OFFSET = re.compile(r"[+-]?\d{1,2}(\.5)?")
WEIGHT = re.compile(r"0(\.\d+)?|1(\.0+)?")
GOAL_WEIGHTS_ADD_UP = 0.001

Slot = tuple[str, int]


@dataclass(frozen=True)
class Participant:
    """A mentor or a mentee. Languages with their level, weekly hours free (UTC), hours ahead of UTC."""

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


@dataclass(frozen=True)
class Meeting:
    """One planned session of a pair; nothing of what was said."""

    mentor_id: str
    mentee_id: str
    planned_on: date
    state: str
    cancelled_by: str
    minutes: int


@dataclass(frozen=True)
class Level:
    participant_id: str
    competence: str
    level: int
    wave: str


@dataclass
class Cohort:
    """Everything of one programme that could be read, and what could not."""

    programme: Programme
    participants: dict[str, Participant]
    levels: list[Level]
    goals: dict[str, dict[str, float]]
    offers: dict[str, set[str]]
    return_goals: dict[str, set[str]]
    barriers: set[frozenset[str]]
    wishes: dict[tuple[str, str], int]
    meetings: list[Meeting]
    faults: list[Fault] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    def of(self, role: str) -> list[Participant]:
        """The mentors, or the mentees, by id."""
        return [each for _, each in sorted(self.participants.items()) if each.role == role]

    def levels_in(self, wave: str) -> dict[str, dict[str, int]]:
        """By participant and competence, the level told before, after, or in hindsight."""
        found: dict[str, dict[str, int]] = {}
        for each in self.levels:
            if each.wave == wave:
                found.setdefault(each.participant_id, {})[each.competence] = each.level
        return found


def read(folder: Path) -> Cohort:
    """Everything of `inputs/mentoring/<programme>/`. Raises InputFault where the programme itself cannot be read."""
    programme = read_programme(folder)
    people = _participants(folder, programme)
    known = {each.id: each for each in people.rows}
    levels = _levels(folder, programme, known)
    goals = _weighted(folder, known)
    themes = _themes(folder, known)
    barriers, wishes, meetings = _barriers(folder, known), _wishes(folder, known), _meetings(folder, programme, known)
    read_sheets: Sequence[Sheet[object]] = (people, levels, goals, themes, barriers, wishes, meetings)  # type: ignore[assignment]
    weights: dict[str, dict[str, float]] = {}
    for who, competence, weight in goals.rows:
        weights.setdefault(who, {})[competence] = weight
    by_kind: dict[str, dict[str, set[str]]] = {"offer": {}, "return goal": {}}
    for who, kind, theme in themes.rows:
        by_kind[kind].setdefault(who, set()).add(theme)
    return Cohort(
        programme,
        known,
        levels.rows,
        weights,
        by_kind["offer"],
        by_kind["return goal"],
        {frozenset(pair) for pair in barriers.rows},
        {(who, other): rank for who, other, rank in wishes.rows},
        meetings.rows,
        [fault for sheet in read_sheets for fault in sheet.faults] + list(_sides(folder, known, weights)),
        [leftover(sheet) for sheet in read_sheets],
    )


def _participants(folder: Path, programme: Programme) -> Sheet[Participant]:
    waves = tuple(each.id for each in programme.waves)

    def one(cells: Cells) -> Participant:
        languages = cells.like("languages", LANGUAGES, "it is no list of languages", "Write en:C1 de:B2.")
        slots = cells.like("slots", SLOTS, "it is no list of free hours", "Write mon 9-11; thu 14-16, in UTC.")
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
        )

    columns = (
        *("participant_id", "role", "wave", "languages", "unit", "function", "site", "utc_offset", "slots"),
        *("is_trained", "capacity"),
    )
    return sheets.read(folder, "participants.csv", columns, one, key=("participant_id",))


def hours_of(slots: str) -> frozenset[Slot]:
    """`mon 9-11` is Monday's hours 9 and 10."""
    found = set()
    for word in slots.split("; "):
        day, hours = word.split(" ")
        start, end = map(int, hours.split("-"))
        found |= {(day, hour) for hour in range(start, end)}
    return frozenset(found)


def _who(cells: Cells, column: str, known: dict[str, Participant], role: str | None = None) -> str:
    found = cells.values[column]
    if found not in known:
        cells.fault(column, "nobody of participants.csv has this id", "Write it as it stands there.")
    elif role and known[found].role != role:
        cells.fault(column, f"this is no {role}", f"Write a {role}'s id.")
    return found


def _levels(folder: Path, programme: Programme, known: dict[str, Participant]) -> Sheet[Level]:
    def one(cells: Cells) -> Level:
        level = cells.count("level")
        if not 1 <= level <= programme.highest_level:
            cells.fault("level", f"it lies outside {programme.framework}", f"Write 1 to {programme.highest_level}.")
        return Level(
            _who(cells, "participant_id", known),
            cells.one_of("competence", COMPETENCES),
            level,
            cells.one_of("wave", ("pre", "post", "then")),
        )

    columns = ("participant_id", "competence", "level", "wave")
    return sheets.read(folder, "levels.csv", columns, one, key=("participant_id", "competence", "wave"))


def _weighted(folder: Path, known: dict[str, Participant]) -> Sheet[tuple[str, str, float]]:
    def one(cells: Cells) -> tuple[str, str, float]:
        weight = cells.like("weight", WEIGHT, "it is no weight", "Write a number from 0 to 1; a mentee's add up to 1.")
        who = _who(cells, "participant_id", known, MENTEE)
        return who, cells.one_of("competence", COMPETENCES), float(weight) if WEIGHT.fullmatch(weight) else 0.0

    columns = ("participant_id", "competence", "weight")
    return sheets.read(folder, "goals.csv", columns, one, key=("participant_id", "competence"))


def _themes(folder: Path, known: dict[str, Participant]) -> Sheet[tuple[str, str, str]]:
    def one(cells: Cells) -> tuple[str, str, str]:
        kind = cells.one_of("kind", ("offer", "return goal"))
        role = MENTEE if kind == "offer" else MENTOR
        return _who(cells, "participant_id", known, role), kind, cells.text("theme").casefold()

    columns = ("participant_id", "kind", "theme")
    return sheets.read(folder, "themes.csv", columns, one, key=columns)


def _barriers(folder: Path, known: dict[str, Participant]) -> Sheet[tuple[str, str]]:
    def one(cells: Cells) -> tuple[str, str]:
        pair = (_who(cells, "participant_id", known), _who(cells, "other_id", known))
        if pair[0] == pair[1]:
            cells.fault("other_id", "it is the same person", "Write the other one.")
        cells.one_of("kind", BARRIERS)
        return pair

    columns = ("participant_id", "other_id", "kind")
    return sheets.read(folder, "barriers.csv", columns, one, key=columns)


def _wishes(folder: Path, known: dict[str, Participant]) -> Sheet[tuple[str, str, int]]:
    def one(cells: Cells) -> tuple[str, str, int]:
        who, other, rank = _who(cells, "participant_id", known), _who(cells, "other_id", known), cells.count("rank")
        if who in known and other in known and known[who].role == known[other].role:
            cells.fault("other_id", "both are on the same side", "A mentor wishes for mentees, a mentee for mentors.")
        if not 1 <= rank <= 5:
            cells.fault("rank", "it is no place on a list of five", "Write 1 to 5.")
        return who, other, rank

    columns = ("participant_id", "other_id", "rank")
    return sheets.read(folder, "wishes.csv", columns, one, key=("participant_id", "other_id"))


def _meetings(folder: Path, programme: Programme, known: dict[str, Participant]) -> Sheet[Meeting]:
    def one(cells: Cells) -> Meeting:
        planned_on = cells.day("planned_on")
        if planned_on and planned_on < programme.starts_on:
            cells.fault("planned_on", "it is before the programme starts", "Write the day of the session.")
        state = cells.one_of("state", STATES)
        by = cells.one_of("cancelled_by", (MENTOR, MENTEE), needed=state == "cancelled")
        minutes = cells.count("minutes") if cells.values["minutes"] else 0
        mentor, mentee = _who(cells, "mentor_id", known, MENTOR), _who(cells, "mentee_id", known, MENTEE)
        return Meeting(mentor, mentee, planned_on or date.min, state, by, minutes)

    columns = ("mentor_id", "mentee_id", "planned_on", "state", "cancelled_by", "minutes")
    return sheets.read(folder, "sessions.csv", columns, one, key=("mentor_id", "mentee_id", "planned_on"))


def _sides(folder: Path, known: dict[str, Participant], goals: dict[str, dict[str, float]]) -> Sequence[Fault]:
    """An empty side, and goals that do not add up."""
    place, faults = f"mentoring/{folder.name}", []
    for role in (MENTOR, MENTEE):
        if not any(each.role == role for each in known.values()):
            faults.append(
                Fault(f"{place}/participants.csv", None, "role", f"there is no {role}", f"Add a row for each {role}.")
            )
    off = sorted(who for who, weights in goals.items() if abs(sum(weights.values()) - 1) > GOAL_WEIGHTS_ADD_UP)
    for who in off:
        cure = "Make the weights of one mentee add up to 1."
        faults.append(Fault(f"{place}/goals.csv", None, "weight", f"the goals of {who} do not add up to 1", cure))
    return faults
