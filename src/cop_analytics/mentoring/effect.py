"""What a programme did to its people's partners: waves that began later stand for what would have been without it.

Person and period effects are taken from people not mentored yet and nobody else (Borusyak, Jaravel & Spiess 2024, Review of
Economic Studies 91:3253). Chance is what chance did: the waves are drawn again and again (Fisher 1935; Athey & Imbens 2022,
Journal of Econometrics 226:62). Numbers in, numbers out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from cop_analytics.estimators import Estimate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS = 1999
POWER, LEVEL = 0.8, 0.05
WIDENINGS, HALVINGS = 40, 40


@dataclass(frozen=True)
class Panel:
    """People × blocks: `partners` counted in each; `first` the number of the block each person was first mentored in."""

    partners: Floats
    first: Ints


@dataclass(frozen=True)
class Effect:
    """So many more partners a person, with the effects that the draws do not speak against, and the chance of as much.

    Without a chance where nothing was drawn.
    """

    value: float
    lower: float | None
    upper: float | None
    chance: float | None


def weights(first: Ints, blocks: int) -> Floats | None:
    """By wave (in order of its first block) and block, how the mean number of partners goes into the effect.

    Everything the estimate reads of people is the mean of their wave in a block. None where no block has both people
    mentored and people who are not yet, or nothing is known from before.
    """
    waves, counts = np.unique(first, return_counts=True)
    is_free = np.arange(blocks)[None, :] < waves[:, None]
    counted = ~is_free & is_free.any(axis=0)
    if not counted.any() or not is_free.any(axis=1).all():
        return None
    design = np.hstack([np.repeat(np.eye(len(waves)), blocks, axis=0), np.tile(np.eye(blocks), (len(waves), 1))])
    root = np.sqrt(np.repeat(counts, blocks) * is_free.ravel())
    expected = design @ np.linalg.pinv(design * root[:, None]) * root
    share = (counts[:, None] * counted).ravel() / (counts[:, None] * counted).sum()
    held: Floats = (share - share @ expected).reshape(len(waves), blocks)
    return held


def effect(panel: Panel, seed: int, draws: int = DRAWS) -> Effect | None:
    """The effect while both sides could be seen; None where none could."""
    held = weights(panel.first, panel.partners.shape[1])
    if held is None:
        return None
    mentored = (np.arange(panel.partners.shape[1])[None, :] >= panel.first[:, None]).astype(float)
    drawn = _drawn(panel.first, seed, draws)
    told, shifted = _estimates(drawn, panel.partners, held), _estimates(drawn, mentored, held)
    return Effect(float(told[0]), _end(told, shifted, -1), _end(told, shifted, 1), _chance(told, shifted, 0.0))


def pre_trend(panel: Panel, seed: int, draws: int = DRAWS) -> Effect | None:
    """The same with everybody's beginning put a block earlier, of the blocks before anybody began: there, none should be.

    None with fewer than two of them.
    """
    before = int(panel.first.min())
    if before < 2:
        return None
    waves = np.unique(panel.first)
    early = np.where(panel.first == waves[0], before - 1, before)
    return effect(Panel(panel.partners[:, :before], early), seed, draws)


def detectable(panel: Panel) -> Estimate | None:
    """The smallest effect that would be found four times in five: from how people differed before anybody began alone.

    How alike a person's blocks are, and how different people are, is read off the blocks before. None with fewer than two.
    The interval is that of a spread of so many people (χ²).
    """
    before, blocks = int(panel.first.min()), panel.partners.shape[1]
    held = weights(panel.first, blocks)
    if before < 2 or held is None:
        return None
    early = panel.partners[:, :before]
    centred = early - early.mean(axis=0)
    degrees = len(early) - 1
    spread = float((centred**2).sum() / before / degrees)
    covariances = centred.T @ centred / degrees
    shared = float(covariances[~np.eye(before, dtype=bool)].mean())
    waves, counts = np.unique(panel.first, return_counts=True)
    covariance = np.full((blocks, blocks), shared) + np.eye(blocks) * (spread - shared)
    variance = sum(float(held[g] @ covariance @ held[g]) / counts[g] for g in range(len(waves)))
    wanted = stats.norm.ppf(1 - LEVEL / 2) + stats.norm.ppf(POWER)
    least = float(wanted * np.sqrt(max(variance, 0.0)))
    low, high = (float(least * np.sqrt(degrees / stats.chi2.ppf(p, degrees))) for p in (1 - LEVEL / 2, LEVEL / 2))
    return Estimate(least, low, high)


def _drawn(first: Ints, seed: int, draws: int) -> Ints:
    """The waves as they were drawn, and as they might have been: draws + 1 × people."""
    chance = np.random.default_rng(seed)
    again = chance.permuted(np.tile(first, (draws, 1)), axis=1)
    return np.vstack([first[None, :], again])


def _estimates(drawn: Ints, partners: Floats, held: Floats) -> Floats:
    total = np.zeros(len(drawn))
    for row, wave in zip(held, np.unique(drawn[0]), strict=True):
        is_in = drawn == wave
        total += is_in @ (partners @ row) / is_in[0].sum()
    return total


def _chance(told: Floats, shifted: Floats, supposed: float) -> float:
    """How often the draws are as far off, if the effect were as supposed; the draw that was made counts."""
    off = np.abs(told - supposed * shifted)
    return float((off >= off[0] - 1e-9).mean())


def _end(told: Floats, shifted: Floats, side: int) -> float | None:
    """Where supposed effects begin to be spoken against, on one side; None where they never are."""
    inside, step = float(told[0]), max(float(told.std()), 1e-6)
    outside = inside + side * step
    for _ in range(WIDENINGS):
        if _chance(told, shifted, outside) <= LEVEL:
            break
        inside, step = outside, 2 * step
        outside = inside + side * step
    else:
        return None
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if _chance(told, shifted, middle) > LEVEL:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
