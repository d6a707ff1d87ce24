"""Loops that numpy cannot say, compiled where numba is there; without it they run as they stand, to the same bits."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

Loop = TypeVar("Loop", bound=Callable[..., Any])
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]
Draws = npt.NDArray[np.int16]


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


@compiled
def count_kinds(labels: Ints, ones: Ints, others: Ints, kinds: int) -> Ints:
    """For each row of `labels`, of people, how many ties from `ones` to `others` join two labels: rows × kinds².

    Two labels stand in place `smaller * kinds + larger`.
    """
    found = np.zeros((len(labels), kinds * kinds), np.int64)
    for row in range(len(labels)):
        for tie in range(len(ones)):
            one, other = labels[row, ones[tie]], labels[row, others[tie]]
            found[row, min(one, other) * kinds + max(one, other)] += 1
    return found


@compiled
def longest_gaps(moments: Floats, threads: Ints, draws: Draws, end: float) -> Floats:
    """For each row of `draws`, of threads, the longest gap between the moments in threads drawn, 0 and `end`.

    `moments` are in order of time, `threads` says which each is in.
    """
    found = np.zeros(len(draws), np.float64)
    for row in range(len(draws)):
        last = 0.0
        for number in range(len(moments)):
            if draws[row, threads[number]] > 0:
                found[row] = max(found[row], moments[number] - last)
                last = moments[number]
        found[row] = max(found[row], end - last)
    return found


@compiled
def constraints(ties: Ints, stands: Bools, people: int) -> Floats:
    """Burt's constraint of each person in each draw, of the ties that stand in it: people × draws; −1 without a tie.

    `ties` is ties × 2, each pair once, the smaller number first, in order; `stands` is ties × draws. Whom one person reaches
    another through, the other reaches the one through: it is added up once for both.
    """
    found = np.full((people, stands.shape[1]), -1.0, np.float64)
    starts, partners = np.zeros(people + 1, np.int64), np.zeros(2 * len(ties), np.int64)
    for tie in range(len(ties)):
        starts[ties[tie, 0] + 1] += 1
        starts[ties[tie, 1] + 1] += 1
    starts = np.cumsum(starts)
    for draw in range(stands.shape[1]):
        ends, reach, total = starts[:-1].copy(), np.zeros(people, np.float64), np.zeros(people, np.float64)
        for tie in range(len(ties)):
            if stands[tie, draw]:
                one, other = ties[tie, 0], ties[tie, 1]
                partners[ends[one]], partners[ends[other]] = other, one
                ends[one] += 1
                ends[other] += 1
        further, shares = starts[:-1].copy(), 1.0 / np.maximum(ends - starts[:-1], 1)
        for person in range(people):
            for place in range(starts[person], ends[person]):
                between = partners[place]
                further[between] += 1
                for beyond in range(further[between], ends[between]):
                    reach[partners[beyond]] += shares[between]
            for place in range(further[person], ends[person]):
                partner = partners[place]
                own, other = (1.0 + reach[partner]) * shares[person], (1.0 + reach[partner]) * shares[partner]
                total[person] += own * own
                total[partner] += other * other
            reach[person:] = 0.0
            if ends[person] > starts[person]:
                found[person, draw] = total[person]
    return found


@compiled
def upper_tails(least: Ints, chances: Floats, tries: Ints) -> Floats:
    """For each row of `chances`, how likely `least` successes or more are in so many `tries` of each: sums of binomials.

    NaN where no success at all is too unlikely for a number to say.
    """
    found = np.empty(len(least), np.float64)
    for row in range(len(least)):
        none = 0.0
        for kind in range(len(tries)):
            none += tries[kind] * np.log1p(-chances[row, kind])
        if none < -600.0:
            found[row] = np.nan
            continue
        below = np.zeros(least[row], np.float64)
        below[:1] = 1.0
        for kind in range(len(tries)):
            chance, count = chances[row, kind], tries[kind]
            longer = np.zeros(least[row], np.float64)
            weight = np.exp(count * np.log1p(-chance))
            for more in range(min(least[row], count + 1)):
                for number in range(least[row] - more):
                    longer[number + more] += below[number] * weight
                weight *= (count - more) / (more + 1.0) * chance / (1.0 - chance)
            below = longer
        found[row] = max(0.0, 1.0 - below.sum())
    return found


@compiled
def add_rows(ones: Ints, others: Ints, table: Counts, found: Counts) -> None:
    """Add row `others` of `table` to row `ones` of `found`, for each pair of numbers."""
    for number in range(len(ones)):
        found[ones[number]] += table[others[number]]


@compiled
def components(ties: Ints, stays: Bools) -> Ints:
    """The piece each person is in, by the smallest number in it; −1 for who does not stay, nor do their ties."""
    root = np.where(stays, np.arange(len(stays)), -1)
    for tie in range(len(ties)):
        one, other = ties[tie, 0], ties[tie, 1]
        if stays[one] and stays[other]:
            while root[one] != one:
                root[one] = root[root[one]]
                one = root[one]
            while root[other] != other:
                root[other] = root[root[other]]
                other = root[other]
            root[max(one, other)] = min(one, other)
    for person in range(len(stays)):
        if stays[person]:
            root[person] = root[root[person]]
    return root


@compiled
def partners_of(ties: Ints, people: int) -> tuple[Ints, Ints]:
    """Where each person's partners begin, and the partners of all, one person after the other."""
    starts = np.zeros(people + 1, np.int64)
    for tie in range(len(ties)):
        starts[ties[tie, 0] + 1] += 1
        starts[ties[tie, 1] + 1] += 1
    starts = np.cumsum(starts)
    places, found = starts.copy(), np.zeros(2 * len(ties), np.int64)
    for tie in range(len(ties)):
        one, other = ties[tie, 0], ties[tie, 1]
        found[places[one]], found[places[other]] = other, one
        places[one] += 1
        places[other] += 1
    return starts, found


