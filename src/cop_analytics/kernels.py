"""Loops that numpy cannot say, compiled where numba is there; without it they run as they stand, to the same bits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

Loop = TypeVar("Loop", bound=Callable[..., Any])
Ints = npt.NDArray[np.int64]


def compiled(loop: Loop) -> Loop:
    """`loop`, compiled when it is first called; kept on disk for the next process where there is a place for it."""

    @cache
    def ready() -> Callable[..., Any]:
        try:
            from numba import njit
        except ImportError:  # a machine it does not run on still gets its numbers
            return loop
        try:
            return cast(Callable[..., Any], njit(cache=True, nogil=True)(loop))
        except RuntimeError:  # no folder to keep it in
            return cast(Callable[..., Any], njit(nogil=True)(loop))

    @wraps(loop)
    def called(*words: object) -> object:
        return ready()(*words)

    return cast(Loop, called)


@compiled
def rewire(sources: Ints, targets: Ints, places: Ints, picks: Ints, every: int, kept: Ints, filled: int) -> int:
    """Swap the targets of arcs, in place, one try for each pair of arcs in `picks`; how many tries changed something.

    `places[u, v]` is the number of the arc u → v, −1 without one. After every `every` tries, if that is above 0, the
    targets are copied into the next row of `kept`, beginning with row `filled`. A try that would make a loop or an arc
    twice changes nothing, and counts: were it not counted, graphs with many possible swaps would be drawn more often.
    Two arcs in a row that a third closes to a cycle are turned round with it: swaps alone cannot do that.
    """
    changed = 0
    for number in range(len(picks)):
        one, other = picks[number, 0], picks[number, 1]
        u, v, x, y = sources[one], targets[one], sources[other], targets[other]
        if v == x and u != y:
            third = places[y, u]
            if third >= 0 and places[v, u] < 0 and places[y, v] < 0 and places[u, y] < 0:
                places[u, v], places[v, y], places[y, u] = -1, -1, -1
                targets[one], targets[other], targets[third] = y, u, v
                places[u, y], places[v, u], places[y, v] = one, other, third
                changed += 1
        elif u != y and x != v and places[u, y] < 0 and places[x, v] < 0:
            places[u, v], places[x, y] = -1, -1
            targets[one], targets[other] = y, v
            places[u, y], places[x, v] = one, other
            changed += 1
        if every > 0 and (number + 1) % every == 0:
            kept[filled] = targets
            filled += 1
    return changed


@compiled
def count_mutual(sources: Ints, targets: Ints, people: int) -> Ints:
    """For each row of `targets`, of arcs from `sources`, how many pairs of people turn to each other."""
    found = np.zeros(len(targets), np.int64)
    turned = np.zeros((people, people), np.bool_)
    for row in range(len(targets)):
        for arc in range(len(sources)):
            turned[sources[arc], targets[row, arc]] = True
        for arc in range(len(sources)):
            if turned[targets[row, arc], sources[arc]]:
                found[row] += 1
        for arc in range(len(sources)):
            turned[sources[arc], targets[row, arc]] = False
    return found // 2
