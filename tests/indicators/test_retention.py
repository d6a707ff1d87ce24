"""V-10: how long those who begin to contribute go on."""

from datetime import datetime, timedelta

import pytest

from cop_analytics.estimators import kaplan_meier
from cop_analytics.indicators.retention import newest_half_year, retention, staying, still_at
from cop_analytics.windows import Window
from tests.indicators.worlds import World, crowd, parts

BEGAN = datetime(2025, 1, 15)
KNOWN = datetime(2025, 9, 30)


def days(*numbers):
    return [BEGAN + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("moments", "is_gone", "expected"),
    [
        (days(0), False, (0.0, True)),
        (days(0, 30, 60), False, (60.0, True)),
        (days(0, 90), False, (0.0, True)),
        (days(0, 89, 170, 250, 300), False, (258.0, False)),
        (days(0, 40), True, (40.0, False)),
    ],
    ids=["one word", "three", "ninety days are a silence", "still there", "left the bank"],
)
def test_staying_ends_with_the_last_word_before_ninety_days_of_silence(moments, is_gone, expected):
    assert staying(moments, KNOWN, is_gone=is_gone) == expected


def test_a_half_year_is_the_newest_that_has_ended():
    assert newest_half_year(datetime(2025, 6, 30)) == Window(datetime(2024, 12, 30), datetime(2025, 6, 30))
    assert newest_half_year(datetime(2025, 6, 29)) == Window(datetime(2024, 7, 1), datetime(2024, 12, 30))


def test_the_share_is_the_survival_curves():
    """Freireich et al. (1963), 6-MP arm: S(10) = 0.7529, S(23) = 0.4482 (Kalbfleisch & Prentice 2002, table 1.1)."""
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(times, relapsed)

    assert [round(still_at(curve, day).value, 4) for day in (10, 23)] == [0.7529, 0.4482]


def beginners(number, staying_on):
    """In August of the year before, `number` people begin; the first few write every month, the others once."""
    world = World()
    for position, member in enumerate(crowd(number)):
        begun = -400 + position % 20
        world.write(member, *(range(begun, 80, 30) if position < staying_on else [begun]))
    return world.evidence()


def test_of_twenty_who_began_five_went_on():
    part = parts(retention(beginners(20, 5)))["still_6m"]

    assert (part.status, round(part.estimate.value, 9), part.unit_count, part.person_count) == ("shown", 0.25, 20, 5)


def test_nineteen_beginners_are_too_few_and_who_began_last_year_is_not_there():
    found = parts(retention(beginners(19, 5)))

    assert (found["still_6m"].status, found["still_12m"].status) == ("too_few", "too_few")
    assert (found["still_6m"].unit_count, found["still_12m"].unit_count) == (19, 0)
