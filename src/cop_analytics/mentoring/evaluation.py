"""What mentees say they can do: before, after, and what they now think it was before. Never a mean, never one gain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import stats

from cop_analytics.estimators import Estimate, wilson
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTEE

MIN_PAIRS = 20
COMPARISONS = (("pre to post", "pre", "post"), ("then to post", "then", "post"))
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
    told = {wave: cohort.levels_in(wave) for wave in ("pre", "then", "post")}
    names = sorted({each.competence for each in cohort.levels if each.participant_id in mentees})
    return [
        change
        for name in names
        for comparison, before, after in COMPARISONS
        for change in _changed(name, comparison, told[before], told[after], mentees)
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
    """By how many levels each of `mentees` who told both went from pre to post."""
    before, after = (cohort.levels_in(wave) for wave in ("pre", "post"))
    return _moves(competence, before, after, mentees)


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
