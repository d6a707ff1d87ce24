"""V-9: who moved between the levels of participation."""

from cop_analytics.estimators import jeffreys
from cop_analytics.indicators.transitions import moves, transitions
from tests.indicators.worlds import World, crowd, parts

BLOCK = 91


def test_everybody_went_from_one_level_to_one():
    before = {"ada": "core", "ben": "active", "cyd": "transactional", "dee": "peripheral"}
    now = {"ada": "occasional", "eli": "active"}
    moved = moves(before, now, gone={"ben"})
    told = {(origin, to): people for origin, row in moved.items() for to, people in row.items() if people}

    assert told == {
        ("core", "occasional"): {"ada"},
        ("active", "left_bank"): {"ben"},
        ("transactional", "outsider"): {"cyd"},
        ("peripheral", "left_community"): {"dee"},
        ("outsider", "active"): {"eli"},
    }


def test_who_stands_beside_the_community_now_went_nowhere():
    assert not any(people for row in moves({"ada": "core"}, {}, beside={"ada"}).values() for people in row.values())


def stepping(up, staying, gone):
    """Members who wrote once in the block before; some of them write for three weeks in this one, some once, some left."""
    people = crowd(up + staying + gone)
    world = World().join(*people)
    for number, member in enumerate(people):
        world.write(member, -20)
        if number < up + staying:
            world.write(member, *((0, 8, 15) if number < up else (2,)))
    return world.evidence()


def test_the_shares_of_a_row_are_of_those_who_started_there():
    found = parts(transitions(stepping(12, 8, 0)))
    up, still = found["occasional_to_active"], found["occasional_to_occasional"]

    assert (up.estimate.value, still.estimate.value) == (0.6, 0.4)
    assert up.estimate == jeffreys(12, 20)
    assert (found["occasional_to_core"].estimate.value, found["occasional_to_core"].estimate.lower) == (0.0, 0.0)


def test_small_moves_are_told_together():
    found = parts(transitions(stepping(2, 15, 3)))
    few = found["occasional_to_fewer_than_five"]

    assert (found["occasional_to_active"].status, found["occasional_to_peripheral"].status) == ("too_few", "too_few")
    assert (few.estimate.value, few.person_count) == (0.25, 5)


def test_nine_who_start_are_too_few():
    assert parts(transitions(stepping(9, 0, 0)))["occasional_to_active"].status == "too_few"


def test_before_membership_was_seen_nothing_can_be_told():
    assert {part.status for part in transitions(World().write("ada", 1).evidence())} == {"not_applicable"}
