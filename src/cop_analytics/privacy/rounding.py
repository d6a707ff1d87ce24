"""Numbers in round figures: counts of people, and shares told no finer than the people they are of.

A share and its limits give away both its counts where they are exact: 7 of 19 is no other share of 18 to 22.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import stats

from cop_analytics.privacy.rules import Shares

Columns = dict[str, pa.ChunkedArray]
STEP, STEP_ABOVE, COARSE_ABOVE = 5, 10, 50
TENTH = 10.0
FINER_FROM = ((100, 20.0), (250, 50.0), (500, 100.0))
LOWER, UPPER, METHOD = "lower", "upper", "interval_method"
WILSON, JEFFREYS, ENDS = "Wilson", "Jeffreys", (0.025, 0.975)


def rounded(counts: pa.ChunkedArray, floor: int) -> pa.ChunkedArray:
    """Counts to the nearest 5, above 50 to the nearest 10; empty below the floor."""
    step = pc.if_else(
        pc.less_equal(counts, COARSE_ABOVE), pa.scalar(STEP, pa.int64()), pa.scalar(STEP_ABOVE, pa.int64())
    )
    nearest = pc.multiply(pc.divide(pc.add(counts, pc.divide(step, 2)), step), step)
    kept = pc.if_else(pc.less(counts, floor), pa.scalar(None, pa.int64()), nearest)
    return kept.cast(counts.type)


def spans(count: int) -> tuple[int, int]:
    """The least and the most that is told in the same round figure as a count."""
    step = STEP if count <= COARSE_ABOVE else STEP_ABOVE
    told = (count + step // 2) // step * step
    return told - 2 if told <= COARSE_ABOVE else told - 5, told + 2 if told < COARSE_ABOVE else told + 4


def coarse(values: pa.ChunkedArray, counts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values to the nearest tenth, halves up, or to a finer step where each step makes five or more of `counts`.

    What is not 0 is not told as 0, nor what is less than 1 as 1, but as half a step beside it.
    """
    steps = pa.scalar(TENTH)
    for least, finer in FINER_FROM:
        steps = pc.if_else(pc.greater_equal(counts, least), pa.scalar(finer), steps)
    told, half = pc.divide(pc.floor(pc.add(pc.multiply(values, steps), 0.5)), steps), pc.divide(0.5, steps)
    is_nearly_all = pc.and_(pc.equal(told, 1), pc.less(values, 1))
    told = pc.if_else(pc.equal(told, 0), pc.multiply(pc.sign(values), half), told)
    return pc.if_else(is_nearly_all, pc.subtract(1.0, half), told)


def told_shares(exact: Columns, shares: Shares, floor: int) -> Columns:
    """The columns of a share in round figures, each made of as few others as may be. `exact` has passed suppression."""
    whole, told_whole = exact[shares.whole], rounded(exact[shares.whole], floor)
    counted = pc.multiply(exact[shares.share], whole)
    share = _of_figures(exact, shares, pc.floor(pc.add(counted, 0.5)).cast(pa.int64()), told_whole)
    told = {name: coarse(exact[name], whole) for name in (LOWER, UPPER, *shares.also)}
    told |= {shares.whole: told_whole, shares.share: coarse(share, whole)}
    limits = _limits(told[shares.share], told_whole, _methods(exact, shares))
    for name, limit in zip((LOWER, UPPER), limits, strict=True):
        told[name] = pc.if_else(pc.and_(pc.is_valid(limit), pc.is_valid(exact[name])), coarse(limit, whole), told[name])
    is_share = pc.less(pc.abs(pc.subtract(counted, exact[shares.persons])), 0.5)
    persons = _made(told[shares.share], told_whole, floor).cast(whole.type)
    told[shares.persons] = pc.if_else(pc.fill_null(is_share, False), persons, rounded(exact[shares.persons], floor))
    return told


def _of_figures(
    exact: Columns, shares: Shares, counted: pa.ChunkedArray, told_whole: pa.ChunkedArray
) -> pa.ChunkedArray:
    """The share; that of round figures where another table tells these."""
    column, value = shares.of_figures
    if not column:
        return exact[shares.share]
    figures = pc.divide(rounded(counted, 0).cast(pa.float64()), told_whole)
    return pc.if_else(pc.equal(exact[column], value), figures, exact[shares.share])


def _made(share: pa.ChunkedArray, whole: pa.ChunkedArray, floor: int) -> pa.ChunkedArray:
    """What a share makes of a whole, in round figures: some are never below the floor."""
    about = pc.floor(pc.add(pc.multiply(share, whole), 0.5)).cast(pa.int64())
    made = rounded(pc.max_element_wise(about, pa.scalar(floor, pa.int64()), skip_nulls=False), floor)
    return pc.if_else(pc.equal(share, 0), pa.scalar(None, pa.int64()), made)


def _methods(exact: Columns, shares: Shares) -> list[str]:
    if shares.method:
        return [shares.method] * len(exact[shares.share])
    return [method or "" for method in exact[METHOD].to_pylist()]


def _limits(share: pa.ChunkedArray, whole: pa.ChunkedArray, methods: list[str]) -> tuple[pa.Array, pa.Array]:
    """Wilson's and Jeffreys' 95 % limits of shares as told; empty where limits are made in another way.

    Wilson (1927), JASA 22:209; Brown, Cai & DasGupta (2001), Statistical Science 16:101.
    """
    p, n = (column.to_numpy().astype(np.float64) for column in (share, whole))
    z = stats.norm.ppf(ENDS[1])
    is_score, is_beta = (np.array([each.startswith(name) for each in methods], bool) for name in (WILSON, JEFFREYS))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre, scale = (p + z * z / (2 * n)) / (1 + z * z / n), 1 + z * z / n
        half = z / scale * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
        score = (centre - half, centre + half)
        beta = tuple(stats.beta.ppf(end, p * n + 0.5, n - p * n + 0.5) for end in ENDS)
    told = [np.where(is_score, one, np.where(is_beta, other, np.nan)) for one, other in zip(score, beta, strict=True)]
    told = [np.where((p == end) & (is_score | is_beta), end, limit) for end, limit in zip((0, 1), told, strict=True)]
    lower, upper = (pa.array(limit, pa.float64(), from_pandas=True) for limit in told)
    return lower, upper
