"""Whether it pays to tell few free hours: what those who do would have had, free at any hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from cop_analytics.inputs.participants import Participant
from cop_analytics.mentoring.fit import Bools, Fit
from cop_analytics.mentoring.match import Pair, Problem, matched

MIN_GROUP, MOST_EXAMINED = 10, 300
Had = tuple[int, float]
"""How many pairs somebody has, and the fit of the worst."""


@dataclass(frozen=True)
class Narrow:
    """Those who tell fewer free hours than half of their side: how many would have had more, each alone free at any hour.

    `paired` have no pair and would have one, `better` and `worse` would have another, and `unpaired` would lose theirs.
    Those are nobody: a match without them could be made before, and was not the best. A fit may fall, for whoever can
    meet anybody is the one who makes room for others.
    """

    people: int
    paired: int
    better: int
    worse: int
    unpaired: int


def few_hours(side: Sequence[Participant]) -> float:
    """Fewer free hours a week than this are few: the median of a side; 0 of nobody."""
    return float(median(len(each.slots) for each in side)) if side else 0.0


def narrow(fit: Fit, ask: Callable[[Bools], Problem], pairs: Sequence[Pair]) -> Narrow | None:
    """The check of a match, whose problem `ask` makes of the pairs that may be; None where too many take part for it."""
    if max(len(fit.mentors), len(fit.mentees)) > MOST_EXAMINED:
        return None
    told = list(_each(fit, ask, pairs))
    both = [(was, now) for was, now in told if was[0] and now[0]]
    return Narrow(
        len(told),
        sum(not was[0] and now[0] > 0 for was, now in told),
        sum(now > was for was, now in both),
        sum(now < was for was, now in both),
        sum(was[0] > 0 and not now[0] for was, now in told),
    )


def in_words(told: Narrow) -> str:
    """The check in a sentence; of fewer than ten it tells no counts."""
    few = "fewer free hours than half of their side"
    if told.people < MIN_GROUP:
        return f"fewer than {MIN_GROUP} people tell {few}: too few to tell whether that pays"
    pairs = f"{told.better} would have a better pair, {told.worse} a worse one, {told.paired} one who have none"
    return f"{told.people} people tell {few}; free at any hour, each alone, {pairs}; {told.unpaired} would lose theirs"


def _each(fit: Fit, ask: Callable[[Bools], Problem], pairs: Sequence[Pair]) -> Iterator[tuple[Had, Had]]:
    """What each who tells few hours has, and would have."""
    for end, side in enumerate((fit.mentors, fit.mentees)):
        few = few_hours(side)
        for number, person in enumerate(side):
            if len(person.slots) < few:
                wider = fit.widened(end, number)
                then = pairs if np.array_equal(wider, fit.may) else matched(ask(wider))
                yield _had(fit, pairs, end, number), _had(fit, then, end, number)


def _had(fit: Fit, pairs: Iterable[Pair], end: int, number: int) -> Had:
    own = [float(fit.value[pair]) for pair in pairs if pair[end] == number]
    return len(own), min(own, default=0.0)
