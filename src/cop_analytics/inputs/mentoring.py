"""What a mentoring coordinator writes beside the programme: who takes part, levels, goals, barriers, wishes, meetings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs.closings import Closing, Exit, read_closings, read_exits, read_recognition
from cop_analytics.inputs.gatherings import Gathering, read_gatherings
from cop_analytics.inputs.levels import COMPETENCES, SELF, TASK, Level, read_levels
from cop_analytics.inputs.papers import Papers, papers_of
from cop_analytics.inputs.participants import MENTEE, MENTOR, Participant, read_participants, who_of
from cop_analytics.inputs.programmes import Programme, Wave, read_programme
from cop_analytics.inputs.readiness import Readiness, listed, read_acceptances, read_completions, readiness
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.inputs.told_once import circle, set_aside, told_once

BARRIERS = ("reporting line", "information barrier", "conflict", "prior pair", "veto")
STATES = ("held", "moved", "cancelled")
MEETING = ("mentor_id", "mentee_id", "planned_on", "state", "cancelled_by", "minutes", "theme")
WEIGHT = re.compile(r"0(\.\d+)?|1(\.0+)?")
GOAL_WEIGHTS_ADD_UP = 0.001


@dataclass(frozen=True)
class Meeting:
    """One planned session of a pair, and its theme of the toolkit; nothing of what was said."""

    mentor_id: str
    mentee_id: str
    planned_on: date
    state: str
    cancelled_by: str
    minutes: int
    theme: str = ""


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
    readiness: Readiness = field(default_factory=Readiness)
    closings: list[Closing] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    recognition: set[tuple[str, str]] = field(default_factory=set)
    gatherings: list[Gathering] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    def of(self, role: str) -> list[Participant]:
        """The mentors, or the mentees, by id."""
        return [each for _, each in sorted(self.participants.items()) if each.role == role]

    def on(self, day: date) -> Cohort:
        """As it stood at the end of a day: exits, modules and charters with a later date had not been."""
        exits = [each for each in self.exits if each.ended_on <= day]
        return replace(self, exits=exits, readiness=self.readiness.on(day))

    @property
    def ended(self) -> dict[tuple[str, str], date]:
        """The pairs that ended early, and when."""
        return {each.pair: each.ended_on for each in self.exits}

    @property
    def leavers(self) -> set[str]:
        """Those who no longer take part."""
        return {who for each in self.exits for who in each.left}

    def wave_of(self, pair: tuple[str, str]) -> Wave:
        """A pair is of its mentee's wave."""
        return self.programme.wave(self.participants[pair[1]].wave)

    def levels_in(self, wave: str, sources: Sequence[str] = (SELF, TASK)) -> dict[str, dict[str, int]]:
        """By participant and competence, the level told before, after, or in hindsight; of `sources` the last that told one.

        Levels of another framework than the programme's are none of them: their steps are others.
        """
        found: dict[str, dict[str, int]] = {}
        for source in sources:
            for each in self.levels:
                if (each.wave, each.source, each.framework) == (wave, source, self.programme.framework):
                    found.setdefault(each.participant_id, {})[each.competence] = each.level
        return found


def read(folder: Path) -> Cohort:
    """Everything of `inputs/mentoring/<programme>/`, in CSV files or one workbook.

    Raises InputFault where the programme itself, or its workbook, cannot be read.
    """
    programme, papers = read_programme(folder), papers_of(folder)
    people = read_participants(papers, programme)
    known = {each.id: each for each in people.rows}
    levels = read_levels(papers, programme, known)
    goals = _weighted(papers, known)
    themes = _themes(papers, known)
    barriers, wishes, exits = _barriers(papers, known), _wishes(papers, known), read_exits(papers, known)
    meetings = _meetings(papers, programme, known, {each.pair: each.ended_on for each in exits.rows})
    trained, accepted = read_completions(papers, programme, known), read_acceptances(papers, programme, known)
    closings, recognition = read_closings(papers, known), read_recognition(papers, known)
    gatherings = read_gatherings(papers, programme)
    read_sheets: Sequence[Sheet[object]] = (  # type: ignore[assignment]
        *(people, levels, goals, themes, barriers, wishes, meetings, trained, accepted),
        *(closings, exits, recognition, gatherings),
    )
    aside = set_aside(people, "participant_id")
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
        {frozenset(row[:2]) for row in barriers.rows} | set(_held(barriers, known)),
        {(who, other): rank for who, other, rank in wishes.rows},
        meetings.rows,
        readiness(programme, trained, accepted),
        closings.rows,
        exits.rows,
        set(recognition.rows),
        sorted(gatherings.rows, key=lambda each: (each.held_on, each.kind)),
        [fault for sheet in read_sheets for fault in told_once(sheet, aside)]
        + [*_sides(people, goals, known, weights), *circle(barriers), *papers.strangers()],
        [leftover(sheet) for sheet in read_sheets],
    )


