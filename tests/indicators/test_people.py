"""V-7 and V-17: who is new, and who carries the talk."""

from datetime import timedelta

import pytest

from cop_analytics.indicators.facilitation import facilitation
from cop_analytics.indicators.newcomers import _answered_at, first_contributions, newcomers
from tests.indicators.worlds import START, World, crowd, parts


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


def test_behind_a_band_stand_all_whose_threads_are_counted():
    part = parts(facilitation(carried(15, 9).evidence()))["threads_started"]

    assert part.person_count == 11


def test_threads_none_of_them_answers_are_self_sustaining():
    part = parts(facilitation(carried(5, 20).evidence()))["self_sustaining"]

    assert (part.estimate, part.band) == (None, "more than two thirds")


def test_five_facilitators_at_work_are_told_as_a_share():
    """By hand: 10 of 25 threads; Wilson 95 % as in the textbook, 0.234 to 0.593."""
    part = parts(facilitation(carried(10, 15, leaders=("l1", "l2", "l3", "l4", "l5")).evidence()))["threads_started"]

    assert (part.band, part.unit_count, part.person_count) == (None, 25, 5)
    assert (part.estimate.value, part.estimate.lower, part.estimate.upper) == pytest.approx(
        (0.4, 0.234, 0.593), abs=5e-4
    )


def test_where_no_facilitator_is_declared_there_is_no_share_of_theirs():
    world = World()
    for number in range(20):
        world.ask(f"t{number}", "ada").reply(f"t{number}", "ben", "ada", 1).reply(f"t{number}", "cyd", "ada", 2)

    assert {part.status for part in facilitation(world.evidence())} == {"not_applicable"}


def test_a_thread_with_one_reply_says_nothing_of_sustaining():
    world = World(leaders=("cyd",))
    for number in range(20):
        world.ask(f"t{number}", "ada").reply(f"t{number}", "ben", "ada", hours=1)

    part = parts(facilitation(world.evidence()))["self_sustaining"]
    assert (part.status, part.unit_count) == ("too_few", 0)


def test_nobody_followed_for_sixty_days_tells_nothing_of_returning():
    world = World()
    for number, member in enumerate(crowd(12)):
        world.ask(f"t{number}", member, hours=24 * 40)

    assert parts(newcomers(world.evidence()))["returned_60d"].status == "too_few"


def test_when_nobody_returns_the_interval_still_says_how_few_they_are():
    """By hand, Wilson of 0 in 12: upper end z² / (n + z²) = 3.8415 / 15.8415."""
    estimate = parts(newcomers(arriving(0, 12).evidence()))["returned_60d"].estimate

    assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx((0.0, 0.0, 0.24249), abs=1e-5)


def test_a_reply_to_a_newcomers_reply_counts_only_if_it_answers_that():
    world = World().ask("t", "ada").reply("t", "eli", "ada", hours=1).reply("t", "ben", "ada", hours=2)
    eli = next(first for first in first_contributions(world.evidence()) if first.member_id == "eli")
    answered = world.reply("t", "cyd", "eli", hours=3, parent=eli.contribution_id)

    assert _answered_at(eli, answered.evidence()) == START + timedelta(hours=3)


def test_nineteen_threads_are_too_few():
    assert {part.status for part in facilitation(carried(4, 15).evidence())} == {"too_few"}
