"""What stands of a network where some of its threads are drawn: the bootstrap over threads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cop_analytics.estimators import Ints
from cop_analytics.networks import Tie

Thing = TypeVar("Thing", bound=Hashable)


def meetings(
    ties: Iterable[tuple[str, str, str]], pairs: Sequence[Tie], threads: Sequence[str], draws: Ints
) -> npt.NDArray[np.float32]:
    """Draws × pairs: in how many of the drawn threads each pair met; `ties` are (thread, one, other).

    A thread drawn twice is still one thread: counted as two, it would make a repeat tie of every pair in it.
    """
    row, column = numbered(threads), numbered(pairs)
    met = np.zeros((len(row), len(column)), np.float32)
    for thread, one, other in ties:
        if (one, other) in column:
            met[row[thread], column[one, other]] = 1
    return (draws > 0).astype(np.float32) @ met


def numbered(things: Iterable[Thing]) -> dict[Thing, int]:
    """The place of each thing in its row."""
    return {thing: number for number, thing in enumerate(things)}
