"""Unknown whole numbers, what each may be, and sums that hold between them: what linear programmes make of it.

What was held back is worked out where its least and its most are one number (the attacker's problem of Fischetti & Salazar
(2000), Management Science 46:1008). What contradicts the rest is left out: somebody is not counted any more in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

Key = tuple[object, ...]
Span = tuple[float, float]
Cell = tuple[tuple[str, int], ...]
"""What tells a statement: rows of tables, by table and place. Empty where it is known anyway."""

Matrix = Any
ANYTHING: Span = (0, math.inf)
NEARLY, LITTLE, UNBOUNDED = 1e-6, 0.02, 1_000_000


class Sum(NamedTuple):
    """Unknowns, each so many times, come to something of `span`."""

    terms: Mapping[Key, float]
    span: Span
    told_by: Cell


class WorkedOut(NamedTuple):
    """An unknown that can be one number only, and the cells of which each is needed to know it."""

    key: Key
    number: int
    cells: frozenset[Cell]


@dataclass
class Unknowns:
    """A system of linear statements. `limits` are by unknown, least and most; `told_by` the cells that set them.

    `left_out` is what contradicts limits told before.
    """

    limits: dict[Key, Span] = field(default_factory=dict)
    told_by: dict[Key, tuple[Cell, Cell]] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    left_out: list[Key] = field(default_factory=list)

    def may_be(self, key: Key, low: float = 0, high: float = math.inf, by: Cell = ()) -> None:
        """One thing more that is known of an unknown."""
        least, most = self.limits.get(key, ANYTHING)
        least_by, most_by = self.told_by.get(key, ((), ()))
        if max(least, low) > min(most, high):
            self.left_out.append(key)
            return
        self.limits[key] = (max(least, low), min(most, high))
        self.told_by[key] = (by if low > least else least_by, by if high < most else most_by)

    def add_up(self, terms: Mapping[Key, float], low: float = 0, high: float = 0, by: Cell = ()) -> None:
        """Unknowns, each so many times, come to something from `low` to `high`."""
        for key in terms:
            self.limits.setdefault(key, ANYTHING)
        self.sums.append(Sum(terms, (low, high), by))

    def parts(self) -> Iterator[Part]:
        """What hangs together through sums, each apart; what is in no sum is as it was told."""
        places = {
            key: place for place, key in enumerate(dict.fromkeys(key for each in self.sums for key in each.terms))
        }
        first = [places[next(iter(each.terms))] for each in self.sums for _ in each.terms]
        other = [places[key] for each in self.sums for key in each.terms]
        joined: Matrix = csr_array((np.ones(len(first)), (first, other)), shape=(len(places), len(places)))
        count, piece_of = connected_components(joined, directed=False)
        keys: list[list[Key]] = [[] for _ in range(count)]
        for key, place in places.items():
            keys[piece_of[place]].append(key)
        sums: list[list[Sum]] = [[] for _ in range(count)]
        for each in self.sums:
            sums[piece_of[places[next(iter(each.terms))]]].append(each)
        for piece, stated in zip(keys, sums, strict=True):
            yield Part(self, sorted(piece, key=str), stated)


class Part:
    """Statements about `keys` that hang together; `left_out` are sums that cannot hold beside the others."""

    def __init__(self, known: Unknowns, keys: list[Key], sums: list[Sum]) -> None:
        self.keys = keys
        self._told_by = [known.told_by.get(key, ((), ())) for key in keys]
        self._limits = [known.limits[key] for key in keys]
        self._place = {key: number for number, key in enumerate(keys)}
        self._lay(sums)
        self.left_out = self._contradictions()
        if self.left_out:
            self._lay([each for each in sums if each not in self.left_out])

    @property
    def cells(self) -> set[Cell]:
        """Every cell that tells anything here."""
        return {*(each.told_by for each in self._of), *(cell for pair in self._told_by for cell in pair)}

    def worked_out(self, matters: Callable[[Key, int], bool]) -> Iterator[WorkedOut]:
        """Every unknown that was not told and can be one whole number only, where that number matters.

        Programmes at random show that most unknowns are free, as long as that goes on; then two for each of the rest.
        """
        chance = np.random.default_rng(0)
        asked = np.array([not _is_told(span) for span in self._limits])
        least, most = np.full(len(asked), math.inf), np.full(len(asked), -math.inf)
        left = asked
        while left.any():
            aim = np.where(left, chance.choice((-1.0, 1.0), size=len(left)), 0.0)
            for found in (self._solved(aim).x, self._solved(-aim).x):
                least, most = np.minimum(least, found), np.maximum(most, found)
            free = np.floor(most + NEARLY) > np.ceil(least - NEARLY)
            before, left = left.sum(), asked & ~free
            if before - left.sum() <= before * LITTLE:
                break
        for place, key in enumerate(self.keys):
            if left[place] and matters(key, round(least[place])):
                aim = np.zeros(len(self.keys))
                aim[place] = 1
                lowest, highest = self._solved(aim), self._solved(-aim)
                low = math.ceil(lowest.x[place] - NEARLY)
                if low == math.floor(highest.x[place] + NEARLY) and matters(key, low):
                    yield WorkedOut(key, low, self._needed(lowest) | self._needed(highest))

    def _lay(self, sums: list[Sum]) -> None:
        """The sums as rows of a matrix: each at most so much."""
        rows, columns, factors = list[int](), list[int](), list[float]()
        self._of, self._most = list[Sum](), list[float]()
        for each in sums:
            for sign, limit in ((1, each.span[1]), (-1, -each.span[0])):
                if math.isfinite(limit):
                    rows += [len(self._most)] * len(each.terms)
                    columns += [self._place[key] for key in each.terms]
                    factors += [sign * factor for factor in each.terms.values()]
                    self._most.append(limit)
                    self._of.append(each)
        self._terms: Matrix = csr_array((factors, (rows, columns)), shape=(len(self._most), len(self.keys)))

    def _contradictions(self) -> list[Sum]:
        """Sums that have to give, and by the least, for all the others to hold; mostly none."""
        rows = len(self._most)
        gives = hstack([self._terms, -eye_array(rows)])
        aim = np.concatenate([np.zeros(len(self.keys)), np.ones(rows)])
        given = self._solved(aim, gives, rows).x[len(self.keys) :] > NEARLY
        return [self._of[row] for row in np.flatnonzero(given)]

    def _solved(self, aim: np.ndarray, terms: Matrix = None, more: int = 0) -> OptimizeResult:
        """Where the aim is least; `more` unknowns beside the keys may be anything."""
        bounds = [*((low, min(high, low + UNBOUNDED)) for low, high in self._limits), *([(0, None)] * more)]
        terms = self._terms if terms is None else terms
        solved: OptimizeResult = linprog(aim, A_ub=terms, b_ub=self._most, bounds=bounds, method="highs")
        if solved.status != 0:
            raise ArithmeticError(f"{solved.message} Among {self.keys[:5]}")
        return solved

    def _needed(self, solved: OptimizeResult) -> frozenset[Cell]:
        """The cells of limits and sums that cannot give without the solution giving: those with a multiplier."""
        cells = {self._of[row].told_by for row in np.flatnonzero(np.abs(solved.ineqlin.marginals) > NEARLY)}
        for side, limits in enumerate((solved.lower, solved.upper)):
            cells |= {self._told_by[place][side] for place in np.flatnonzero(np.abs(limits.marginals) > NEARLY)}
        return frozenset(cells - {()})


def _is_told(span: Span) -> bool:
    return span[1] - span[0] < 1