@compiled
def core_numbers(starts: Ints, partners: Ints) -> Ints:
    """The largest k in whose k-core each person is: who has fewest partners left is taken out, one after the other."""
    people = len(starts) - 1
    left, found, taken = starts[1:] - starts[:-1], np.zeros(people, np.int64), np.zeros(people, np.bool_)
    waiting, depth, done = np.zeros(people, np.int64), 0, 0
    while done < people:
        stacked = 0
        for person in range(people):
            if not taken[person] and left[person] <= depth:
                taken[person] = True
                waiting[stacked] = person
                stacked += 1
        while stacked:
            stacked -= 1
            person = waiting[stacked]
            found[person] = depth
            done += 1
            for place in range(starts[person], starts[person + 1]):
                partner = partners[place]
                left[partner] -= 1
                if not taken[partner] and left[partner] <= depth:
                    taken[partner] = True
                    waiting[stacked] = partner
                    stacked += 1
        depth += 1
    return found


@compiled
def cut_off(starts: Ints, partners: Ints) -> Ints:
    """How many people the leaving of each would cut off from the largest piece of those they are joined with.

    One walk into the depth: below a person lies a piece of its own where nobody in it has a partner further up. Tarjan
    (1972), SIAM Journal on Computing 1:146.
    """
    people = len(starts) - 1
    order, low, above = np.full(people, -1, np.int64), np.zeros(people, np.int64), np.full(people, -1, np.int64)
    size, apart, largest = np.ones(people, np.int64), np.zeros(people, np.int64), np.zeros(people, np.int64)
    following, walked, found = starts[:-1].copy(), np.zeros(people, np.int64), np.zeros(people, np.int64)
    met = 0
    for root in range(people):
        first, person = met, root if order[root] < 0 else -1
        while person >= 0:
            if order[person] < 0:
                order[person] = low[person] = met
                walked[met] = person
                met += 1
            if following[person] < starts[person + 1]:
                partner = partners[following[person]]
                following[person] += 1
                if order[partner] < 0:
                    above[partner] = person
                    person = partner
                elif partner != above[person]:
                    low[person] = min(low[person], order[partner])
                continue
            upper = above[person]
            if upper >= 0:
                low[upper] = min(low[upper], low[person])
                size[upper] += size[person]
                if low[person] >= order[upper]:
                    apart[upper] += size[person]
                    largest[upper] = max(largest[upper], size[person])
            person = upper
        for place in range(first, met):
            others = met - first - 1
            found[walked[place]] = others - max(largest[walked[place]], others - apart[walked[place]])
    return found
