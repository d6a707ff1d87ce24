"""V-12: whether newcomers find partners, and come into the fabric of those who talk with each other."""

import random
from datetime import datetime, timedelta

import networkx as nx
import pytest

from cop_analytics.indicators.integration import core_entries, integration, mutual_pairs
from tests.indicators.worlds import World, crowd, parts

DAY = timedelta(days=1)
MONDAY = datetime(2025, 7, 7)


def at(day):
    return MONDAY + day * DAY


def test_a_pair_is_mutual_once_the_second_has_turned():
    turns = [(at(1), "ada", "ben"), (at(3), "ada", "ben"), (at(5), "ben", "ada"), (at(2), "cyd", "ada")]

    assert mutual_pairs(turns) == {("ada", "ben"): at(5)}


def test_the_team_among_themselves_are_no_pair():
    turns = [(at(1), "ada", "ben"), (at(2), "ben", "ada")]

    assert mutual_pairs(turns, team={"ada", "ben"}) == {}
    assert mutual_pairs(turns, team={"ada"}) == {("ada", "ben"): at(2)}


def test_three_come_into_the_core_when_their_triangle_closes():
    pairs = {("ada", "ben"): at(1), ("ben", "cyd"): at(2), ("ada", "cyd"): at(9), ("cyd", "dee"): at(3)}

    assert core_entries(pairs) == {"ada": at(9), "ben": at(9), "cyd": at(9)}


@pytest.mark.parametrize("seed", range(8))
def test_who_is_in_the_core_at_any_time_is_who_networkx_finds_there(seed):
    chance = random.Random(seed)
    people = crowd(12)
    pairs = {}
    for number in range(30):
        one, other = sorted(chance.sample(people, 2))
        pairs.setdefault((one, other), at(number // 2))
    entries = core_entries(pairs)

    for day in range(16):
        graph = nx.Graph([pair for pair, joined in pairs.items() if joined <= at(day)])
        assert {person for person, came in entries.items() if came <= at(day)} == set(nx.k_core(graph, 2))


def newcomers(settled, alone):
    """In July newcomers arrive; each of the first few talks with ada and ben, who talk with each other."""
    world = World().write("ada", -400).write("ben", -400)
    world.ask("old", "ada", hours=-24 * 85).reply("old", "ben", "ada", hours=-24 * 84)
    world.reply("old", "ada", "ben", hours=-24 * 83, parent="old/3")
    for number, member in enumerate(crowd(settled + alone)):
        name = f"t{number}"
        world.ask(name, member, hours=-24 * 80)
        if number < settled:
            for hours, friend in ((1, "ada"), (2, "ben")):
                world.reply(name, friend, member, hours=-24 * 79 + hours)
                world.reply(name, member, friend, hours=-24 * 78 + hours)
    return world.evidence()


def test_those_with_two_mutual_partners_have_settled_and_are_in_the_core():
    found = parts(integration(newcomers(9, 6)))

    assert [(part.status, round(part.estimate.value, 6)) for part in found.values()] == [
        ("shown", 0.6),
        ("shown", 0.6),
        ("shown", round(2 + 2 / 24, 6)),
    ]
    assert found["partners_90d"].person_count == 9


def test_half_that_never_come_in_is_no_median():
    assert parts(integration(newcomers(5, 10)))["core_median_days"].status == "not_reached"


def test_nine_newcomers_are_too_few():
    assert {part.status for part in integration(newcomers(9, 0))} == {"too_few"}
