"""Whether the newest of a row of months differs from those before it by more than they differ among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Signal = Literal["none", "worth_asking", "history_building"]
Kind = Literal["amount", "duration", "share"]

IN_WORDS = (
    "A month is worth asking about outside the limits of the twelve to twenty before it, or as the eighth on one side of "
    "their mean. Nothing is called while history is short, or where months repeat one another too often to make limits."
)
LEAST, MOST, RUN = 12, 20, 8
LIMITS, ALIKE = 2.66, 0.25
FALSE_SIGNALS = 0.02
"""Of charts with twelve months before the newest, the share that signals by chance: by simulation, see the tests, and
`tests/bench/alarms.py` for banks in which nothing was planted."""


def signal(values: Sequence[float], kind: Kind = "amount", counts: Sequence[int] = ()) -> Signal:
    """What the last of `values`, one a month without overlap, says beside those before it.

    `worth_asking` where it lies outside the natural process limits, x̄ ± 2.66 · mR̄ of the twelve to twenty months before
    it, or is the eighth in a row on one side of their mean. Durations are looked at as logarithms; shares of `counts`
    that vary in p′ limits. Below twelve months before it history is building: silence of the chart, not of the value.
    Months that are too coarse for limits say `none`.
    Wheeler (2000), Understanding Variation; Laney (2002), Quality Engineering 14:531.
    """
    if len(values) <= LEAST:
        return "history_building"
    told = np.asarray(values, np.float64)
    if is_coarse(told[:-1][-MOST:]):
        return "none"
    if kind == "duration":
        told = np.log(np.maximum(told, 1 / 60))
    elif kind == "share":
        told = standardised(told, np.asarray(counts, np.float64))
    before, newest = told[:-1][-MOST:], told[-1]
    centre, spread = before.mean(), LIMITS * np.abs(np.diff(before)).mean()
    is_outside = abs(newest - centre) > spread
    sides = np.sign(told[-RUN:] - centre)
    return "worth_asking" if is_outside or abs(sides.sum()) == RUN else "none"


def is_coarse(before: Floats) -> bool:
    """Whether months repeat one another so often that their moving ranges make no limits: more than a fourth are zero.

    So it is where the steps between possible values are as wide as the values' standard deviation, and limits come out
    too narrow: "chunky data", inadequate discrimination. The other published sign, no more than three possible ranges
    within their limit, asks for one width of all steps; those of a share differ with what it is of. Wheeler & Chambers
    (1992), Understanding Statistical Process Control; AIAG (2010), Measurement Systems Analysis, 4th edition.
    """
    return bool((np.diff(before) == 0).mean() > ALIKE)


def standardised(shares: Floats, counts: Floats) -> Floats:
    """How many standard errors each share lies from that of all months before the last together.

    Limits of moving ranges around these are p′ limits around the shares: wider where a month has few, and as wide as
    months really differ.
    """
    before, of = shares[:-1][-MOST:], counts[:-1][-MOST:]
    centre = (before * of).sum() / of.sum() if of.sum() else 0.0
    errors = np.sqrt(np.maximum(centre * (1 - centre), 1e-12) / np.maximum(counts, 1))
    found: Floats = (shares - centre) / errors
    return found


def expected_by_chance(charts: int) -> int:
    """Of so many charts, how many signal although nothing changed."""
    return round(charts * FALSE_SIGNALS)
