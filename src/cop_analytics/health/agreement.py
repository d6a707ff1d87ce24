"""How answers on an ordered scale lie: where the middle is, how they spread, whether members differ from a statement.

Counts in, words or counts out: a place on the scale is a class, never a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import ceil, comb, sqrt

ENOUGH_FOR_SPREAD = 10
ENOUGH_FOR_A = 20
CLUSTERED, TWO_CAMPS, SPREAD = "clustered", "two camps", "spread"
LEAST_COVERAGE = 0.9
ONE_SIDED_95 = 1.6448536269514722


def middle(counts: Sequence[int]) -> tuple[int, int] | None:
    """The classes of the two middle answers, the same where one lies in the middle; None where nobody answered."""
    total = sum(counts)
    return (_class_of(counts, (total + 1) // 2), _class_of(counts, total // 2 + 1)) if total else None


def middle_half(counts: Sequence[int]) -> tuple[int, int] | None:
    """The classes between which the middle half of the answers lies; None where nobody answered."""
    total = sum(counts)
    return (_class_of(counts, ceil(total / 4)), _class_of(counts, ceil(3 * total / 4))) if total else None


def interval_of_middle(counts: Sequence[int]) -> tuple[int, int] | None:
    """The classes between which the median lies with at least 90 %, by order statistics; None below five answers.

    The r-th lowest and r-th highest of n answers hold the median with 1 − 2·P(B < r), B binomial (n, ½).
    """
    total = sum(counts)
    held = [r for r in range(1, total // 2 + 1) if _coverage(total, r) >= LEAST_COVERAGE]
    return (_class_of(counts, held[-1]), _class_of(counts, total + 1 - held[-1])) if held else None


def spread_word(counts: Sequence[int]) -> str | None:
    """`clustered`, `two camps` or `spread`; None below ten answers."""
    total = sum(counts)
    if total < ENOUGH_FOR_SPREAD:
        return None
    if any(100 * (first + second) >= 75 * total for first, second in pairwise(counts)):
        return CLUSTERED
    low, high = sum(counts[:2]), sum(counts[-2:])
    return TWO_CAMPS if 100 * min(low, high) >= 30 * total else SPREAD


def agreement(counts: Sequence[float]) -> float | None:
    """Van der Eijk's A: 1 where all answer in one class, 0 where all classes are alike, −1 at the two ends.

    None where nobody answered. Van der Eijk (2001), Quality & Quantity 35(3), 325–341, as in the R package agrmt.
    """
    total, left, agreed = sum(counts), list(counts), 0.0
    if total <= 0:
        return None
    while any(count > 0 for count in left):
        layer = [int(count > 0) for count in left]
        height = min(count for count in left if count > 0)
        agreed += height * sum(layer) / total * _agreement_of(layer)
        left = [count - height if held else 0 for count, held in zip(left, layer, strict=True)]
    return agreed


def _agreement_of(layer: Sequence[int]) -> float:
    """A of a layer, whose classes are held or not."""
    classes, held = len(layer), sum(layer)
    triples = list(combinations(layer, 3))
    one_peak = sum(triple in ((1, 1, 0), (0, 1, 1)) for triple in triples)
    two_peaks = sum(triple == (1, 0, 1) for triple in triples)
    shape = 1.0
    if one_peak + two_peaks:
        apart = (classes - 2) * one_peak - (classes - 1) * two_peaks
        shape = apart / ((classes - 2) * (one_peak + two_peaks))
    return shape * (1 - (held - 1) / (classes - 1))


def is_most(count: int, total: int) -> bool:
    """Whether more than half of all like these would: the one-sided Wilson 95 % lower bound is above one half."""
    if not total:
        return False
    z2 = ONE_SIDED_95**2
    share = count / total
    root = ONE_SIDED_95 * sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return (share + z2 / (2 * total) - root) / (1 + z2 / total) > 0.5


def _class_of(counts: Sequence[int], place: int) -> int:
    """The class of the answer at `place`, from 1, when all stand in order."""
    for number, count in enumerate(counts):
        place -= count
        if place <= 0:
            return number
    raise ValueError("there are fewer answers than that")


def _coverage(total: int, r: int) -> float:
    beyond = sum(comb(total, below) for below in range(r)) / float(2**total)
    return 1 - 2 * beyond
