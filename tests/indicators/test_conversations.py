"""V-13: how deep and how broad conversations get."""

import random

import networkx as nx
import pytest

from cop_analytics.indicators.conversations import conversations, depth, h_index, tree_of, virality
from tests.indicators.worlds import World, crowd, parts


def star(replies):
    return {"root": None} | {f"r{number}": "root" for number in range(replies)}


def chain(replies):
    return {str(number): str(number - 1) if number else None for number in range(replies + 1)}


@pytest.mark.parametrize("size", [2, 5, 9, 40])
def test_the_virality_of_a_star_and_of_a_chain(size):
    """Goel et al. (2016): 2 − 2/n where all reply to the root, (n + 1) / 3 where each replies to the last."""
    assert virality(star(size - 1)) == pytest.approx(2 - 2 / size)
    assert virality(chain(size - 1)) == pytest.approx((size + 1) / 3)


@pytest.mark.parametrize("seed", range(6))
def test_the_virality_of_any_tree_is_networkxs_wiener_index_over_its_pairs(seed):
    chance, tree = random.Random(seed), {"0": None}
    for number in range(1, 30):
        tree[str(number)] = str(chance.randrange(number))
    graph = nx.Graph([(each, parent) for each, parent in tree.items() if parent is not None])

    assert virality(tree) == pytest.approx(nx.wiener_index(graph) / (30 * 29 / 2))


def test_the_h_index_is_the_level_that_has_as_many_replies():
    """By hand: three replies to the root, two of them answered, one answer answered: levels of 3, 2 and 1."""
    tree = star(3) | {"a": "r0", "b": "r1", "c": "a"}

    assert (h_index(tree), depth(tree)) == (2, 3)
    assert (h_index(star(9)), h_index(chain(5)), h_index({"root": None}), depth({})) == (1, 1, 0, 0)


def test_ten_thousand_replies_one_to_the_other_are_no_trouble():
    assert (depth(chain(10_000)), virality(chain(10_000))) == (10_000, pytest.approx(10_002 / 3))


def test_a_reply_to_what_is_gone_replies_to_the_root():
    world = World().ask("t", "ada").reply("t", "ben", "ada", 1, parent="gone")

    assert tree_of(world.evidence().all_contributions) == {"t": None, "t/1": "t"}


def talks(with_three, with_two):
    world = World()
    for number in range(with_three + with_two):
        starter = crowd(30)[number % 30]
        world.ask(f"t{number}", starter).reply(f"t{number}", "ben", starter, 1)
        if number < with_three:
            world.reply(f"t{number}", "cyd", "ben", 2, parent=world.contributions[-1].contribution_id)
    return world.evidence()


def test_half_of_the_threads_have_three_people():
    found = parts(conversations(talks(10, 10)))

    assert (found["three_or_more"].estimate.value, found["three_or_more"].person_count) == (0.5, 12)
    assert [found[f"participants_{q}"].estimate.value for q in ("lower_quartile", "median", "upper_quartile")] == [
        2.0,
        2.5,
        3.0,
    ]


def test_replies_that_nothing_replies_to_carry_no_weight():
    """World replies to the root unless told otherwise: only ten threads nest, and none has five contributions."""
    found = parts(conversations(talks(10, 10)))

    assert found["depth_upper_quartile"].estimate.value in (1.0, 2.0)
    assert found["virality_median"].status == "too_few"


def test_nineteen_threads_are_too_few():
    assert {part.status for part in conversations(talks(0, 19))} == {"too_few"}
