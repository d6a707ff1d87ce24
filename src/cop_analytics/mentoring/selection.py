"""Who is selected as a mentor: by capability, motivation and training. Age is no criterion and nowhere in it.

"Digital natives" are not competent by birth: Kirschner & De Bruyckere (2017), TATE 67:135.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cop_analytics.inputs.levels import PRE, SELF, TASK
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTOR


@dataclass(frozen=True)
class Selected:
    """How one mentor stands to the three criteria: competences told, of them those a task showed; both others yes or no."""

    mentor_id: str
    competences: int
    shown_by_tasks: int
    is_motivated: bool
    is_trained: bool

    @property
    def lacks(self) -> tuple[str, ...]:
        """What keeps this mentor from being selected, in words; nothing for whoever is."""
        asked = (
            ("a level in the programme's framework", self.competences > 0),
            ("motivation", self.is_motivated),
            ("training", self.is_trained),
        )
        return tuple(words for words, is_there in asked if not is_there)


def selection(cohort: Cohort) -> list[Selected]:
    """Every mentor who takes part, by id."""
    told, shown = cohort.levels_in(PRE, (SELF, TASK)), cohort.levels_in(PRE, (TASK,))
    return [
        Selected(
            each.id,
            len(told.get(each.id, ())),
            len(shown.get(each.id, ())),
            each.is_motivated,
            cohort.readiness.is_trained(each),
        )
        for each in cohort.of(MENTOR)
        if each.id not in cohort.leavers
    ]


def in_words(told: Sequence[Selected]) -> str:
    """How many of how many, and how many lack which criterion."""
    lacking = Counter(words for each in told for words in each.lacks)
    count = f"{sum(not each.lacks for each in told)} of {len(told)} mentors are selected"
    by_tasks = f"capability ({sum(each.shown_by_tasks > 0 for each in told)} shown by tasks)"
    missing = ", ".join(f"without {words}: {number}" for words, number in lacking.items())
    return f"{count}: by {by_tasks}, motivation and training, never by age" + (f"; {missing}." if missing else ".")
