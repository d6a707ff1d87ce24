"""How answers lie, held to published examples and to required counts found by others."""

import pytest
from scipy import stats

from cop_analytics.health.agreement import (
    agreement,
    interval_of_middle,
    is_most,
    middle,
    middle_half,
    spread_word,
)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((30, 40, 210, 130, 530, 50, 10), 0.6113333),
        ((2.4, 2.8, 3.2, 6.2, 13.5, 30.4, 41.6), 0.61),
        ((1.6, 2.6, 8.2, 21, 29.3, 27, 10.3), 0.48),
        ((6, 8, 5, 3, 2), 0.31),
        ((6, 8, 5, 3, 2, 0, 2), 0.39),
    ],
    ids=["manual of agrmt", "PvdA, van der Eijk 2001", "D66, van der Eijk 2001", "agrmt, no gap", "agrmt, with a gap"],
)
def test_agreement_is_what_agrmt_says(counts, expected):
    digits = 7 if expected == 0.6113333 else 2

    assert round(agreement(counts), digits) == expected


def test_agreement_is_one_for_one_class_nought_for_all_alike_and_minus_one_for_the_two_ends():
    assert [agreement(counts) for counts in ((0, 0, 7, 0, 0), (3, 3, 3, 3, 3), (5, 0, 0, 0, 5))] == [1, 0, -1]
    assert agreement((0, 0, 0, 0, 0)) is None


def test_members_differ_from_a_statement_from_the_counts_required_on():
    least = {n: next(k for k in range(n + 1) if is_most(k, n)) for n in (5, 6, 8, 10, 12, 15, 20, 30)}

    assert least == {5: 5, 6: 6, 8: 7, 10: 8, 12: 9, 15: 11, 20: 14, 30: 20}


def test_the_rule_is_wilson_s():
    for total in range(1, 41):
        for count in range(total + 1):
            low = stats.binomtest(count, total).proportion_ci(0.90, "wilson").low
            assert is_most(count, total) is bool(low > 0.5)


def test_of_nobody_nothing_can_be_said():
    nobody = (0, 0, 0, 0, 0)

    assert [found(nobody) for found in (middle, middle_half, interval_of_middle, spread_word)] == [None] * 4
    assert is_most(0, 0) is False


def test_the_interval_of_the_median_takes_the_answers_order_statistics_name():
    each_apart = {n: (1,) * n for n in (4, 5, 10, 20)}

    assert {n: interval_of_middle(counts) for n, counts in each_apart.items()} == {
        4: None,
        5: (0, 4),
        10: (1, 8),
        20: (5, 14),
    }


def test_the_middle_may_lie_between_two_classes():
    assert middle((0, 3, 0, 3, 0)) == (1, 3)
    assert middle((1, 1, 3, 0, 0)) == (2, 2)
    assert middle_half((2, 2, 2, 1, 1)) == (0, 2)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ((0, 0, 3, 5, 1), None),
        ((0, 1, 1, 8, 0), "clustered"),
        ((0, 2, 1, 4, 3), "spread"),
        ((2, 2, 1, 2, 3), "two camps"),
        ((3, 0, 4, 0, 3), "two camps"),
        ((2, 0, 5, 0, 3), "spread"),
    ],
)
def test_from_ten_answers_on_a_word_says_how_they_spread(counts, word):
    assert spread_word(counts) == word
