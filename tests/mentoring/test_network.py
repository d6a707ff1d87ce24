"""From replies to the effect on a cohort: what is counted as a partner, and what was planted in replies is found."""

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from cop_analytics import warehouse
from cop_analytics.inputs import mentoring
from cop_analytics.mentoring import network, rows
from cop_analytics.mentoring.ambassadors import seen
from cop_analytics.privacy import disclosure
from cop_analytics.publish import files
from tests.mentoring.cohorts import PROGRAMME, USUAL, written
from tests.tables import PARAMETERS, build, given, make_leaves

ANCHOR = datetime(2025, 3, 31)
CUT = datetime(2025, 12, 30)
MENTEES, OTHERS = 60, 120


def evaluated(con, people, *, is_drawn=True, space="", former=()):
    """Mentees as (id, wave, first day, mentor); `former` are those whose pair ended, with the mentor of then."""
    con.execute("create schema if not exists mentoring")
    told = [
        ("digital-2025", wave, day, who, mentor, is_former, space, is_drawn, 7)
        for is_former, pairs in ((False, people), (True, former))
        for who, wave, day, mentor in pairs
    ]
    rows.lay(con, "mentoring._evaluated", network.EVALUATED, told)


def lay_network(con, cut):
    """What the evaluation reads of the communities, of those laid in `mentoring._evaluated`."""
    models = {model.table: model for model in warehouse.models(con, "mentoring")}
    for name in ("_blocks", "_mutual", "_partners", "_signals", "_seen"):
        warehouse.build_model(con, models[f"mentoring.{name}"], PARAMETERS | {"data_cut": cut})


PLAYED = """
    thread_id | contribution_id | community_id | from_member_id | to_member_id | replied_at       | is_self
    content/1 | message/1       | harbour      | ada            | ben          | 2025-04-01 09:00 | false
    content/1 | message/2       | harbour      | ben            | ada          | 2025-06-20 09:00 | false
    content/1 | message/3       | harbour      | ada            | cyd          | 2025-04-01 09:00 | false
    content/1 | message/4       | harbour      | cyd            | ada          | 2025-07-02 09:00 | false
    content/2 | message/5       | lodge        | ada            | dee          | 2025-04-01 09:00 | false
    content/2 | message/6       | lodge        | dee            | ada          | 2025-04-02 09:00 | false
    content/3 | message/7       | harbour      | ada            | eli          | 2025-04-01 09:00 | false
    content/3 | message/8       | harbour      | eli            | ada          | 2025-04-02 09:00 | false
"""


def harbour(con):
    make_leaves(con)
    given(con, "facts.contributions", "contribution_id | contributed_at\nmessage/0 | 2025-03-31 08:00")
    given(con, "facts.replies", PLAYED)
    given(
        con,
        "facts.threads",
        "thread_id | kind\ncontent/1 | discussion\ncontent/2 | discussion\ncontent/3 | event",
    )
    given(
        con,
        "facts.members",
        "member_id | tier\nada | senior\nben | staff\ncyd | staff\ndee | staff\neli | staff",
    )


@pytest.mark.parametrize(
    ("mentor", "space", "counted"),
    [("", "lodge", 1), ("", "", 2), ("ben", "lodge", 0)],
    ids=["as it is", "the space is unknown", "ben is her mentor"],
)
def test_partners_are_of_another_tier_and_answered_within_thirteen_weeks(con, mentor, space, counted):
    """By hand: ben; dee but for the programme's space; cyd answered a block later, eli at an event."""
    harbour(con)
    evaluated(con, [("ada", "1", ANCHOR.date(), mentor)], space=space)
    told = build(con, "mentoring._partners", "block", "first_block", "cross_count", "within_count", data_cut=CUT)

    assert told[0] == (0, 0, counted, 0)


def test_a_former_mentor_is_no_partner_and_makes_no_second_row(con):
    """By hand: of ben and dee, who answered ada, ben was her mentor until the pair ended."""
    harbour(con)
    pair = ("ada", "1", ANCHOR.date())
    evaluated(con, [(*pair, "eli")], former=[(*pair, "ben")])
    told = build(con, "mentoring._partners", "block", "member_id", "cross_count", data_cut=CUT)

    assert [row for row in told if row[0] == 0] == [(0, "ada", 1)]


