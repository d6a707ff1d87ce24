"""How many kinds there are, and how far two mixtures differ: counts in, estimates out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def entropy(counts: Floats) -> Floats:
    """Shannon entropy in nats of each row of `counts`, with Miller's correction of (K − 1) / 2N; NaN for a row of nothing.

    K kinds were seen, N times in all: rare kinds are missed in small samples, so the plain value comes out low.
    Miller (1955), Note on the bias of information estimates; Paninski (2003), Neural Computation 15:1191.
    """
    totals, kinds = counts.sum(axis=-1), (counts > 0).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        corrected: Floats = np.where(totals > 0, _plain(counts) + (kinds - 1) / (2 * totals), np.nan)
    return corrected


def effective_number(counts: Floats) -> Floats:
    """How many equally frequent kinds would have this entropy: exp(H); never more than counted. Hill (1973), order 1."""
    found: Floats = np.minimum(np.exp(entropy(counts)), np.maximum(counts.sum(axis=-1), 1))
    return found


def jensen_shannon(one: Floats, other: Floats) -> Floats:
    """Jensen–Shannon divergence of two rows of counts, base 2: 0 for the same mixture, 1 where nothing is shared.

    NaN where either is of nothing. Lin (1991), IEEE Transactions on Information Theory 37:145.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (each / each.sum(axis=-1, keepdims=True) for each in (one, other))
    middle = (first + second) / 2
    divergence = _plain(middle) - (_plain(first) + _plain(second)) / 2
    found: Floats = np.where(np.isnan(middle).any(axis=-1), np.nan, np.clip(divergence / np.log(2), 0, 1))
    return found


def _plain(counts: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / counts.sum(axis=-1, keepdims=True)
        terms: Floats = np.where(shares > 0, -shares * np.log(shares), 0.0)
    total: Floats = terms.sum(axis=-1)
    return total
