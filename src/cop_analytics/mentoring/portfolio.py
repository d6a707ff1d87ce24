"""What a mentor may show of the programme: a sheet of the mentor's own, made when the mentor asks for it, kept nowhere else.

No mentee stands on it, nor anybody beside the mentor; there is no list of mentors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault, InputFault
from cop_analytics.inputs.closings import PORTFOLIO
from cop_analytics.inputs.levels import TASK
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTOR
from cop_analytics.inputs.programmes import FRAMEWORKS
from cop_analytics.mentoring.steps import Pair


def write_portfolio(file: Path, cohort: Cohort, pairs: list[Pair], mentor: str, today: date) -> Path:
    """Write it into `file`, a new one, readable by its owner alone. Raises InputFault for whoever did not opt in."""
    known = cohort.participants.get(mentor)
    if known is None or known.role != MENTOR:
        raise InputFault(
            [Fault("participants.csv", None, None, "no mentor has this id", "Name one as it stands there.")]
        )
    if (mentor, PORTFOLIO) not in cohort.recognition:
        cure = f"Only the mentor may wish for one: a row with {PORTFOLIO} in recognition.csv."
        raise InputFault([Fault("recognition.csv", None, "form", "this mentor wished for no portfolio", cure)])
    if file.exists():
        raise InputFault([Fault(str(file), None, None, "it is there already", "Name a new file.")])
    file.touch(mode=0o600)
    file.write_text("\n".join(_lines(cohort, pairs, mentor, today)) + "\n", encoding="utf-8")
    return file


def _lines(cohort: Cohort, pairs: list[Pair], mentor: str, today: date) -> Iterator[str]:
    own = [pair for pair in pairs if pair[0] == mentor]
    met = [
        each
        for each in cohort.meetings
        if each.state == "held" and each.planned_on <= today and (each.mentor_id, each.mentee_id) in own
    ]
    yield from (f"# {cohort.programme.name}: portfolio of a mentor", "")
    yield from ("Yours alone: nobody else is given it, and it says nothing of whom you met.", "")
    yield f"- mentees: {len(own)}"
    yield f"- sessions held until {today}: {len(met)}, {sum(each.minutes for each in met)} minutes"
    for module, day in sorted(cohort.readiness.completed.get(mentor, {}).items()):
        yield f"- training completed: {module}, {day}"
    for theme, count in sorted(Counter(each.theme for each in met if each.theme).items()):
        yield f"- theme of sessions: {theme}, {count}"
    for each in sorted(cohort.levels, key=lambda each: each.competence):
        if each.participant_id == mentor and each.wave == "pre":
            shown = "shown by a task" if each.source == TASK else "by your own word"
            highest = FRAMEWORKS[each.framework]
            yield f"- {each.framework} {each.competence}: level {each.level} of {highest}, {shown}"
