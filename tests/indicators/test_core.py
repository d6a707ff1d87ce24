"""V-8 and V-25: the core, how deep it is and whom it meets, and how it rotates."""

import networkx as nx
import pytest

from cop_analytics.indicators.core import deepest_core, in_contact, presence, rotation
from tests.indicators.worlds import World, crowd, parts

WEEKLY = range(0, 49, 7)


def community(core, occasional, peripheral=0, met=0, leaders=()):
    """Core members write every week and answer each other; occasional ones ask once, the first `met` talk with the core."""
    inner = crowd(core)
    outer = [f"o{number:02d}" for number in range(occasional)]
    world = World(leaders=leaders).join(*inner, *outer, *[f"p{number}" for number in range(peripheral)])
    for number, member in enumerate(inner):
        world.write(member, *WEEKLY)
        for step in (1, 2, 3):
            other = inner[(number + step) % core]
            world.reply(f"{other}/0", member, other, hours=30 + step)
    for number, member in enumerate(outer):
        world.ask(f"{member}/q", member, hours=50)
        if number < met:
            world.reply(f"{member}/q", inner[0], member, hours=51).reply(f"{member}/q", member, inner[0], hours=52)
    return world


def test_a_core_of_six_is_a_band_and_a_share():
    found = parts(presence(community(6, 12, 22, met=6, leaders={"m00"}).evidence()))

    assert (found["core_people"].band, found["core_beyond_leaders"].band) == ("fewer than 10", "fewer than 10")
    assert (found["core_share"].estimate.value, found["core_share"].person_count) == (0.15, 6)
    assert found["core_contact"].estimate.value == pytest.approx(0.5)
    assert found["deepest_core"].band == "5 partners each among 5 to 9"


def test_a_core_of_four_is_never_a_number():
    found = parts(presence(community(4, 12, 20, met=12).evidence()))

    assert (found["core_share"].band, found["core_share"].estimate) == ("fewer than 5 people", None)
    assert found["core_contact"].band == "more than two thirds"


def test_without_declared_leaders_nothing_is_beyond_them():
    found = parts(presence(community(6, 12, 22).evidence()))

    assert found["core_beyond_leaders"].status == "not_applicable"


def test_twenty_nine_members_are_too_few():
    assert {part.status for part in presence(community(6, 12, 11).evidence())} == {"too_few"}


def test_a_reply_without_an_answer_is_no_contact():
    turns = [("ada", "ben"), ("ben", "ada"), ("cyd", "ben")]

    assert in_contact({"ada", "cyd"}, {"ben"}, turns) == {"ada"}


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        (nx.krackhardt_kite_graph(), (3, 7)),
        (nx.florentine_families_graph(), (2, 10)),
        (nx.complete_graph(5), (4, 5)),
        (nx.star_graph(9), (1, 10)),
        (nx.empty_graph(8), None),
        (nx.complete_graph(4), None),
    ],
    ids=["Krackhardt's kite", "Florentine families", "five of each other", "a star", "nobody", "four"],
)
def test_the_deepest_core_is_the_one_networkx_finds(graph, expected):
    """Krackhardt (1990) and Padgett & Ansell (1993), as networkx draws them; the sizes are those of `nx.k_core`."""
    found = deepest_core(graph)

    assert found == expected
    assert found is None or len(nx.k_core(graph, found[0])) == found[1]


def rotating(stayed, entered, left):
    people = crowd(stayed + entered + left)
    world = World().join(*people)
    before, now = people[: stayed + left], people[:stayed] + people[stayed + left :]
    for members, shift in ((before, -91), (now, 0)):
        for number, member in enumerate(members):
            world.write(member, *(day + shift for day in WEEKLY))
            for step in (1, 2, 3):
                other = members[(number + step) % len(members)]
                world.reply(f"{other}/{shift}", member, other, hours=24 * shift + 30 + step)
    return world.evidence()


def test_rotation_is_told_in_bands_and_as_a_share_where_nobody_can_be_counted():
    found = parts(rotation(rotating(6, 5, 6)))

    assert [found[name].band for name in ("stayed", "entered", "left")] == ["fewer than 10"] * 3
    assert (found["stayed_share"].estimate.value, found["stayed_share"].person_count) == (0.5, 6)


def test_few_who_left_make_thirds():
    found = parts(rotation(rotating(9, 5, 2)))

    assert (found["left"].band, found["stayed_share"].band) == ("fewer than 10", "more than two thirds")


def test_a_core_of_four_before_is_too_few():
    assert parts(rotation(rotating(4, 5, 0)))["stayed_share"].status == "too_few"


def test_before_membership_was_seen_nothing_can_be_told():
    assert {part.status for part in rotation(World().write("ada", 1).evidence())} == {"not_applicable"}
