"""Values are told as one would say them, never to false precision."""

from datetime import date

import pytest

from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.pages.words import SHARE, between, day, in_words, sentence, unit_of


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("replied_14d", 0.72, "about 7 in 10"),
        ("replied_14d", 0.0, "none"),
        ("replied_14d", 0.02, "fewer than 1 in 20"),
        ("replied_14d", 0.05, "about 1 in 20"),
        ("replied_14d", 0.96, "more than 19 in 20"),
        ("replied_14d", 1.0, "all"),
        ("median_hours", 8.04, "8.0 hours"),
        ("discussions_median_hours", 0.4, "0.4 hours"),
        ("mean_partners", 3.62, "3.6 partners"),
        ("gini", 0.456, "0.46, where 0 is all alike and 1 is one alone"),
        ("participants_median", 2.5, "2.5 people"),
        ("depth_lower_quartile", 1.0, "1.0 steps"),
        ("longest_silence_days", 12.34, "12.3 days"),
        ("ei", -0.815, "−0.81, between −1 and 1"),
        ("constraint_median", 0.44, "0.4"),
    ],
)
def test_a_value_in_words(part, value, words):
    assert in_words(part, value) == words


@pytest.mark.parametrize(
    ("part", "lower", "upper", "words"),
    [
        ("replied_14d", 0.61, 0.84, "between 6 and 8 in 10"),
        ("replied_14d", 0.86, 0.94, "close to 9 in 10"),
        ("median_hours", 3.2, 16.1, "between 3.2 and 16.1 hours"),
        ("median_hours", 3.2, None, "at least 3.2 hours"),
        ("median_hours", None, 16.1, "at most 16.1 hours"),
        ("mean_partners", 3.1, 4.2, "between 3.1 and 4.2"),
        ("gini", 0.4, 0.5, "between 0.40 and 0.50"),
        ("gini", None, None, ""),
    ],
)
def test_an_interval_in_words(part, lower, upper, words):
    assert between(part, lower, upper) == words


def test_a_day_as_written():
    assert day(date(2026, 1, 5)) == "5 January 2026"


def test_words_that_begin_a_line():
    assert [sentence(words) for words in ("too few", "", "V-1")] == ["Too few", "", "V-1"]


def test_every_part_that_is_no_share_has_its_unit():
    """Parts that could lie outside 0 to 1: by the unit of their card, not one of them is told as so many in ten."""
    shares = [
        (each.id, part)
        for each in CATALOGUE
        for part, _ in each.parts
        if unit_of(part) == SHARE and "share" not in each.unit and "band" not in each.unit
    ]

    assert shares == []
