"""Members' answers as they may be shown: by class, by fewer, in words, or not at all."""

import pytest

from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.health.presentation import ALIKE, TOO_FEW, collapsed, shown

CLASSES = ("not at all", "a little", "partly", "largely", "fully")


def answers(*counts, **others):
    return dict(zip(CLASSES, counts, strict=True)) | {name.replace("_", " "): count for name, count in others.items()}


def test_ten_answers_stand_in_five_classes():
    told = shown(answers(1, 2, 3, 3, 1))

    assert (told.counts, told.sentence) == (answers(1, 2, 3, 3, 1), None)


def test_nine_answers_stand_in_three_classes():
    assert shown(answers(1, 2, 2, 3, 1)).counts == {"not at all or a little": 3, "partly": 2, "largely or fully": 4}


def test_four_answers_are_talked_about_instead():
    told = shown(answers(0, 0, 1, 2, 1))

    assert (told.counts, told.sentence) == ({}, TOO_FEW)


@pytest.mark.parametrize("counts", [(5, 0, 0, 0, 0), (4, 1, 0, 0, 0), (0, 0, 0, 3, 2), (0, 0, 1, 5, 2)])
def test_where_almost_everybody_says_the_same_nobody_is_shown(counts):
    told = shown(answers(*counts))

    assert (told.counts, told.sentence) == ({}, ALIKE)


def test_who_cannot_see_it_is_counted_apart():
    told = shown(answers(1, 2, 3, 3, 1) | {"can't see": 4, "not relevant": 2})

    assert (told.respondent_count, told.cannot_see, told.not_relevant) == (10, 4, 2)


def test_nobody_answered():
    assert shown({}).sentence == TOO_FEW


def test_collapsing_loses_nobody():
    assert sum(collapsed(answers(1, 2, 3, 4, 5)).values()) == 15


def test_there_are_twelve_dimensions_in_three_wordings():
    assert [dimension.id for dimension in DIMENSIONS] == [f"D{number}" for number in range(1, 13)]
    assert all(dimension.members and dimension.sponsor and dimension.team for dimension in DIMENSIONS)
