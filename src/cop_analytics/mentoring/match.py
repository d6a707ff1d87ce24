"""Who is paired with whom: most pairs, then the best worst pair, then the greatest sum; the same from the same seed.

Once pairs were announced: most pairs, then fewest changed, then as before. Solved by scipy: Hopcroft–Karp for how many,
Jonker–Volgenant on sparse matrices for which (Duff & Koster 2001; Crouse 2016).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Pair = tuple[int, int]

TIE = 1e-9


@dataclass(frozen=True)
class Problem:
    """Pairs that may be, by number of mentor and mentee, with their fit; how many mentees each mentor takes."""

    mentors: Ints
    mentees: Ints
    values: Floats
    capacity: Ints
    mentee_count: int
    announced: frozenset[Pair] = frozenset()
    seed: int = 1

    @property
    def is_announced(self) -> Bools:
        return np.array(
            [pair in self.announced for pair in zip(self.mentors.tolist(), self.mentees.tolist(), strict=True)], bool
        )

    def where(self, kept: Bools) -> Problem:
        """The same with some of the pairs."""
        return replace(self, mentors=self.mentors[kept], mentees=self.mentees[kept], values=self.values[kept])


def problem(may: Bools, value: Floats, capacity: Ints, announced: Collection[Pair] = (), seed: int = 1) -> Problem:
    """From matrices, mentors × mentees."""
    mentors, mentees = np.nonzero(may)
    return Problem(mentors, mentees, value[mentors, mentees], capacity, may.shape[1], frozenset(announced), seed)


def locked(asked: Problem, pairs: Collection[Pair]) -> Problem:
    """The same with `pairs` settled: neither of the two may be with anybody else."""
    mentors, mentees = {one for one, _ in pairs}, {other for _, other in pairs}
    settled = set(pairs)
    kept = [
        (one, other) in settled or (one not in mentors and other not in mentees)
        for one, other in zip(asked.mentors.tolist(), asked.mentees.tolist(), strict=True)
    ]
    return asked.where(np.array(kept, bool))


def most_pairs(asked: Problem) -> int:
    """How many can be paired at most."""
    rows, columns = _seats(asked)[:2]
    if not len(rows):
        return 0
    graph = csr_array(
        (np.ones(len(rows), np.int8), (rows, columns)), shape=(int(asked.capacity.sum()), asked.mentee_count)
    )
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())


def matched(asked: Problem) -> list[Pair]:
    """The pairs, in order of mentors; empty where nobody may be paired."""
    if not len(asked.values):
        return []
    goal = _reached(asked, _heaviest(asked))
    thresholds = np.unique(asked.values)
    low, high = 0, len(thresholds) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _is_reachable(asked.where(asked.values >= thresholds[middle]), goal):
            low = middle
        else:
            high = middle - 1
    best = asked.where(asked.values >= thresholds[low])
    return sorted(_heaviest(best))


def _is_reachable(asked: Problem, goal: tuple[int, int]) -> bool:
    if most_pairs(asked) < goal[0]:
        return False
    return not asked.announced or _reached(asked, _heaviest(asked)) == goal


def _reached(asked: Problem, pairs: Collection[Pair]) -> tuple[int, int]:
    return len(pairs), len(asked.announced & set(pairs))


def _heaviest(asked: Problem) -> list[Pair]:
    """Most pairs, of them those with most announced ones, of them the greatest sum, then by seed.

    Each seat of a mentor may stay empty at a price that no gain makes up for.
    """
    rows, columns, edges = _seats(asked)
    if not len(rows):
        return []
    seats = int(asked.capacity.sum())
    kept = float(min(seats, asked.mentee_count) + 1)
    pair = kept * (kept + 1)
    weights = pair + kept * asked.is_announced + asked.values + TIE * _lots(asked)
    costs = 2 * pair - weights[edges]
    matrix = csr_array(
        (
            np.concatenate([costs, np.full(seats, 2 * pair)]),
            (
                np.concatenate([rows, np.arange(seats)]),
                np.concatenate([columns, asked.mentee_count + np.arange(seats)]),
            ),
        ),
        shape=(seats, asked.mentee_count + seats),
    )
    seat, chosen = min_weight_full_bipartite_matching(matrix)
    owner = np.repeat(np.arange(len(asked.capacity)), asked.capacity)
    return [(int(owner[s]), int(c)) for s, c in zip(seat, chosen, strict=True) if c < asked.mentee_count]


def _seats(asked: Problem) -> tuple[Ints, Ints, Ints]:
    """(seat, mentee, number of the pair) for each seat of each mentor."""
    starts = np.concatenate([[0], np.cumsum(asked.capacity)])[:-1].astype(np.int64)
    each = asked.capacity[asked.mentors] if len(asked.mentors) else np.empty(0, np.int64)
    edges = np.repeat(np.arange(len(asked.mentors)), each)
    within = np.arange(len(edges)) - np.repeat(np.cumsum(each) - each, each)
    return starts[asked.mentors[edges]] + within, asked.mentees[edges], edges


def _lots(asked: Problem) -> Floats:
    """A lot between 0 and 1 for each pair, the same from the same seed whatever other pairs there are."""
    pairs = zip(asked.mentors.tolist(), asked.mentees.tolist(), strict=True)
    return np.array([_lot(asked.seed, one, other) for one, other in pairs])


@lru_cache(maxsize=1 << 16)
def _lot(seed: int, mentor: int, mentee: int) -> float:
    """Drawn once: a match with its alternatives asks for the same ones again and again."""
    drawn = hashlib.blake2b(f"{seed}/{mentor}/{mentee}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn) / 2**32
