"""What stands of a network where some of its threads are drawn: the bootstrap over threads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cop_analytics import kernels
from cop_analytics.estimators import Draws, Floats
from cop_analytics.networks import Tie

Thing = TypeVar("Thing", bound=Hashable)
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]


def meetings(
    ties: Iterable[tuple[str, str, str]], pairs: Sequence[Tie], threads: Sequence[str], draws: Draws
) -> Counts:
    """Pairs × draws: in how many of the drawn threads each pair met; `ties` are (thread, one, other).

    A thread drawn twice is still one thread: counted as two, it would make a repeat tie of every pair in it.
    """
    if not len(draws):
        return np.zeros((len(pairs), 0), np.int32)
    row, column = numbered(threads), numbered(pairs)
    met = {(column[one, other], row[thread]) for thread, one, other in ties if (one, other) in column}
    return summed(met, (len(pairs), len(threads)), draws.T > 0)


def summed(cells: Iterable[tuple[int, int]], shape: tuple[int, int], drawn: Draws | Counts | Bools) -> Counts:
    """Rows × draws: for each row of a table, what its cells (row, column) add up to; `drawn` is columns × draws.

    A cell named twice counts twice. Few cells are not zero: a table of all would be multiplied out hundreds of times longer.
    """
    found = np.zeros((shape[0], drawn.shape[1]), np.int32)
    if found.size:
        at = np.array(list(cells), np.int64).reshape(-1, 2)
        kernels.add_rows(at[:, 0], at[:, 1], np.ascontiguousarray(drawn, np.int32), found)
    return found


def medians(values: Floats, counted: Bools) -> Floats:
    """The median of each column over the rows that are `counted` in it; NaN in a column where none is."""
    ordered = np.sort(np.where(counted, values, np.inf), axis=0)
    counts, columns = counted.sum(axis=0), np.arange(values.shape[1])
    middle = (ordered[np.maximum(counts - 1, 0) // 2, columns] + ordered[counts // 2, columns]) / 2
    return np.where(counts > 0, middle, np.nan)


def numbered(things: Iterable[Thing]) -> dict[Thing, int]:
    """The place of each thing in its row."""
    return {thing: number for number, thing in enumerate(things)}
