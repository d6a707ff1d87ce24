"""Levels of participation over 13 weeks, person by person, and as SQL counts them."""

from datetime import datetime

import pytest

from cop_analytics.indicators.evidence import Standing
from cop_analytics.indicators.levels import level, levels, levels_before
from tests.indicators.worlds import World, crowd

WEEKLY = range(0, 84, 7)


@pytest.mark.parametrize(
    ("weeks", "partners", "is_core", "expected"),
    [
        (7, 3, False, "core"),
        (7, 2, False, "active"),
        (7, 0, True, "core"),
        (6, 9, True, "active"),
        (3, 0, False, "active"),
        (2, 9, False, "occasional"),
        (1, 0, False, "occasional"),
    ],
)
def test_a_member_stands_where_weeks_and_partners_put_them(weeks, partners, is_core, expected):
    assert level(weeks, partners, is_active=True, is_member=True, is_core=is_core) == expected


def answering_three(world, member):
    for number, asker in enumerate(("x", "y", "z")):
        world.ask(f"{member}/{asker}", asker, hours=number)
        world.reply(f"{member}/{asker}", member, asker, hours=number + 1)
    return world


def test_everybody_who_belongs_or_contributed_has_a_level():
    world = World().join("ada", "ben", "cyd", "dee")
    answering_three(world, "ada").write("ada", *WEEKLY).write("ben", 0, 7, 14).write("cyd", 3)
    told = levels(world.evidence())

    assert told == {
        "ada": "core",
        "ben": "active",
        "cyd": "occasional",
        "dee": "peripheral",
        "x": "transactional",
        "y": "transactional",
        "z": "transactional",
    }


def test_the_team_and_sponsors_have_no_level():
    world = World(team={"eli"}).join("ada", "eli").write("eli", 1).write("ada", 1)

    assert levels(world.evidence(beside=frozenset({"eli"}))) == {"ada": "occasional"}


def test_a_declared_core_role_stands_for_partners():
    world = World().join("ada").write("ada", *WEEKLY)

    assert levels(world.evidence()) == {"ada": "active"}
    assert levels(world.evidence(core=frozenset({"ada"}))) == {"ada": "core"}


def test_thresholds_two_weeks_looser_and_stricter_move_people():
    world = World().join("ada").write("ada", 0, 7, 14)

    assert [levels(world.evidence(), shift=shift)["ada"] for shift in (-2, 0, 2)] == ["active", "active", "occasional"]


def test_before_any_membership_was_seen_nobody_can_be_told():
    assert levels(World().write("ada", 1).evidence()) is None


def test_who_left_before_the_end_is_no_member():
    world = World().join("ada", until=datetime(2025, 11, 3)).join("ben").write("ada", 1)

    assert levels(world.evidence()) == {"ada": "transactional", "ben": "peripheral"}


def test_the_block_before_has_its_own_roles_and_weeks():
    world = World().join("ada", "ben").write("ada", *(day - 91 for day in WEEKLY)).write("ben", 1)
    then = Standing(core=frozenset({"ada"}))

    assert levels_before(world.evidence(earlier=then)) == {"ada": "core", "ben": "peripheral"}
    assert levels(world.evidence(earlier=then)) == {"ada": "peripheral", "ben": "occasional"}


def test_of_nobody_there_are_no_levels():
    assert levels(World().join(*crowd(0)).evidence()) is None
