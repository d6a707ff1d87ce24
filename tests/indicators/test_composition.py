"""V-11: who makes up the contributors, and which parts of a whole may be told apart."""

import pytest

from cop_analytics.indicators.composition import composition, contributors, told_together
from tests.indicators.worlds import World, crowd, parts


def mixed(new, continuing, returning):
    world = World()
    people = crowd(new + continuing + returning)
    for number, member in enumerate(people):
        if number >= new:
            world.write(member, -10 if number < new + continuing else -100)
        world.write(member, 5)
    return world.evidence()


def test_ninety_days_of_silence_make_a_return():
    world = World().write("ada", -90, 0).write("ben", -89, 0).write("cyd", 0).write("dee", -95, -3, 1)

    assert contributors(world.evidence()) == {"new": {"cyd"}, "continuing": {"ben", "dee"}, "returning": {"ada"}}


def test_the_shares_are_of_all_who_contributed():
    found = parts(composition(mixed(8, 6, 6)))

    assert {name: round(part.estimate.value, 9) for name, part in found.items()} == {
        "new": 0.4,
        "continuing": 0.3,
        "returning": 0.3,
    }
    assert [found[name].person_count for name in ("new", "continuing", "returning")] == [8, 6, 6]


def test_nineteen_contributors_are_too_few():
    assert {part.status for part in composition(mixed(8, 6, 5))} == {"too_few"}


def test_a_small_part_takes_the_next_with_it_and_nobodys_share_is_none():
    found = parts(composition(mixed(15, 0, 5)))
    small = parts(composition(mixed(14, 2, 6)))

    assert (found["continuing"].estimate.value, found["continuing"].person_count) == (0.0, 20)
    assert {name: part.person_count for name, part in small.items()} == {"new": 14, "continuing": 2, "returning": 2}


@pytest.mark.parametrize(
    ("counts", "together"),
    [
        ({"a": 9, "b": 9}, set()),
        ({"a": 9, "b": 4, "c": 7}, {"b", "c"}),
        ({"a": 9, "b": 3, "c": 3}, {"b", "c"}),
        ({"a": 9, "b": 2, "c": 2, "d": 8}, {"b", "c", "d"}),
        ({"a": 9, "b": 0}, set()),
        ({"a": 3}, {"a"}),
        ({}, set()),
    ],
)
def test_what_is_held_back_cannot_be_had_from_the_rest(counts, together):
    assert told_together(counts) == together
