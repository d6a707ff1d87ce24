"""How pairs stand to the rules: a new one keeps them all or is refused, a published one stays as it is and is told.

Nothing parts a published pair but its own end, a barrier between the two, or the coordinator who frees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring.cadence import Pair
from cop_analytics.mentoring.fit import RULES, Fit

BARRIER, GATES = "barrier", ("training", "charter")


@dataclass(frozen=True)
class Broken:
    """A pair and the rules it does not keep; without any where one of the two no longer takes part."""

    pair: Pair
    rules: tuple[str, ...]

    @property
    def parts(self) -> bool:
        """Whether even a published pair cannot stay."""
        return not self.rules or BARRIER in self.rules

    @property
    def beside_gates(self) -> bool:
        """Whether anything is wrong but training and charter, which can still be done."""
        return not set(self.rules) <= set(GATES) or not self.rules


def broken(fits: Fit, pairs: Iterable[Pair]) -> list[Broken]:
    """Those of `pairs` that do not keep every rule, in their order."""
    rows, columns = ({each.id: n for n, each in enumerate(side)} for side in (fits.mentors, fits.mentees))
    found = []
    for one, other in pairs:
        if one not in rows or other not in columns:
            found.append(Broken((one, other), ()))
        elif rules := tuple(rule for rule, kept in fits.keeps.items() if not kept[rows[one], columns[other]]):
            found.append(Broken((one, other), rules))
    return found


def standing(cohort: Cohort, fits: Fit, pairs: Iterable[Pair], today: date) -> list[Broken]:
    """Of published pairs that still go on, those that do not keep every rule any more."""
    going = [pair for pair in pairs if pair not in cohort.ended and today <= cohort.wave_of(pair).ends_on]
    return broken(fits, going)


def in_words(cohort: Cohort, told: Broken) -> str:
    """What a pair does not keep, and of whom something is still asked."""
    return "; ".join(_words(cohort, told))


def _words(cohort: Cohort, told: Broken) -> Iterator[str]:
    if not told.rules:
        yield "one of them no longer takes part"
    yield from (f"{rule} ({RULES[rule]})" for rule in told.rules if rule not in GATES)
    for who in told.pair:
        if who in cohort.participants and set(told.rules) & set(GATES):
            yield from (f"{who}: {words}" for words in cohort.readiness.missing(cohort.participants[who]))
