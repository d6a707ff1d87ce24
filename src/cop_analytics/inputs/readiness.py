"""Who is ready to meet: training modules completed, and the charter accepted as it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cop_analytics.inputs.papers import Papers
from cop_analytics.inputs.participants import MENTOR, Participant, who_of
from cop_analytics.inputs.programmes import Programme
from cop_analytics.inputs.sheets import Cells, Sheet


@dataclass(frozen=True)
class Readiness:
    """What a programme asks for before a first session, and who did what of it when.

    Without modules the sheet of participants says who is trained; without a charter nobody has one to accept.
    """

    modules: tuple[str, ...] = ()
    charter: str = ""
    completed: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    accepted: Mapping[str, date] = field(default_factory=dict)

    def on(self, day: date) -> Readiness:
        """What was done until the end of a day."""
        completed = {
            who: {module: done for module, done in modules.items() if done <= day}
            for who, modules in self.completed.items()
        }
        accepted = {who: done for who, done in self.accepted.items() if done <= day}
        return replace(self, completed=completed, accepted=accepted)

    def is_trained(self, mentor: Participant) -> bool:
        return not self._untaken(mentor) if self.modules else mentor.is_trained

    def has_accepted(self, person: Participant) -> bool:
        return not self.charter or person.id in self.accepted

    def missing(self, person: Participant) -> tuple[str, ...]:
        """What somebody still has to do, in words."""
        trained = person.role != MENTOR or self.is_trained(person)
        training = () if trained else (f"training: {', '.join(self._untaken(person)) or 'not done'}",)
        return (*training, *(() if self.has_accepted(person) else (f"charter {self.charter}: not accepted",)))

    def ready_on(self, person: Participant) -> date | None:
        """The day from which somebody may meet: the first of all days where nothing is asked, None while something is."""
        if self.missing(person):
            return None
        days = [self.completed[person.id][module] for module in self.modules] if person.role == MENTOR else []
        return max([*days, self.accepted[person.id]] if self.charter else days, default=date.min)

    def _untaken(self, mentor: Participant) -> list[str]:
        return [module for module in self.modules if module not in self.completed.get(mentor.id, {})]


def read_completions(
    papers: Papers, programme: Programme, known: dict[str, Participant]
) -> Sheet[tuple[str, str, date]]:
    def one(cells: Cells) -> tuple[str, str, date]:
        who = who_of(cells, "participant_id", known, MENTOR)
        return who, listed(cells, "module", programme.modules, "modules"), _day(cells, "completed_on")

    columns = ("participant_id", "module", "completed_on")
    return papers.read("training", columns, one, key=("participant_id", "module"))


def read_acceptances(
    papers: Papers, programme: Programme, known: dict[str, Participant]
) -> Sheet[tuple[str, str, date]]:
    """Every acceptance; one of an earlier charter stays on the sheet and counts for nothing."""

    def one(cells: Cells) -> tuple[str, str, date]:
        return who_of(cells, "participant_id", known), cells.text("charter"), _day(cells, "accepted_on")

    columns = ("participant_id", "charter", "accepted_on")
    return papers.read("charter", columns, one, key=("participant_id", "charter"))


def readiness(
    programme: Programme, completions: Sheet[tuple[str, str, date]], acceptances: Sheet[tuple[str, str, date]]
) -> Readiness:
    completed: dict[str, dict[str, date]] = {}
    for who, module, day in completions.rows:
        completed.setdefault(who, {})[module] = day
    accepted = {who: day for who, charter, day in acceptances.rows if charter == programme.charter}
    return Readiness(programme.modules, programme.charter, completed, accepted)


def listed(cells: Cells, column: str, named: tuple[str, ...], key: str) -> str:
    """A word that `key` of programme.toml names."""
    if not named:
        cells.fault(column, f"programme.toml names no {key}", f'Write {key} = ["…", "…"] there.')
    return cells.one_of(column, named) if named else ""


def _day(cells: Cells, column: str) -> date:
    if not cells.values[column]:
        cells.fault(column, "it is empty", "Write the day, such as 2026-01-31.")
    return cells.day(column) or date.min
