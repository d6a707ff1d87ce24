"""Estimates with their intervals: arrays in, numbers out. Knows nothing of communities."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Draws = npt.NDArray[np.int16]

DRAWS = 1000
BOOTSTRAP_PERCENTILES = (5.0, 95.0)


@dataclass(frozen=True)
class Estimate:
    """A value with the ends of its interval; an end is None where it lies beyond what can be said."""

    value: float
    lower: float | None
    upper: float | None


@lru_cache(maxsize=1 << 14)
def wilson(successes: int, trials: int, level: float = 0.95) -> Estimate | None:
    """A share with Wilson's score interval; None where nothing was tried.

    Wilson (1927), JASA 22:209. Values and ends are shares, 0–1.
    """
    if trials == 0:
        return None
    interval = stats.binomtest(successes, trials).proportion_ci(level, method="wilson")
    return Estimate(successes / trials, float(interval.low), float(interval.high))


@dataclass(frozen=True)
class Survival:
    """Kaplan–Meier's curve of a time until something happens, with its log-log band.

    `times` are the distinct times; `waits` all of them, `events` the number of those that ended in what was waited for.
    """

    times: Floats
    share: Floats
    low: Floats
    high: Floats
    waits: Floats
    events: int
    level: float

    def happened_by(self, moment: float) -> Estimate | None:
        """F(t): the share for which it has happened by `moment`, in the unit of the times.

        None beyond the last time while some still wait: nobody was followed that long. Where nothing or everything has
        happened the log-log band is undefined: Wilson's interval of those still at risk, or of all events, stands in.
        """
        position = int(np.searchsorted(self.times, moment, side="right")) - 1
        share = self.share[position] if position >= 0 else 1.0
        if moment > self.times[-1] and share > 0:
            return None
        if share == 1:
            return wilson(0, int((self.waits >= moment).sum()), self.level)
        if share == 0:
            return wilson(self.events, self.events, self.level)
        return Estimate(float(1 - share), float(1 - self.high[position]), float(1 - self.low[position]))

    def median(self) -> Estimate | None:
        """When it has happened for half, with the interval read off the band (Brookmeyer & Crowley 1982).

        None where the curve never comes down to one half: "not reached". The upper end is None where the band does not.
        """
        value = self._first(self.share)
        if value is None:
            return None
        return Estimate(value, self._first(self.low), self._first(self.high))

    def _first(self, curve: Floats) -> float | None:
        reached = np.flatnonzero(np.nan_to_num(curve, nan=1.0) <= 0.5 + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None


def kaplan_meier(durations: Sequence[float], happened: Sequence[bool], level: float = 0.95) -> Survival | None:
    """The survival curve of `durations`, of which those not `happened` are censored; None without any.

    Kaplan & Meier (1958), JASA 53:457; log-log band after Kalbfleisch & Prentice (2002).
    """
    if len(durations) == 0:
        return None
    waits, ended = np.asarray(durations, np.float64), np.asarray(happened, np.bool_)
    times, place = np.unique(waits, return_inverse=True)
    ends = np.bincount(place, weights=ended)
    at_risk = len(waits) - np.searchsorted(np.sort(waits), times)
    share = np.cumprod((at_risk - ends) / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # no band while nothing, or everything, happened
        spread = np.sqrt(np.cumsum(ends / (at_risk * (at_risk - ends))) / np.log(share) ** 2)
        reach = special.ndtri((1 + level) / 2) * spread
        low, high = (np.exp(-np.exp(np.log(-np.log(share)) + end)) for end in (reach, -reach))
    return Survival(times, share, low, high, waits, int(ended.sum()), level)


def gini(amounts: Floats) -> Floats:
    """Gini coefficient of each row's amounts above zero, with the small-sample correction n/(n−1).

    `amounts` is rows × people; NaN where a row has fewer than two people. 0: all alike, 1: one has all.
    """
    ordered = np.sort(amounts, axis=1)
    counts = (ordered > 0).sum(axis=1)
    people = ordered.shape[1]
    ranks = np.arange(1, people + 1) - (people - counts)[:, None]
    totals = ordered.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = 2 * (ranks * ordered).sum(axis=1) / (counts * totals) - (counts + 1) / counts
        corrected: Floats = np.where(counts > 1, raw * counts / (counts - 1), np.nan)
    return corrected


@lru_cache(maxsize=8)
def thread_draws(threads: int, *seed: object, draws: int = DRAWS) -> Draws:
    """How often each thread is drawn: draws × threads, each row a resample with replacement; not to be written to.

    The seed is made from words, so that the same community and window always see the same draws.
    """
    drawn = seeded(*seed).multinomial(threads, np.full(threads, 1 / threads), size=draws)
    weights: Draws = drawn.astype(np.int16)  # of 40,000 threads, a quarter of 300 MB; none is drawn 32,767 times
    weights.flags.writeable = False
    return weights


def seeded(*seed: object) -> np.random.Generator:
    """Random numbers that are the same wherever the same words are given."""
    words = "\x1f".join(str(word) for word in seed).encode()
    number = int.from_bytes(hashlib.sha256(words).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(number))


def between(value: float, drawn: Floats, ceiling: float = np.inf, floor: float = 0.0) -> Estimate:
    """`value` with the 5th and 95th percentile of the draws, moved so that their median is `value`; `floor` to `ceiling`.

    A draw leaves out a third of the threads, so whatever counts distinct people or pairs comes out low: where the draws
    lie says nothing, how far they spread does. Draws that say nothing (NaN) are left out.
    """
    said = drawn[~np.isnan(drawn)]
    if said.size == 0:
        return Estimate(value, None, None)
    lower, upper = np.percentile(said, BOOTSTRAP_PERCENTILES) + (value - np.median(said))
    return Estimate(value, *(float(np.clip(end, floor, ceiling)) for end in (lower, upper)))


@lru_cache(maxsize=1 << 14)
def jeffreys(successes: int, trials: int, level: float = 0.95) -> Estimate | None:
    """A share with Jeffreys' equal-tailed interval, of Beta(x + ½, n − x + ½); None where nothing was tried.

    The lower end is 0 where nothing succeeded and the upper 1 where everything did: Brown, Cai & DasGupta (2001),
    Statistical Science 16:101.
    """
    if trials == 0:
        return None
    tail, failures = (1 - level) / 2, trials - successes
    ends = stats.beta(successes + 0.5, failures + 0.5)
    lower, upper = ends.ppf(tail), ends.ppf(1 - tail)
    return Estimate(successes / trials, float(lower) if successes else 0.0, float(upper) if failures else 1.0)
