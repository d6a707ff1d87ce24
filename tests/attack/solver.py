"""Unknown whole numbers, what each may be, and sums that hold between them: what linear programmes make of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

Key = tuple[object, ...]
Span = tuple[float, float]
ANYTHING: Span = (0, math.inf)
NEARLY, LITTLE, UNBOUNDED = 1e-6, 0.02, 1_000_000


@dataclass
class Unknowns:
    """A system of linear statements. `limits` are by unknown, least and most; `sums` are terms, least and most."""

    limits: dict[Key, Span] = field(default_factory=dict)
    sums: list[tuple[Mapping[Key, float], Span]] = field(default_factory=list)

    def may_be(self, key: Key, low: float = 0, high: float = math.inf) -> None:
        """One thing more that is known of an unknown."""
        least, most = self.limits.get(key, ANYTHING)
        self.limits[key] = (max(least, low), min(most, high))

    def add_up(self, terms: Mapping[Key, float], low: float = 0, high: float = 0) -> None:
        """Unknowns, each so many times, come to something from `low` to `high`."""
        for key in terms:
            self.limits.setdefault(key, ANYTHING)
        self.sums.append((terms, (low, high)))

    def worked_out(self, matters: Callable[[Key, int], bool]) -> Iterator[tuple[Key, int]]:
        """Every unknown that was not told and can be one whole number only, and which, where that number matters."""
        for part in self._parts():
            if len(part.most):
                yield from part.worked_out(matters)

    def _parts(self) -> Iterator[_Part]:
        """What hangs together through sums, each apart."""
        joined: nx.Graph[Key] = nx.Graph()
        joined.add_nodes_from(self.limits)
        for terms, _ in self.sums:
            first, *others = terms
            joined.add_edges_from((first, other) for other in others)
        pieces = [sorted(piece, key=str) for piece in nx.connected_components(joined)]
        home = {key: number for number, piece in enumerate(pieces) for key in piece}
        sums = defaultdict(list)
        for terms, span in self.sums:
            sums[home[next(iter(terms))]].append((terms, span))
        for number, piece in enumerate(pieces):
            yield _Part({key: self.limits[key] for key in piece}, sums[number])


class _Part:
    def __init__(self, limits: dict[Key, Span], sums: list[tuple[Mapping[Key, float], Span]]) -> None:
        self.limits, self.place = limits, {key: number for number, key in enumerate(limits)}
        rows, columns, factors, most = [], [], [], []
        for terms, (low, high) in sums:
            for sign, limit in ((1, high), (-1, -low)):
                if math.isfinite(limit):
                    rows += [len(most)] * len(terms)
                    columns += [self.place[key] for key in terms]
                    factors += [sign * factor for factor in terms.values()]
                    most.append(limit)
        self.most = most
        self.terms = csr_array((factors, (rows, columns)), shape=(len(most), len(limits)))

    def worked_out(self, matters: Callable[[Key, int], bool]) -> Iterator[tuple[Key, int]]:
        """Programmes at random show that most unknowns are free, as long as that goes on; then two for each of the rest."""
        chance = np.random.default_rng(0)
        asked = np.array([not _is_told(span) for span in self.limits.values()])
        least, most = np.full(len(asked), math.inf), np.full(len(asked), -math.inf)
        left = asked
        while left.any():
            aim = np.where(left, chance.choice((-1.0, 1.0), size=len(left)), 0.0)
            for found in (self._solved(aim), self._solved(-aim)):
                least, most = np.minimum(least, found), np.maximum(most, found)
            free = np.floor(most + NEARLY) > np.ceil(least - NEARLY)
            before, left = left.sum(), asked & ~free
            if before - left.sum() <= before * LITTLE:
                break
        for key, place in self.place.items():
            if left[place] and matters(key, round(least[place])):
                aim = np.zeros(len(self.limits))
                aim[place] = 1
                low = math.ceil(self._solved(aim)[place] - NEARLY)
                if low == math.floor(self._solved(-aim)[place] + NEARLY) and matters(key, low):
                    yield key, low

    def _solved(self, aim: np.ndarray) -> np.ndarray:
        """Where the aim is least. Raises where the statements contradict each other: then one of them is not true."""
        bounds = [(low, min(high, low + UNBOUNDED)) for low, high in self.limits.values()]
        solved = linprog(aim, A_ub=self.terms, b_ub=self.most, bounds=bounds, method="highs")
        if solved.status != 0:
            raise ArithmeticError(f"{solved.message} Among {list(self.limits)[:5]}")
        return solved.x


def _is_told(span: Span) -> bool:
    return span[1] - span[0] < 1
