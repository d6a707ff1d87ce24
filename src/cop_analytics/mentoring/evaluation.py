"""What mentees say they can do: before, after, and what they now think it was before. Never a mean, never one gain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import stats

from cop_analytics.estimators import Estimate, wilson
from cop_analytics.inputs.levels import POST, PRE, SELF, TASK, THEN
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTEE

MIN_PAIRS = 20
COMPARISONS = (
    ("pre to post", SELF, PRE, POST),
    ("then to post", SELF, THEN, POST),
    ("pre to post, tasks", TASK, PRE, POST),
)
"""What is compared: two tellings of one source. What a task showed is never set beside one's own word."""
UP = "up"
CHANGES = (UP, "same", "down")
Levels = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Change:
    """Of those who told both levels of a competence, how many went up, stayed or went down.

    `sign_test` is the two-sided chance of as uneven a split of ups and downs; None where nobody moved. `missing` told one
    level only. Fewer than twenty are too few.
    """

    competence: str
    comparison: str
    change: str
    people: int
    of: int
    missing: int
    share: Estimate | None
    sign_test: float | None


def changes(cohort: Cohort, wave: str | None = None) -> list[Change]:
    """Every competence of the framework that a mentee told, of one wave or of all, by comparison and direction.

    Both comparisons stand beside each other: people overrate themselves before they know (Howard 1980), and what they
    think afterwards of before is no truth either.
    """
    mentees = {each.id for each in cohort.of(MENTEE) if wave in (None, each.wave)}
    told = {(wave, source): cohort.levels_in(wave, (source,)) for _, source, *two in COMPARISONS for wave in two}
    names = {source: _competences(cohort, source, mentees) for source in (SELF, TASK)}
    return [
        change
        for name in sorted(names[SELF] | names[TASK])
        for comparison, source, before, after in COMPARISONS
        if name in names[source]
        for change in _changed(name, comparison, told[before, source], told[after, source], mentees)
    ]


def told_together(three: Sequence[Change], least: int) -> list[Change]:
    """Up, same and down, where so many stand behind each; else two of them told as one, where that is enough.

    Empty where it is not: whoever is told with too few others could be told from them.
    """
    up, same, down = three
    for told in (
        [up, same, down],
        [up, _together("same or down", same, down)],
        [_together("up or same", up, same), down],
    ):
        if all(each.people >= least for each in told):
            return told
    return []


def moves(cohort: Cohort, competence: str, mentees: Collection[str]) -> dict[str, int]:
    """By how many levels each of `mentees` who told both, by their own word, went from pre to post."""
    before, after = (cohort.levels_in(wave, (SELF,)) for wave in (PRE, POST))
    return _moves(competence, before, after, mentees)


@dataclass(frozen=True)
class NotCompared:
    """Levels that stand beside none: of another framework; or before of one source, and after of the other alone."""

    of_another_framework: int
    of_two_sources: int


def not_compared(cohort: Cohort) -> NotCompared:
    """How many levels; and of how many mentees and competences the two tellings are of one's own word and a task."""
    own = cohort.programme.framework
    told = {(wave, source): cohort.levels_in(wave, (source,)) for wave in (PRE, POST) for source in (SELF, TASK)}
    tellings = {key: {(who, name) for who, levels in of_it.items() for name in levels} for key, of_it in told.items()}
    before, after = (tellings[wave, SELF] | tellings[wave, TASK] for wave in (PRE, POST))
    alike = {each for source in (SELF, TASK) for each in tellings[PRE, source] & tellings[POST, source]}
    return NotCompared(sum(each.framework != own for each in cohort.levels), len((before & after) - alike))


def _competences(cohort: Cohort, source: str, mentees: Collection[str]) -> set[str]:
    own = (each for each in cohort.levels if each.source == source and each.participant_id in mentees)
    return {each.competence for each in own if each.framework == cohort.programme.framework}


def _together(words: str, one: Change, other: Change) -> Change:
    people = one.people + other.people
    return replace(one, change=words, people=people, share=wilson(people, one.of))


def _moves(name: str, before: Levels, after: Levels, mentees: Collection[str]) -> dict[str, int]:
    both = [who for who in sorted(mentees) if name in before.get(who, {}) and name in after.get(who, {})]
    return {who: after[who][name] - before[who][name] for who in both}


def _changed(name: str, comparison: str, before: Levels, after: Levels, mentees: set[str]) -> list[Change]:
    either = [who for who in mentees if (name in before.get(who, {})) != (name in after.get(who, {}))]
    moved = list(_moves(name, before, after, mentees).values())
    counts = {"up": sum(m > 0 for m in moved), "same": sum(m == 0 for m in moved), "down": sum(m < 0 for m in moved)}
    moving = counts["up"] + counts["down"]
    test = float(stats.binomtest(counts["up"], moving, 0.5).pvalue) if moving else None
    return [
        Change(
            name,
            comparison,
            change,
            counts[change],
            len(moved),
            len(either),
            wilson(counts[change], len(moved)) if len(moved) >= MIN_PAIRS else None,
            test if len(moved) >= MIN_PAIRS else None,
        )
        for change in CHANGES
    ]