def _weighted(papers: Papers, known: dict[str, Participant]) -> Sheet[tuple[str, str, float]]:
    def one(cells: Cells) -> tuple[str, str, float]:
        weight = cells.like("weight", WEIGHT, "it is no weight", "Write a number from 0 to 1; a mentee's add up to 1.")
        who = who_of(cells, "participant_id", known, MENTEE)
        return who, cells.one_of("competence", COMPETENCES), float(weight) if WEIGHT.fullmatch(weight) else 0.0

    columns = ("participant_id", "competence", "weight")
    return papers.read("goals", columns, one, key=("participant_id", "competence"))


def _themes(papers: Papers, known: dict[str, Participant]) -> Sheet[tuple[str, str, str]]:
    def one(cells: Cells) -> tuple[str, str, str]:
        kind = cells.one_of("kind", ("offer", "return goal"))
        role = MENTEE if kind == "offer" else MENTOR
        return who_of(cells, "participant_id", known, role), kind, cells.text("theme").casefold()

    columns = ("participant_id", "kind", "theme")
    return papers.read("themes", columns, one, key=columns)


def _barriers(papers: Papers, known: dict[str, Participant]) -> Sheet[tuple[str, str, str]]:
    def one(cells: Cells) -> tuple[str, str, str]:
        pair = (who_of(cells, "participant_id", known), who_of(cells, "other_id", known))
        if pair[0] == pair[1]:
            cells.fault("other_id", "it is the same person", "Write the other one.")
        return *pair, cells.one_of("kind", BARRIERS)

    columns = ("participant_id", "other_id", "kind")
    return papers.read("barriers", columns, one, key=columns)


def _held(barriers: Sheet[tuple[str, str, str]], known: dict[str, Participant]) -> Iterator[frozenset[str]]:
    """A row that says whom it is between, and why not as it should, keeps the two apart all the same."""
    for row in barriers.rejected:
        cells = dict(zip(barriers.header, row.cells, strict=False))
        pair = (
            frozenset((cells["participant_id"], cells["other_id"]))
            if len(cells) == len(barriers.header)
            else frozenset()
        )
        if len(pair) == 2 and pair <= known.keys():
            yield pair


def _wishes(papers: Papers, known: dict[str, Participant]) -> Sheet[tuple[str, str, int]]:
    def one(cells: Cells) -> tuple[str, str, int]:
        who, other, rank = who_of(cells, "participant_id", known), who_of(cells, "other_id", known), cells.count("rank")
        if who in known and other in known and known[who].role == known[other].role:
            cells.fault("other_id", "both are on the same side", "A mentor wishes for mentees, a mentee for mentors.")
        if not 1 <= rank <= 5:
            cells.fault("rank", "it is no place on a list of five", "Write 1 to 5.")
        return who, other, rank

    columns = ("participant_id", "other_id", "rank")
    return papers.read("wishes", columns, one, key=("participant_id", "other_id"))


def _meetings(
    papers: Papers, programme: Programme, known: dict[str, Participant], ended: Mapping[tuple[str, str], date]
) -> Sheet[Meeting]:
    def one(cells: Cells) -> Meeting:
        planned_on = cells.day("planned_on")
        state = cells.one_of("state", STATES)
        by = cells.one_of("cancelled_by", (MENTOR, MENTEE), needed=state == "cancelled")
        minutes = cells.count("minutes") if cells.values["minutes"] else 0
        mentor, mentee = who_of(cells, "mentor_id", known, MENTOR), who_of(cells, "mentee_id", known, MENTEE)
        wave = programme.wave(known[mentee].wave if mentee in known else "")
        if planned_on and planned_on < wave.starts_on:
            own = "the mentee's wave" if planned_on >= programme.starts_on else "the programme"
            cells.fault("planned_on", f"it is before {own} starts", "Write the day of the session.")
        if planned_on and state == "held" and planned_on > ended.get((mentor, mentee), planned_on):
            cells.fault("planned_on", "it is after the pair ended", "Write the day of the session, or mend the exit.")
        theme = listed(cells, "theme", programme.toolkit, "toolkit") if cells.values.get("theme") else ""
        return Meeting(mentor, mentee, planned_on or date.min, state, by, minutes, theme)

    key = ("mentor_id", "mentee_id", "planned_on")
    return papers.read("sessions", MEETING, one, key=key, spare=("theme",))


def _sides(
    people: Sheet[Participant],
    told: Sheet[tuple[str, str, float]],
    known: dict[str, Participant],
    goals: dict[str, dict[str, float]],
) -> Iterator[Fault]:
    """An empty side, and goals that do not add up: of those mentees of whom every goal was read."""
    for role in (MENTOR, MENTEE):
        if not any(each.role == role for each in known.values()):
            yield Fault(people.place, None, "role", f"there is no {role}", f"Add a row for each {role}.")
    unread = set_aside(told, "participant_id")
    for who, weights in sorted(goals.items()):
        if abs(sum(weights.values()) - 1) > GOAL_WEIGHTS_ADD_UP and who not in unread:
            cure = "Make the weights of one mentee add up to 1."
            yield Fault(told.place, None, "weight", f"the goals of {who} do not add up to 1", cure)
