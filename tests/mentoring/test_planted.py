"""What mentoring brought to the bank's talk is found by its evaluation; in the twin it brought nothing, and nothing is."""

from datetime import datetime

import pyarrow as pa
import pytest

from cop_analytics import bank, shipped, warehouse
from cop_analytics.bank.words import LOCATIONS, TIERS, UNITS
from cop_analytics.bank.world import FAR
from cop_analytics.inputs import mentoring
from cop_analytics.inputs.matches import read_match
from cop_analytics.mentoring import network, rows
from tests.mentoring.test_network import lay_network
from tests.platform.server import the_bank
from tests.tables import PARAMETERS

CUT = datetime(2026, 1, 6, 2, 30)
PLANTED = 1.5
"""More colleagues of another tier, a mentee and thirteen weeks: one to three threads joined, where so many are open."""
REGIONS = {city: region for city, region, _, _ in LOCATIONS}


def facts_of(world):
    """What the platform would have told by the first night, of people, threads and replies."""
    persons = [
        (str(p.id), UNITS[p.department], REGIONS[p.location], p.time_zone, TIERS[p.title], p.left_at == FAR, CUT.date())
        for p in world.people
    ]
    threads, replies = [], []
    for root in world.roots:
        if root.published < CUT < root.deleted_at:
            threads.append((str(root.content_id), root.type, str(root.author.id), root.published))
            for answer in root.answers:
                other = answer.parent.author if answer.parent else root.author
                if answer.published < CUT < answer.deleted_at:
                    ends = (str(answer.author.id), str(other.id))
                    replies.append((str(root.content_id), *ends, answer.published, answer.author is other))
    return {
        "persons": ("member_id unit region time_zone tier is_enabled first_seen_on", persons),
        "threads": ("thread_id kind member_id started_at", threads),
        "replies": ("thread_id from_member_id to_member_id replied_at is_self", replies),
    }


def evaluated(con, world):
    """The quantities of the network of the bank's programme, by wave and part."""
    con.execute("create schema facts; create schema mentoring")
    for name, (columns, told) in facts_of(world).items():
        kept = pa.table({column: [row[n] for row in told] for n, column in enumerate(columns.split())})
        con.register("told", kept)
        con.execute(f"create table facts.{'_' * (name == 'persons')}{name} as from told")
    con.execute("alter table facts.replies add column community_id varchar")
    con.execute("create table facts.mentions as select *, replied_at as mentioned_at from facts.replies limit 0")
    con.execute("""
        create table facts.contributions as select community_id, from_member_id as member_id, replied_at as contributed_at
        from facts.replies union all select null, member_id, started_at from facts.threads
    """)
    models = {model.table: model for model in warehouse.models(con, "facts")}
    for table in ("facts._attribute_groups", "facts._zone_groups", "facts.members"):
        warehouse.build_model(con, models[table], PARAMETERS)
    folder = shipped.folder("fixtures") / "bank/inputs/mentoring/digital-2025"
    cohort = mentoring.read(folder)
    looked_up = network.evaluated([(cohort, read_match(folder, cohort.participants).rows)], str, CUT.date())
    rows.lay(con, "mentoring._evaluated", network.EVALUATED, looked_up)
    lay_network(con, CUT)
    network.measure(con)
    told = con.execute("select wave, part, value, lower, upper, chance from mentoring._network").fetchall()
    return {(wave, part): found for wave, part, *found in told}


@pytest.fixture(scope="module")
def told():
    with warehouse.connect(":memory:") as con:
        yield evaluated(con, the_bank()) | {
            "tiers": con.execute("""
                select count(*) filter (where tier = 'senior'), count(*) from mentoring._evaluated
                inner join facts.members using (member_id)
            """).fetchone()
        }


def test_every_mentee_of_the_bank_is_of_a_tier_that_may_be_shown(told):
    assert told["tiers"] == (99, 99)


def test_the_planted_effect_is_twice_the_smallest_that_could_be_found(told):
    assert 2 * told["all", "minimum_detectable"][0] <= PLANTED


def test_what_mentoring_brought_is_found(told):
    value, lower, upper, chance = told["all", "effect"]

    assert (lower <= PLANTED <= upper, value > 1, chance <= 0.05) == (True, True, True)
    assert told["all", "pre_trend"][-1] > 0.05


def test_without_it_nothing_is_found(con):
    _, lower, upper, chance = evaluated(con, bank.Bank(without=("mentored",)))["all", "effect"]

    assert (lower < 0 < upper, chance > 0.05) == (True, True)