def test_a_mentee_matched_anew_counts_from_the_wave_with_either_mentor_apart(tmp_path):
    agreed = PROGRAMME + '[evaluation]\napproved_by = "board"\non = 2026-02-10\n'
    eli = USUAL["participants.csv"] + USUAL["participants.csv"].splitlines()[0].replace("ada", "eli") + "\n"
    told = mentoring.read(
        written(tmp_path / "digital-2026", programme=agreed, participants=eli, exits="ada,cyd,2026-05-01,mentor,\n")
    )
    found = network.evaluated([(told, [("ben", "dee"), ("eli", "cyd")])], str, date(2026, 6, 1))

    assert [row[2:6] for row in found] == [
        (date(2026, 3, 2), "dee", "ben", False),
        (date(2026, 3, 2), "cyd", "eli", False),
        (date(2026, 3, 2), "cyd", "ada", True),
    ]


def planted(con, seed, more):
    """Sixty senior mentees in two waves drawn by lot; replies to and from staff, `more` of them a block once mentored."""
    chance = np.random.default_rng(seed)
    first = chance.permutation(np.repeat([2, 3], MENTEES // 2))
    usual = chance.gamma(3.0, 1.0, MENTEES)
    turns = []
    for person, block in np.ndindex(MENTEES, 5):
        wanted = chance.poisson(usual[person]) + chance.poisson(more if block >= first[person] else 0)
        day = ANCHOR + timedelta(weeks=13 * (block - 2), days=2)
        for other in chance.choice(OTHERS, min(wanted, OTHERS), replace=False):
            turns += [(f"e{person}", f"s{other}", day), (f"s{other}", f"e{person}", day)]
    con.execute("create schema if not exists facts")
    told = pa.table({name: [turn[n] for turn in turns] for n, name in enumerate(("one", "other", "said_at"))})
    con.register("turns", told)
    con.execute("""
        create or replace table facts.replies as
        select 'content/1' as thread_id, 'harbour' as community_id, one as from_member_id, other as to_member_id,
            said_at as replied_at, false as is_self from turns
    """)
    con.execute("""
        create or replace table facts.contributions as
        select community_id, from_member_id as member_id, replied_at as contributed_at from facts.replies
    """)
    con.execute("""
        create or replace table facts.mentions as
        select community_id, from_member_id, to_member_id, replied_at as mentioned_at from facts.replies limit 0
    """)
    con.execute("create or replace table facts.threads as select 'content/1' as thread_id, 'discussion' as kind")
    con.execute("""
        create or replace table facts.members as select distinct one as member_id,
            if(one[1] = 'e', 'senior', 'staff') as tier, 'Risk' as unit from turns
    """)
    con.unregister("turns")
    starts = {2: ANCHOR.date(), 3: date(2025, 6, 30)}
    evaluated(con, [(f"e{n}", str(block - 1), starts[block], "") for n, block in enumerate(first.tolist())])
    lay_network(con, CUT)
    network.measure(con)
    asked = "select part, value, lower, upper, chance, status from mentoring._network where wave = 'all'"
    return {part: found for part, *found in con.execute(asked).fetchall()}


def test_what_was_planted_in_replies_is_found_and_nothing_without(con):
    told, bare = planted(con, 5, 2.5), planted(con, 5, 0.0)

    assert told["minimum_detectable"][0] < 2.5
    assert told["effect"][1] <= 2.5 <= told["effect"][2]
    assert (told["effect"][3] <= 0.05, bare["effect"][3] > 0.05) == (True, True)
    assert (told["pre_trend"][3] > 0.05, told["ei_after"][-1]) == (True, "shown")


def test_where_waves_were_not_drawn_no_effect_is_told(con):
    planted(con, 3, 2.5)
    con.execute("update mentoring._evaluated set is_drawn = false")
    network.measure(con)
    asked = (
        "select distinct part, value, status from mentoring._network where part in ('effect', 'pre_trend') order by all"
    )

    assert con.execute(asked).fetchall() == [("effect", None, "not_applicable"), ("pre_trend", None, "not_applicable")]


def test_a_cohort_of_fewer_than_ten_shows_nothing(con):
    planted(con, 3, 2.5)
    con.execute("delete from mentoring._evaluated where member_id not in ('e0', 'e1', 'e2', 'e3')")
    lay_network(con, CUT)
    network.measure(con)
    con.execute("create schema if not exists publish")
    [model] = [each for each in warehouse.models(con, "publish") if each.table == "publish.mentoring_network"]
    warehouse.build_model(con, model, PARAMETERS)
    told = disclosure.suppress("mentoring_network", files.read(con, "mentoring_network")).to_pylist()

    assert {(row["value"], row["lower"], row["person_count"]) for row in told} == {(None, None, None)}


def test_signs_count_each_mentee_once(con):
    """By hand: ben answers ada of another unit and is mentioned by her; ada contributed in four weeks."""
    make_leaves(con)
    weeks = "".join(f"message/{n} | harbour | ada | 2025-04-{7 * n + 1:02} 09:00\n" for n in range(4))
    given(con, "facts.contributions", f"contribution_id | community_id | member_id | contributed_at\n{weeks}")
    given(
        con,
        "facts.replies",
        PLAYED.replace("ada            | ben          | 2025-04", "cyd            | ben          | 2025-04"),
    )
    told = "contribution_id | community_id | from_member_id | to_member_id | mentioned_at\n"
    given(con, "facts.mentions", told + "message/1 | harbour | cyd | ben | 2025-04-01 09:00")
    people = (
        "ada | senior | Risk",
        "ben | senior | Risk",
        "cyd | staff | IT",
        "dee | staff | Risk",
        "eli | staff | Risk",
    )
    given(con, "facts.members", "\n".join(["member_id | tier | unit", *people]))
    evaluated(con, [("ada", "1", ANCHOR.date(), ""), ("ben", "1", ANCHOR.date(), "")])
    columns = ("block", "mentee_count", "regular_count", "beyond_unit_count", "mentioned_count")

    assert build(con, "mentoring._signals", *columns, data_cut=CUT)[0] == (0, 2, 1, 1, 1)


def test_a_senior_of_another_unit_who_turned_to_a_mentor_is_counted_and_the_own_mentee_is_not(con):
    """By hand: bea and dee, of other units, turned to ben; ada is his mentee, eli of his unit, cyd no senior."""
    make_leaves(con)
    given(con, "facts.contributions", "contribution_id | contributed_at\nmessage/0 | 2025-03-31 08:00")
    told = "thread_id | contribution_id | community_id | from_member_id | to_member_id | replied_at | is_self\n"
    turned = [
        f"content/1 | message/{who} | harbour | {who} | ben | 2025-04-02 09:00 | false"
        for who in ("ada", "cyd", "dee", "eli")
    ]
    given(con, "facts.replies", told + "\n".join(turned))
    told = "contribution_id | community_id | from_member_id | to_member_id | mentioned_at\n"
    given(con, "facts.mentions", told + "message/1 | harbour | bea | ben | 2025-04-01 09:00")
    people = ("ada | senior | Risk", "bea | senior | Risk", "ben | staff | IT", "cyd | staff | Risk")
    people += ("dee | senior | Retail", "eli | senior | IT", "fay | staff | IT")
    given(con, "facts.members", "\n".join(["member_id | tier | unit", *people]))
    evaluated(con, [("ada", "1", ANCHOR.date(), "ben"), ("dee", "1", ANCHOR.date(), "fay")])
    columns = ("block", "mentor_count", "by_one_count", "by_three_count")

    assert build(con, "mentoring._seen", *columns, data_cut=CUT)[0] == (0, 2, 1, 0)


@pytest.mark.parametrize(
    ("one", "three", "behind"),
    [(40, 20, (20, 20)), (25, 20, (25, 5)), (55, 20, (5, 5))],
    ids=["enough in every band", "five between one and three", "five whom nobody turned to"],
)
def test_both_shares_of_mentors_rest_on_the_smallest_band_they_show(con, one, three, behind):
    con.execute("create schema mentoring")
    con.execute(
        "create table mentoring._seen as select 'digital-2025' as programme_id, 0 as block, null as window_start, "
        f"null as window_end, 60 as mentor_count, {one} as by_one_count, {three} as by_three_count"
    )

    assert tuple(row[-1] for row in seen(con, "digital-2025")) == behind
