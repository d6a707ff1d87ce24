"""V-7 and V-17: who is new, and who carries the talk."""

import pytest

from cop_analytics.indicators.facilitation import facilitation
from cop_analytics.indicators.newcomers import first_contributions, newcomers
from tests.indicators.worlds import World, crowd, parts


def arriving(heard, unheard, returning=0):
    """Newcomers who each ask once; the first few hear from ben, the first few come back after a week."""
    world = World()
    for number, member in enumerate(crowd(heard + unheard)):
        world.ask(f"t{number}", member)
        if number < heard:
            world.reply(f"t{number}", "ben", member, hours=20)
        if number < returning:
            world.ask(f"again{number}", member, hours=24 * 7)
    return world


def test_the_share_heard_is_of_those_with_a_week_of_follow_up():
    part = parts(newcomers(arriving(9, 3).evidence()))["heard_7d"]

    assert (part.estimate.value, part.unit_count) == (pytest.approx(9 / 13), 13)


def test_a_reply_after_eight_days_comes_too_late():
    world = World()
    for number, member in enumerate(crowd(12)):
        world.ask(f"t{number}", member).reply(f"t{number}", "ben", member, hours=24 * 8)

    assert parts(newcomers(world.evidence()))["heard_7d"].estimate.value == 0.0


def test_those_who_write_again_have_returned():
    part = parts(newcomers(arriving(0, 12, returning=6).evidence()))["returned_60d"]

    assert part.estimate.value == pytest.approx(0.5)


def test_nine_newcomers_are_too_few():
    assert {part.status for part in newcomers(arriving(0, 9).evidence())} == {"too_few"}


def test_the_team_is_never_new():
    world = World(team={"ben"}).ask("t", "ada").reply("t", "ben", "ada", hours=1)

    assert [first.member_id for first in first_contributions(world.evidence())] == ["ada"]


def carried(by_leaders, by_others, leaders=("cyd", "dee")):
    world = World(leaders=leaders)
    for number in range(by_leaders + by_others):
        starter = leaders[number % len(leaders)] if number < by_leaders else crowd(9)[number % 9]
        world.ask(f"t{number}", starter)
        for hours, member in ((1, "ada"), (2, "ben")):
            world.reply(f"t{number}", member, starter, hours)
    return world


def test_few_facilitators_are_told_in_thirds():
    part = parts(facilitation(carried(15, 5).evidence()))["threads_started"]

    assert (part.estimate, part.band) == (None, "more than two thirds")


def test_threads_none_of_them_answers_are_self_sustaining():
    part = parts(facilitation(carried(5, 20).evidence()))["self_sustaining"]

    assert part.estimate.value == 1.0


def test_nineteen_threads_are_too_few():
    assert {part.status for part in facilitation(carried(4, 15).evidence())} == {"too_few"}
