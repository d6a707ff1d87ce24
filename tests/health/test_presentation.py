"""Members' answers are shown as counts, as fewer counts, or in words; never as one number."""

import pytest

from cop_analytics.health.perspectives import ANSWERS, LEVELS
from cop_analytics.health.presentation import ALIKE, TOO_FEW, Shown, collapsed, shown, told_by_level

SCALE = ("not at all", "a little", "partly", "largely", "fully")


def answers(*counts, cannot_see=0, not_relevant=0):
    return dict(zip(SCALE, counts, strict=True)) | {"can't see": cannot_see, "not relevant": not_relevant}


def test_from_ten_answers_on_all_five_classes_are_counted():
    assert shown(answers(0, 1, 2, 6, 1, cannot_see=3)) == Shown(
        {"not at all": 0, "a little": 1, "partly": 2, "largely": 6, "fully": 1},
        sentence=None,
        respondent_count=10,
        cannot_see=3,
        not_relevant=0,
    )


def test_below_ten_answers_three_classes_are_counted():
    assert shown(answers(3, 2, 1, 1, 2, not_relevant=1)) == Shown(
        {"not at all or a little": 5, "partly": 1, "largely or fully": 3},
        sentence=None,
        respondent_count=9,
        cannot_see=0,
        not_relevant=1,
    )


def test_below_five_answers_there_are_words():
    assert shown(answers(0, 1, 1, 2, 0, cannot_see=9)) == Shown(
        {}, sentence=TOO_FEW, respondent_count=4, cannot_see=9, not_relevant=0
    )


def test_can_t_see_and_not_relevant_do_not_make_a_distribution():
    assert shown({"can't see": 12, "not relevant": 3}) == Shown(
        {}, sentence=TOO_FEW, respondent_count=0, cannot_see=12, not_relevant=3
    )


def test_nobody_said_anything():
    assert shown({}) == Shown({}, sentence=TOO_FEW, respondent_count=0, cannot_see=0, not_relevant=0)


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param((5, 0, 0, 0, 0), id="all alike"),
        pytest.param((3, 2, 0, 0, 0), id="all in one class of three"),
        pytest.param((0, 0, 1, 4, 3), id="all but one"),
        pytest.param((0, 0, 0, 0, 9), id="nine alike"),
    ],
)
def test_where_nearly_all_say_the_same_only_that_is_said(counts):
    assert shown(answers(*counts)) == Shown(
        {}, sentence=ALIKE, respondent_count=sum(counts), cannot_see=0, not_relevant=0
    )


def test_two_who_differ_are_enough_to_count():
    assert shown(answers(0, 0, 2, 3, 0)).counts == {"not at all or a little": 0, "partly": 2, "largely or fully": 3}


def test_from_ten_on_everybody_may_say_the_same():
    assert shown(answers(0, 0, 0, 0, 10)).counts["fully"] == 10


def test_five_classes_become_three():
    assert collapsed(answers(1, 2, 4, 8, 16)) == {"not at all or a little": 3, "partly": 4, "largely or fully": 24}


def by_level(core, occasional):
    """Answers to D2 by level, `core` and `occasional` of them at each of the five answers."""
    return {
        (level, "D2", answer): count
        for level, counts in zip(LEVELS, (core, occasional), strict=True)
        for answer, count in zip(ANSWERS, counts, strict=True)
        if count
    }


@pytest.mark.parametrize(
    ("core", "occasional", "rest", "is_told"),
    [
        ((2, 2, 2, 2, 2), (0, 0, 0, 0, 10), 0, True),
        ((2, 2, 2, 2, 2), (0, 0, 0, 0, 10), 10, True),
        ((2, 2, 2, 2, 2), (0, 0, 0, 0, 10), 9, False),
        ((2, 2, 2, 2, 2), (0, 0, 0, 0, 10), 1, False),
        ((2, 2, 2, 2, 1), (9, 9, 9, 9, 9), 0, False),
        ((0, 0, 0, 0, 0), (9, 9, 9, 9, 9), 0, False),
    ],
    ids=["both enough", "and the rest", "a rest of nine", "a rest of one", "nine of the core", "nobody of the core"],
)
def test_levels_are_told_apart_where_each_and_the_rest_hold_ten(core, occasional, rest, is_told):
    counts = {("D2", answer): a + b for answer, a, b in zip(ANSWERS, core, occasional, strict=True)}
    counts["D2", "fully"] += rest

    told = told_by_level(counts, by_level(core, occasional))

    assert {key: count for key, count in told.items() if count} == (by_level(core, occasional) if is_told else {})


def test_what_is_not_on_the_scale_does_not_make_a_level_large():
    by = by_level((2, 2, 2, 2, 1), (2, 2, 2, 2, 2)) | {(LEVELS[0], "D2", "can't see"): 5}

    assert told_by_level({("D2", answer): 4 for answer in ANSWERS}, by) == {}
