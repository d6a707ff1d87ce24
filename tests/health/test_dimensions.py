"""The twelve dimensions, and the indicators that stand beside them."""

from cop_analytics.health.dimensions import BY_ID, DIMENSIONS
from cop_analytics.indicators.catalogue import CATALOGUE


def test_there_are_twelve_in_order():
    assert list(BY_ID) == [f"D{number}" for number in range(1, 13)]


def test_each_perspective_is_asked_in_its_own_words():
    wordings = [words for each in DIMENSIONS for words in (each.members, each.sponsor, each.team)]

    assert len(set(wordings)) == 36
    assert BY_ID["D6"].members == "Several people carry it; I could step up."
    assert BY_ID["D6"].sponsor == "It would survive its leader leaving."
    assert BY_ID["D6"].team == "Core has depth, leaders have time and energy."


def test_indicators_stand_beside_the_dimensions_they_speak_to():
    assert {each.id: each.indicators for each in DIMENSIONS} == {
        "D1": ("V-21", "V-22"),
        "D2": ("V-1", "V-2", "V-13"),
        "D3": (),
        "D4": ("V-3", "V-4", "V-10", "V-11", "V-19"),
        "D5": ("V-7", "V-9", "V-12"),
        "D6": ("V-5", "V-6", "V-8", "V-17", "V-25", "V-26"),
        "D7": ("V-18", "V-23"),
        "D8": ("V-20",),
        "D9": ("V-14", "V-15", "V-16", "V-24"),
        "D10": (),
        "D11": (),
        "D12": (),
    }


def test_the_catalogue_says_the_same():
    beside = {each.id: tuple(one.id for one in DIMENSIONS if each.id in one.indicators) for each in CATALOGUE}

    assert {each.id: tuple(each.dimensions) for each in CATALOGUE} == beside
