"""V-26: whether leaders and the core meet the others."""

import networkx as nx

from cop_analytics.indicators.leadership import connectedness_of_leaders, reached
from tests.indicators.worlds import World, crowd, parts


def led(met, through_core, alone, leaders=("ada", "ben")):
    """Leaders answer the first few; dee of the core, whom ada met, answers some more; the rest ask in vain."""
    world = World(leaders=leaders)
    for leader in leaders:
        world.ask(f"own {leader}", leader)
    world.ask("dee's", "dee").reply("dee's", "ada", "dee", 1)
    for number, member in enumerate(crowd(met + through_core + alone)):
        world.ask(f"t{number}", member)
        if number < met:
            world.reply(f"t{number}", leaders[number % len(leaders)], member, 1)
        elif number < met + through_core:
            world.reply(f"t{number}", "dee", member, 1)
    return world.evidence(core=frozenset({*leaders, "dee"}))


def test_those_met_and_those_within_two_steps():
    found = parts(connectedness_of_leaders(led(9, 5, 5)))

    assert (found["met_directly"].estimate.value, found["within_two_steps"].estimate.value) == (0.5, 0.75)
    assert (found["met_directly"].unit_count, found["met_directly"].person_count) == (20, 10)


def test_one_leader_at_work_is_not_applicable():
    assert {part.status for part in connectedness_of_leaders(led(9, 5, 6, leaders=("ada",)))} == {"not_applicable"}


def test_nineteen_active_are_too_few():
    assert {part.status for part in connectedness_of_leaders(led(9, 5, 2))} == {"too_few"}


def test_reached_is_everybody_with_a_tie_to_one_of_them():
    assert reached(nx.path_graph(5), {0, 3, 9}) == {1, 2, 4}
