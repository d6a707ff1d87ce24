"""How many kinds there are, and how far two mixtures differ."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from cop_analytics.diversity import effective_number, entropy, jensen_shannon


def counts(*numbers):
    return np.array(numbers, float)


def test_four_equal_kinds_often_seen_are_four():
    assert effective_number(counts(1e6, 1e6, 1e6, 1e6)) == pytest.approx(4, rel=1e-5)


def test_one_kind_is_one_and_of_nothing_nothing_can_be_said():
    assert effective_number(counts(60)) == 1.0
    assert np.isnan(effective_number(counts(0, 0)))


def test_the_correction_is_millers():
    """Ten times heads, six times tails: H = 0.66156 nats by hand, and (2 − 1) / 32 more."""
    assert entropy(counts(10, 6)) == pytest.approx(0.66156 + 1 / 32, abs=1e-5)


def test_the_corrected_entropy_is_less_biased_than_the_plain_one():
    """Twenty equal kinds, fifty looks: ln 20 = 2.9957."""
    drawn = np.random.default_rng(7).multinomial(50, np.full(20, 0.05), 4000).astype(float)
    shares = drawn / 50
    plain = -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1).mean()

    assert plain == pytest.approx(2.78, abs=0.02)
    assert entropy(drawn).mean() == pytest.approx(np.log(20), abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_the_divergence_is_the_square_of_scipys_distance(seed):
    one, other = np.random.default_rng(seed).integers(0, 9, (2, 6)).astype(float)

    assert jensen_shannon(one, other) == pytest.approx(jensenshannon(one, other, base=2) ** 2)


def test_the_same_mixture_is_no_distance_and_another_altogether_is_one():
    assert jensen_shannon(counts(2, 4, 0), counts(1, 2, 0)) == pytest.approx(0)
    assert jensen_shannon(counts(2, 4, 0, 0), counts(0, 0, 5, 1)) == pytest.approx(1)
    assert np.isnan(jensen_shannon(counts(1, 1), counts(0, 0)))
