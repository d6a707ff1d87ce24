"""Before any match: how many can be paired, who cannot and why, and what loosening a rule would bring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cop_analytics.mentoring.fit import RULES, Bools, Fit
from cop_analytics.mentoring.match import Ints, matched, most_pairs, problem


@dataclass(frozen=True)
class Unpaired:
    """Somebody who cannot be paired in any best match: the rules each of which alone stands in the way."""

    participant_id: str
    role: str
    binding: tuple[str, ...]


@dataclass(frozen=True)
class WhatIf:
    """What dropping one rule for everybody would bring; `rule` None: as things are."""

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
        tuple(Unpaired(who, role, _binding(fit, capacity, place, len(pairs))) for who, role, place in left),
        (_what_if(fit, capacity, None, seed), *(_what_if(fit, capacity, rule, seed) for rule in RULES)),
    )


def capacities(fit: Fit) -> Ints:
    """How many mentees each mentor takes."""
    return np.array([mentor.capacity for mentor in fit.mentors], np.int64)


def _binding(fit: Fit, capacity: Ints, place: tuple[str, int], most: int) -> tuple[str, ...]:
    """The rules each of which, dropped for this one person, would let one more be paired."""
    found = []
    for rule in RULES:
        loosened = fit.without(rule)
        may: Bools = fit.may.copy()
        if place[0] == "row":
            may[place[1]] = loosened[place[1]]
        else:
            may[:, place[1]] = loosened[:, place[1]]
        if most_pairs(problem(may, fit.value, capacity)) > most:
            found.append(rule)
    return tuple(found)


def _what_if(fit: Fit, capacity: Ints, rule: str | None, seed: int) -> WhatIf:
    may = fit.may if rule is None else fit.without(rule)
    pairs = matched(problem(may, fit.value, capacity, seed=seed))
    fits = [float(fit.value[pair]) for pair in pairs]
    return WhatIf(rule, len(pairs), min(fits, default=None), sum(fits) / len(fits) if fits else None)
