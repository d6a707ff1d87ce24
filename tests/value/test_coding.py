"""How far coders agree is Krippendorff's alpha, cycle by cycle."""

from dataclasses import replace

import krippendorff
import pytest

from cop_analytics.value.coding import agreement
from cop_analytics.value.stories import Coding
from tests.inputs.stories_worlds import WHOLE, read


@pytest.fixture
def mooring(tmp_path):
    return read(tmp_path, mooring=WHOLE)[0]["mooring"]


def coded(story, teller, *others):
    tags = [("applied",) if found else () for found in (teller, *others)]
    return replace(story, self_coding=tags[0], codings=tuple(Coding(str(n), each) for n, each in enumerate(tags[1:])))


def of_applied(stories):
    return next(each for each in agreement(stories) if each.cycle == "applied")


def test_the_library_computes_the_published_example():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, A: binary data, two observers, no missing.
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]

    assert krippendorff.alpha([meg, owen], level_of_measurement="nominal") == pytest.approx(0.095, abs=0.0005)


def test_three_who_agree_but_once(mooring):
    # By hand: 12 codings of 4 stories, 5 found and 7 not; one story 2 : 1. Observed 2/12, expected 2 · 5 · 7 / (12 · 11).
    stories = [coded(mooring, *found) for found in ((1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 0))]

    found = of_applied(stories)

    assert (found.story_count, found.coder_count, found.words) == (4, 3, "tentative")
    assert found.alpha == pytest.approx(1 - (2 / 12) / (2 * 5 * 7 / (12 * 11)))


def test_what_nobody_finds_or_everybody_finds_everywhere_cannot_be_said(mooring):
    assert of_applied([coded(mooring, 1, 1, 1), coded(mooring, 1, 1, 1)]).words == "cannot be said"
    assert of_applied([coded(mooring, 0, 0, 0)]).alpha is None
    assert of_applied([]).alpha is None


def test_a_story_coded_by_one_alone_does_not_count(mooring):
    assert of_applied([coded(mooring, 1, 0)]).story_count == 0
