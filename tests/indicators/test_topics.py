"""V-21 and V-22: how broad the talk is, and how far it moved."""

import random

import pytest

from cop_analytics.indicators.topics import breadth, drift
from tests.indicators.worlds import World, crowd, parts


def tagged(*periods):
    """Threads by crowd members with these tags, one string of one-letter tags a period, the first one 91 days earlier."""
    world, tags = World(), {}
    for position, words in enumerate(periods):
        for number, word in enumerate(words):
            name = f"t{position}.{number}"
            world.ask(name, crowd(9)[number % 9], hours=number - 24 * 91 * (len(periods) - 1 - position))
            tags[name] = frozenset(word)
    return world.evidence(tags=tags)


def test_two_tags_as_often_are_two_topics():
    (part,) = breadth(tagged("ab" * 30))

    assert part.estimate.value == pytest.approx(2 * 2.718281828 ** (1 / 120), rel=1e-6)
    assert (part.unit_count, part.person_count) == (60, 9)
    assert part.estimate.lower <= part.estimate.value <= part.estimate.upper


def test_forty_nine_tagged_threads_are_too_few():
    assert [part.status for part in breadth(tagged("a" * 49))] == ["too_few"]


def test_one_topic_is_one():
    assert breadth(tagged("a" * 50))[0].estimate.value == 1.0


def test_the_same_tags_as_before_are_no_drift():
    (part,) = drift(tagged("ab" * 30, "ba" * 30))

    assert part.estimate.value == pytest.approx(0, abs=1e-12)


def test_other_tags_altogether_are_a_drift_that_chance_never_makes():
    (part,) = drift(tagged("a" * 50, "b" * 50))

    assert (part.estimate.value, part.null_percentile) == (1.0, 1.0)


def test_a_drift_that_chance_makes_is_seen_as_such():
    chance = random.Random(5)
    (part,) = drift(tagged(*("".join(chance.choices("abcdefghij", k=60)) for _ in range(2))))

    assert 0 < part.estimate.value < 0.1
    assert 0.05 < part.null_percentile < 0.95


def test_a_period_of_forty_nine_is_too_few():
    assert [part.status for part in drift(tagged("a" * 49, "a" * 60))] == ["too_few"]
    assert drift(tagged("a" * 49, "a" * 60))[0].unit_count == 49


def test_threads_without_tags_are_not_looked_at():
    world = World().ask("t", "ada")

    assert parts(breadth(world.evidence()))["topics"].unit_count == 0
