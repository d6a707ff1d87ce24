"""V-1 and V-2: silence is neither a long wait nor absent."""

import pytest

from cop_analytics.indicators.responses import replied_to_share, time_to_first_reply
from tests.indicators.worlds import World, crowd, parts


def asking(replied, silent, wait=8.0):
    """Twenty or so questions by six people, some replied to after `wait` hours, some never."""
    world = World()
    for number in range(replied + silent):
        asker = crowd(6)[number % 6]
        world.ask(f"t{number}", asker, hours=number)
        if number < replied:
            world.reply(f"t{number}", "ben", asker, hours=number + wait)
    return world


def test_with_nobody_silent_the_median_is_the_wait():
    found = parts(time_to_first_reply(asking(20, 0).evidence()))

    assert found["median_hours"].estimate.value == pytest.approx(8.0)
    assert found["answered_24h"].estimate.value == 1.0


def test_silence_lowers_the_share_and_not_the_speed_of_the_others():
    found = parts(time_to_first_reply(asking(15, 5).evidence()))

    assert found["answered_24h"].estimate.value == pytest.approx(0.75)
    assert found["median_hours"].estimate.value == pytest.approx(8.0)


def test_a_median_most_never_saw_is_not_reached():
    found = parts(time_to_first_reply(asking(6, 14).evidence()))

    assert (found["median_hours"].status, found["median_hours"].estimate) == ("not_reached", None)


def test_nineteen_questions_are_too_few():
    assert {part.status for part in time_to_first_reply(asking(19, 0).evidence())} == {"too_few"}


def test_twenty_questions_by_four_people_are_too_few():
    world = World()
    for number in range(20):
        world.ask(f"t{number}", crowd(4)[number % 4], hours=number)

    assert parts(time_to_first_reply(world.evidence()))["answered_24h"].status == "too_few"


def test_a_reply_to_oneself_is_not_a_first_reply():
    world = asking(19, 0).ask("own", "ada", hours=30).reply("own", "ada", "ada", hours=31)

    assert parts(time_to_first_reply(world.evidence()))["answered_24h"].estimate.value == pytest.approx(0.95)


def test_a_question_closed_unanswered_is_censored_when_it_closed():
    world = asking(19, 0).ask("closed", "ada", hours=0, closed=1)

    assert parts(time_to_first_reply(world.evidence()))["answered_24h"].estimate.value == 1.0


def test_when_nobody_is_heard_the_interval_still_says_how_few_asked():
    """By hand, Wilson of 0 in 20: upper end z² / (n + z²) = 3.8415 / 23.8415."""
    estimate = parts(time_to_first_reply(asking(0, 20).evidence()))["answered_24h"].estimate

    assert (estimate.value, estimate.lower, estimate.upper) == pytest.approx((0.0, 0.0, 0.16113), abs=1e-5)


def test_where_nobody_was_followed_for_fourteen_days_only_the_shorter_waits_are_told():
    world = World()
    for number in range(20):
        world.ask(f"t{number}", crowd(6)[number % 6], hours=24 * 80)

    found = parts(time_to_first_reply(world.evidence()))
    assert (found["answered_24h"].status, found["answered_14d"].status) == ("shown", "too_few")


def test_a_weekend_is_no_business_day():
    """Asked on Friday 3 October 2025 at 9, replied to on Wednesday at 8: 4 days 23 hours, of which 2 days 23 hours count."""
    world = World()
    for number in range(20):
        world.ask(f"t{number}", crowd(6)[number % 6], hours=48).reply(f"t{number}", "ben", "ada", hours=48 + 119)

    found = parts(time_to_first_reply(world.evidence()))
    assert (found["answered_24h"].estimate.value, found["answered_3bd"].estimate.value) == (0.0, 1.0)


def test_posts_ask_for_no_reply():
    world = asking(20, 0)
    for number in range(20):
        world.ask(f"p{number}", "cyd", hours=number, kind="blog_post")

    assert parts(time_to_first_reply(world.evidence()))["answered_24h"].unit_count == 20


def test_the_counts_say_how_many_people_stand_behind():
    assert parts(time_to_first_reply(asking(3, 17).evidence()))["answered_24h"].person_count == 3


def test_roots_without_fourteen_days_of_follow_up_are_left_out_of_both():
    world = asking(10, 10)
    for number in range(5):
        world.ask(f"late{number}", "ada", hours=24 * 85)

    part = parts(replied_to_share(world.evidence()))["replied_14d"]
    assert (part.estimate.value, part.unit_count) == (0.5, 20)


def test_a_reply_on_the_fifteenth_day_comes_too_late():
    part = parts(replied_to_share(asking(20, 0, wait=24 * 15).evidence()))["replied_14d"]

    assert part.estimate.value == 0.0


def test_a_silent_community_says_nothing():
    assert {part.status for part in replied_to_share(World().evidence())} == {"too_few"}
    assert {part.status for part in time_to_first_reply(World().evidence())} == {"too_few"}
