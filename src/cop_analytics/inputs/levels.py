"""What participants can do, competence by competence: as they say themselves or as a task showed, in which framework."""

from __future__ import annotations

from dataclasses import dataclass

from cop_analytics.inputs.papers import Papers
from cop_analytics.inputs.participants import Participant, who_of
from cop_analytics.inputs.programmes import FRAMEWORKS, Programme
from cop_analytics.inputs.sheets import Cells, Sheet

COMPETENCES = tuple(
    f"{area}.{number}" for area, count in zip("12345", (3, 6, 4, 4, 4), strict=True) for number in range(1, count + 1)
)
PRE, POST, THEN = "pre", "post", "then"
SELF, TASK = "self", "task"


@dataclass(frozen=True)
class Level:
    """One level of a profile. `then` is what it was before, as seen from the end; only oneself can tell that."""

    participant_id: str
    competence: str
    level: int
    wave: str
    source: str
    framework: str


def read_levels(papers: Papers, programme: Programme, known: dict[str, Participant]) -> Sheet[Level]:
    """`levels`: without `source` it is one's own word, without `framework_version` the programme's framework."""

    def one(cells: Cells) -> Level:
        framework = _told(cells, "framework_version", tuple(FRAMEWORKS), programme.framework)
        highest, level = FRAMEWORKS.get(framework, programme.highest_level), cells.count("level")
        if not 1 <= level <= highest:
            cells.fault("level", f"it lies outside {framework}", f"Write 1 to {highest}.")
        wave, source = cells.one_of("wave", (PRE, POST, THEN)), _told(cells, "source", (SELF, TASK), SELF)
        if (wave, source) == (THEN, TASK):
            cells.fault("source", "no task shows what it was before", f"Write {SELF}, or another wave.")
        who, competence = who_of(cells, "participant_id", known), cells.one_of("competence", COMPETENCES)
        return Level(who, competence, level, wave, source, framework)

    columns = ("participant_id", "competence", "level", "wave", "source", "framework_version")
    key = ("participant_id", "competence", "wave", "source")
    return papers.read("levels", columns, one, key=key, spare=("source", "framework_version"))


def _told(cells: Cells, column: str, allowed: tuple[str, ...], otherwise: str) -> str:
    """What stands in a column that may be empty or missing."""
    return cells.one_of(column, allowed) if cells.values.get(column) else otherwise
