"""What chance alone would make: the same degrees with other ties, other labels on the same ties, other groups joined."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from cop_analytics import kernels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BURN_IN = 10
RAREST, RARE = 0.02, 0.1
AT_ONCE = 1 << 20
"""Tries whose arcs are picked together: 16 MiB. However many, the picks are the same."""
ROUNDS, CLOSE = 10_000, 1e-10


def rewirings(arcs: Ints, people: int, draws: int, chance: np.random.Generator) -> Ints:
    """`draws` random graphs with everybody's in- and outdegree as in `arcs`: draws × arcs, the target of each arc.

    `arcs` is arcs × 2 (from, to), no arc twice and none to itself, people numbered from 0. Every such graph is equally
    likely: swaps of targets after Maslov & Sneppen (2002), Science 296:910, with rejected tries counted and cycles of
    three turned round (Rao, Jana & Bandyopadhyay 1996, Sankhyā A 58:225; Fosdick et al. 2018, SIAM Review 60:315). Ten
    swaps an arc are done before the first graph is kept, about one an arc between two.
    """
    count = len(arcs)
    sources, targets = arcs[:, 0].astype(np.int64), arcs[:, 1].astype(np.int64)
    kept = np.empty((draws, count), np.int64)
    if count == 0 or draws == 0:
        return kept
    places = np.full((people, people), -1, np.int64)
    places[sources, targets] = np.arange(count)
    tries = BURN_IN * count
    changed = kernels.rewire(sources, targets, places, _picks(tries, count, chance), 0, kept, 0)
    rate = max(changed / tries, RAREST)
    kernels.rewire(sources, targets, places, _picks(int(tries / rate), count, chance), 0, kept, 0)
    every = max(1, round(count / rate))
    block = max(1, AT_ONCE // every)
    for filled in range(0, draws, block):
        tries = min(block, draws - filled) * every
        kernels.rewire(sources, targets, places, _picks(tries, count, chance), every, kept, filled)
    return kept


def labellings(labels: npt.NDArray[np.int8], draws: int, chance: np.random.Generator) -> npt.NDArray[np.int8]:
    """The same labels dealt to people at random: draws × people."""
    return chance.permuted(np.tile(labels, (draws, 1)), axis=1)


def percentile(value: float, drawn: npt.NDArray[np.floating] | Ints) -> float | None:
    """Where `value` lies among the draws: the share of them that are not above it; None without draws."""
    return float((np.asarray(drawn) <= value).mean()) if len(drawn) else None


def expected_joins(groups: Ints, joiners: Ints) -> Floats:
    """The chance that a person of so many groups is in a group of so many people: groups × degrees of persons.

    `groups` are the sizes, `joiners` counts, for each number of groups from 1 on, the people in so many. Of all
    bipartite graphs with these degrees on average it assumes nothing more (bipartite configuration model, Saracco et al.
    2015, Scientific Reports 5:10595; the probabilities of the SDSM, Neal et al. 2021, Scientific Reports 11:23929).
    """
    degrees = np.arange(1, len(joiners) + 1, dtype=float)
    sizes, people = groups.astype(float), joiners.astype(float)
    x, y = sizes / np.sqrt(sizes.sum() or 1), degrees / np.sqrt((people * degrees).sum() or 1)
    for _ in range(ROUNDS):
        rows = sizes / (people * y / (1 + np.outer(x, y))).sum(axis=1)
        columns = degrees / (rows[:, None] / (1 + np.outer(rows, y))).sum(axis=0)
        moved = max(np.abs(rows - x).max(), np.abs(columns - y).max())
        x, y = rows, columns
        if moved < CLOSE:
            break
    odds = np.outer(x, y)
    chances: Floats = odds / (1 + odds)
    return chances


def overlap_chances(shared: Ints, chances: Floats, joiners: Ints) -> Floats:
    """For each pair of groups the chance that they share so many people or more: a Poisson binomial tail.

    `chances` is pairs × degrees: the chance that one of the `joiners` of a degree is in both. The normal distribution says
    it where that is far from rare.
    """
    mean, variance = chances @ joiners, (chances * (1 - chances)) @ joiners
    with np.errstate(divide="ignore", invalid="ignore"):
        rough = stats.norm.sf((shared - 0.5 - mean) / np.sqrt(variance))
    found: Floats = np.where(variance > 0, rough, shared <= mean)
    rare = np.flatnonzero(found <= RARE)
    found[rare] = kernels.upper_tails(shared[rare], chances[rare], joiners)
    for pair in rare[np.isnan(found[rare])]:
        found[pair] = stats.poisson_binom.sf(shared[pair] - 1, np.repeat(chances[pair], joiners))
    return found


def holm(chances: Floats, level: float = 0.05) -> npt.NDArray[np.bool_]:
    """Which of many tests hold at `level` together. Holm (1979), Scandinavian Journal of Statistics 6:65."""
    order = np.argsort(chances, kind="stable")
    holds = chances[order] <= level / np.arange(len(chances), 0, -1)
    found = np.zeros(len(chances), np.bool_)
    found[order] = np.cumprod(holds).astype(bool)
    return found


def _picks(tries: int, count: int, chance: np.random.Generator) -> Ints:
    return chance.integers(0, count, (tries, 2))
