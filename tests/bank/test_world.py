"""The invented bank: the same from the same seed, with its truths planted and absent in the twin without them."""

from collections import Counter
from datetime import datetime

import orjson
import pytest

from cop_analytics import bank
from cop_analytics.bank.life import KEY_PLAYER_LEAVES
from cop_analytics.bank.people import START
from cop_analytics.bank.words import UNITS
from cop_analytics.bank.world import FAR
from tests.platform.server import the_bank

PREFIX = "/api/core/v3"


@pytest.fixture(scope="module")
def twin():
    """The bank of the same seed without any planted truth."""
    return bank.Bank(without=("key player", "silo", "ventilated", "unheard newcomers", "quiet", "mentored"))


def community(world, identity):
    found = next(each for each in world.communities if each.id == identity)
    return found, [root for root in world.roots if root.places[0][1] in (*found.places, found.blog)]


def answers(roots, since=datetime.min, until=datetime.max):
    return [a for root in roots for a in root.answers if since <= a.published < until and a.author is not root.author]


def test_the_same_seed_gives_the_same_bank():
    first, again = (bank.Jive(bank.Bank(), lambda: bank.FIRST_NIGHT) for _ in range(2))
    asked = (PREFIX + "/contents", [("filter", "place(/places/1100)"), ("count", "100")])

    assert first.answer(*asked).body == again.answer(*asked).body


def test_it_is_as_large_as_promised():
    assert len(the_bank().communities) == 24
    assert len(the_bank().people) == 1500


def test_most_communities_ask_at_least_twenty_questions_a_quarter():
    asked = Counter()
    for root in the_bank().roots:
        if root.is_question and datetime(2025, 9, 29) <= root.published < datetime(2025, 12, 29):
            asked[root.places[0][1].name] += 1

    assert sum(count >= 20 for count in asked.values()) >= 20


def test_without_arrivals_everybody_was_a_member_before_the_first_day():
    assert all(span.since < START and span.until == FAR for span in bank.Bank(without=("arrivals",)).memberships)
    assert any(span.since > START for span in the_bank().memberships)


def test_a_key_player_carries_half_of_the_replies_and_leaves(twin):
    def share(world, **span):
        found, roots = community(world, "payments")
        given = answers(roots, **span)
        return sum(answer.author is found.members[5] for answer in given) / len(given)

    assert share(the_bank(), until=KEY_PLAYER_LEAVES) > 0.5
    assert share(the_bank(), since=KEY_PLAYER_LEAVES) == 0
    assert share(twin) < 0.2


def test_a_silo_talks_within_its_units(twin):
    def within(world):
        _, roots = community(world, "data-science")
        alike = [UNITS[a.author.department] == UNITS[r.author.department] for r in roots for a in answers([r])]
        return sum(alike) / len(alike)

    assert within(the_bank()) > 0.9
    assert within(twin) < 0.75


def test_leaders_ventilate_one_community(twin):
    def started(world):
        found, roots = community(world, "agile-delivery")
        return sum(root.author in found.leaders for root in roots) / len(roots)

    assert started(the_bank()) > 0.4
    assert started(twin) < 0.25


def test_newcomers_are_unheard_in_one_community(twin):
    def heard(world):
        _, roots = community(world, "client-onboarding")
        firsts = {root.author.id: root for root in reversed(roots)}.values()
        return sum(bool(root.answers) for root in firsts) / len(firsts)

    assert heard(the_bank()) < 0.45
    assert heard(twin) > 0.6


def test_things_are_deleted_and_moved():
    assert sum(root.deleted_at <= bank.FIRST_NIGHT for root in the_bank().roots) > 30
    assert sum(len(root.places) > 1 for root in the_bank().roots) == 12


@pytest.mark.parametrize("path", ["/places/99", "/contents/99/likes", "/nowhere"])
def test_what_is_not_there_is_refused_as_jive_does(path):
    reply = bank.Jive(the_bank(), lambda: bank.FIRST_NIGHT).answer(PREFIX + path, [])

    assert reply.status == 404
    assert orjson.loads(reply.body)["error"]["status"] == 404


def test_old_servers_begin_with_the_security_line():
    jive = bank.Jive(the_bank(), lambda: bank.FIRST_NIGHT, has_security_line=True)

    assert jive.answer("/api/version", []).body.startswith(b"throw 'allowIllegalResourceCall is false.';\n{")


def test_people_are_a_summary_unless_asked_for_more_and_the_disabled_are_left_out():
    jive = bank.Jive(the_bank(), lambda: bank.FIRST_NIGHT)

    def people(*asked):
        return orjson.loads(jive.answer(PREFIX + "/people/@all", [("count", "100"), *asked]).body)["list"]

    assert "emails" not in people()[0]
    assert "emails" in people(("fields", "@all"))[0]
    assert set(people(("fields", "id,jive"))[0]) == {"id", "type", "jive"}
