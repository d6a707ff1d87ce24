"""Before any match: how many can be paired, who cannot and why, and what loosening a rule would bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cop_analytics.mentoring.fit import RULES, Bools, Fit
from cop_analytics.mentoring.match import Ints, matched, most_pairs, problem

MOST_NAMED = 10


@dataclass(frozen=True)
class Unpaired:
    """Somebody whom the best match leaves without a pair: the rules each of which alone stands in the way.

    `smallest` is the least loosening of one of them, for this person alone, that pairs one more; None where none does. With
    `choices` people they may be: all of them have somebody else.
    """

    participant_id: str
    role: str
    binding: tuple[str, ...]
    smallest: str | None
    choices: int


@dataclass(frozen=True)
class WhatIf:
    """What dropping or loosening one rule for everybody would bring; `rule` None: as things are."""

    rule: str | None
    pairs: int
    worst_fit: float | None
    mean_fit: float | None


@dataclass(frozen=True)
class Feasibility:
    """How many of how many can be paired, the share of pairs that may be, who is left, and what if."""

    mentors: int
    mentees: int
    most: int
    feasible_share: float
    unpaired: tuple[Unpaired, ...]
    what_if: tuple[WhatIf, ...]


def feasibility(fit: Fit, seed: int = 1) -> Feasibility:
    """The report. Who is unpaired is read off the match that would be made."""
    capacity = capacities(fit)
    pairs = matched(problem(fit.may, fit.value, capacity, seed=seed))
    taken, met = {one for one, _ in pairs}, {other for _, other in pairs}
    left = [(each.id, each.role, ("row", number)) for number, each in enumerate(fit.mentors) if number not in taken]
    left += [(each.id, each.role, ("column", number)) for number, each in enumerate(fit.mentees) if number not in met]
    return Feasibility(
        len(fit.mentors),
        len(fit.mentees),
        len(pairs),
        float(fit.may.mean()) if fit.may.size else 0.0,
        tuple(_unpaired(fit, capacity, who, role, place, len(pairs)) for who, role, place in left),
        (
            _what_if(fit, capacity, None, fit.may, seed),
            *(_what_if(fit, capacity, rule, fit.without(rule), seed) for rule in RULES),
            *(_what_if(fit, capacity, words, may, seed) for words, may in fit.loosened.items()),
        ),
    )


def capacities(fit: Fit) -> Ints:
    """How many mentees each mentor takes."""
    return np.array([mentor.capacity for mentor in fit.mentors], np.int64)


def _unpaired(fit: Fit, capacity: Ints, who: str, role: str, place: tuple[str, int], most: int) -> Unpaired:
    side, number = place
    own = (number,) if side == "row" else (slice(None), number)

    def pairs_one_more(loosened: Bools) -> bool:
        may: Bools = fit.may.copy()
        may[own] = loosened[own]
        return most_pairs(problem(may, fit.value, capacity)) > most

    binding = tuple(rule for rule in RULES if pairs_one_more(fit.without(rule)))
    smallest = next((words for words, may in fit.loosened.items() if pairs_one_more(may)), None)
    return Unpaired(who, role, binding, smallest, int(fit.may[own].sum()))


def in_words(left: Unpaired) -> str:
    """Why somebody has no pair, and what little would give them one."""
    why = "; ".join(f"{rule} ({RULES[rule]})" for rule in left.binding)
    if not why:
        everybody = "the one" if left.choices == 1 else f"each of the {left.choices}"
        why = (
            f"{everybody} they may be with has somebody else"
            if left.choices
            else "more than one rule stands in the way"
        )
    return why + (f"; enough would be: {left.smallest}" if left.smallest else "")


def unpaired_in_words(left: Sequence[Unpaired]) -> Iterator[str]:
    """The same of everybody, those of one side whom the same keeps from a pair together: the first ten by id."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in left:
        alike.setdefault((each.role, in_words(each)), []).append(each.participant_id)
    for (role, words), people in alike.items():
        more = len(people) - MOST_NAMED
        named = ", ".join(people[:MOST_NAMED]) + (f" and {more} more, whom the workbook names" if more > 0 else "")
        yield f"{role}{'s' if len(people) > 1 else ''} {named}: {words}"


def _what_if(fit: Fit, capacity: Ints, rule: str | None, may: Bools, seed: int) -> WhatIf:
    pairs = matched(problem(may, fit.value, capacity, seed=seed))
    fits = [float(fit.value[pair]) for pair in pairs]
    return WhatIf(rule, len(pairs), min(fits, default=None), sum(fits) / len(fits) if fits else None)
