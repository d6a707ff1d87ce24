"""Measured values come in closed windows, with counts, and do not change afterwards."""

from collections import Counter
from datetime import datetime

import pytest

from cop_analytics import gathering, measure, warehouse
from cop_analytics.indicators.levels import levels
from cop_analytics.windows import WEEK, trailing
from tests.tables import build, given

CUT = datetime(2026, 1, 6, 2, 30)
TABLES = (
    *("members", "member_attributes", "memberships", "mentions", "roles", "threads", "contributions", "replies"),
    *("outcomes", "revisions", "tags", "links", "events"),
)
ATTRIBUTES = "field | platform_value | coarse_value | country\nregion | Paris | France | FR"


@pytest.fixture
def harbour(con):
    return questions(con)


def questions(con):
    """A quarter of questions by six people, each replied to by ben after eight hours, from September on."""
    given(con, "inputs.attributes", ATTRIBUTES)
    given(con, "facts.communities", "community_id | name\nharbour | Harbour")
    make_facts(con)
    con.execute(
        """
        insert into facts.threads by name select 'content/' || n as thread_id, 'harbour' as community_id,
        'm' || n % 6 as member_id, 'question' as kind, timestamp '2025-09-01 09:00' + n * interval 2 day as started_at,
        true as is_question from range(60) as t(n);
        insert into facts.contributions by name select thread_id as contribution_id, thread_id, community_id, member_id,
        kind, started_at as contributed_at, true as is_root from facts.threads;
        insert into facts.replies by name select replace(thread_id, 'content', 'message') as contribution_id, thread_id,
        community_id, 'ben' as from_member_id, member_id as to_member_id, started_at + interval 8 hour as replied_at
        from facts.threads;
        insert into facts.contributions by name select contribution_id, thread_id, thread_id as parent_id, community_id,
        from_member_id as member_id, 'message' as kind, replied_at as contributed_at, false as is_root from facts.replies
        """
    )
    return con


def make_facts(con):
    for table in TABLES:
        make(con, f"facts.{table}")
    con.execute("create or replace view facts._persons as from facts.members")


def make(con, table):
    columns = ", ".join(f'"{column.name}" {column.type}' for column in warehouse.contract()[table].columns)
    con.execute(f"create schema if not exists {table.split('.')[0]}")
    con.execute(f"create or replace table {table} ({columns})")


def of_twelve(con):
    """The questions of twelve people instead of six."""
    con.execute(
        "update facts.threads set member_id = 'm' || cast(replace(thread_id, 'content/', '') as integer) % 12;"
        "update facts.contributions set member_id = threads.member_id from facts.threads "
        "where threads.thread_id = contributions.contribution_id;"
        "update facts.replies set to_member_id = threads.member_id from facts.threads "
        "where threads.thread_id = replies.thread_id"
    )


def measure_all(con, cut=CUT):
    warehouse.build(con, folders=("evidence",), parameters={})
    return measure.measure(con, data_cut=cut, tell=lambda done, total: None)


def measured(con, cut=CUT):
    measure_all(con, cut)
    return con.execute(
        "select window_end, value, status, unit_count, person_count, coverage from indicators.measurements "
        "where indicator_id = 'V-1' and part = 'median_hours' and window_kind = 'w13' "
        "and window_end >= '2025-12-29' order by all"
    ).fetchall()


def test_a_closed_quarter_and_the_newest_week_are_levels(harbour):
    assert measured(harbour) == [
        (datetime(2025, 12, 29), 8.0, "shown", 46, 6, 1.0),
        (datetime(2026, 1, 5), 8.0, "shown", 42, 6, 1.0),
    ]


def test_every_week_has_its_value_and_those_between_levels_no_drawn_interval(harbour):
    """First said on 1 September: the first thirteen weeks end on 1 December."""
    of_twelve(harbour)
    measure_all(harbour)

    found = harbour.execute(
        "select window_start, window_end, value is not null, lower is not null from indicators.measurements "
        "where part = 'mean_partners' and view = 'all' and window_kind = 'w13' order by all"
    ).fetchall()
    assert [end for _, end, *_ in found] == [datetime(2025, 12, 1) + week * WEEK for week in range(6)]
    assert {end - start for start, end, *_ in found} == {13 * WEEK}
    assert [row[2:] for row in found] == [*([(True, False)] * 4), (True, True), (True, True)]


def test_a_week_keeps_the_interval_that_needs_no_draws(harbour):
    measure_all(harbour)

    found = harbour.execute(
        "select lower is not null from indicators.measurements where part = 'replied_14d' and window_end = '2025-12-08' "
        "and window_kind = 'w13'"
    ).fetchall()
    assert found == [(True,)]


def test_a_closed_window_does_not_change_when_more_is_known(harbour):
    before = measured(harbour)[0]

    assert measured(harbour, datetime(2026, 3, 3))[0] == before


def test_measuring_twice_gives_the_same_rows(harbour):
    asked = "from indicators.measurements order by all"
    measured(harbour)
    first = harbour.execute(asked).fetchall()
    measured(harbour)

    assert harbour.execute(asked).fetchall() == first


def test_a_community_without_contributions_has_no_windows(con):
    given(con, "inputs.attributes", ATTRIBUTES)
    given(con, "facts.communities", "community_id | name\nfog | Fog")
    make_facts(con)

    assert measure_all(con) == 0


def helpful(con, marked_at):
    """The first thirty replies, each marked helpful by its asker at `marked_at`."""
    con.execute(
        "insert into facts.outcomes by name select contribution_id, to_member_id as from_member_id, 'helpful' as kind, "
        "$marked_at::timestamp as marked_at from facts.replies order by replied_at limit 30",
        {"marked_at": marked_at},
    )
    measured(con)
    return con.execute(
        "select window_end, value, unit_count from indicators.measurements "
        "where part = 'resolved' and window_kind = 'w13' and window_end >= '2025-12-29' order by all"
    ).fetchall()


def test_a_question_with_a_reply_marked_helpful_is_resolved(harbour):
    """Asked every other day until 29 October: 16 of them since 29 September, 12 since 6 October."""
    assert helpful(harbour, "2025-11-01") == [
        (datetime(2025, 12, 29), pytest.approx(16 / 39), 39),
        (datetime(2026, 1, 5), pytest.approx(12 / 38), 38),
    ]


def test_a_mark_set_after_the_window_is_not_known_in_it(harbour):
    assert helpful(harbour, "2025-12-30")[0] == (datetime(2025, 12, 29), 0.0, 39)


def test_a_reply_its_own_author_marks_helpful_resolves_nothing(harbour):
    harbour.execute("update facts.replies set to_member_id = 'ben'")

    assert [value for _, value, _ in helpful(harbour, "2025-11-01")] == [0.0, 0.0]


def test_what_nobody_known_wrote_lowers_coverage(harbour):
    harbour.execute("update facts.contributions set member_id = null where not is_root")

    assert [row[-1] for row in measured(harbour)] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("regions", "share"),
    [
        ("region | Zug | other | FR", 0.0),
        ("region | Paris | West | FR", 1.0),
        ("region | Paris | West | FR\nregion | Rome | West | IT", 0.0),
    ],
    ids=["no country is known", "Armistice Day in France", "a region of two countries has no holidays"],
)
def test_the_holidays_are_those_of_the_askers_region(harbour, regions, share):
    """Asked on Monday 10 November 2025 at noon, replied to 84 hours later; without Tuesday 60, less than 3 days."""
    given(harbour, "inputs.attributes", f"field | platform_value | coarse_value | country\n{regions}")
    harbour.execute(
        "insert into facts.members by name select 'm' || n as member_id, 'West' as region from range(6) as t(n);"
        "update facts.threads set started_at = '2025-11-10 12:00'; update facts.replies set replied_at = '2025-11-14'"
    )
    measured(harbour)

    found = harbour.execute(
        "select value from indicators.measurements where part = 'answered_3bd' and window_kind = 'w13' "
        "and window_end >= '2025-12-29'"
    ).fetchall()
    assert found == [(share,), (share,)]


def test_a_window_that_begins_before_the_first_contribution_is_left_out(harbour):
    harbour.execute("update facts.contributions set contributed_at = contributed_at + interval 36 day")

    assert [row[0] for row in measured(harbour)] == [datetime(2026, 1, 5)]


def newcomers(con, days):
    """One newcomer on each of `days` from 1 July 2025, each replied to by ben after eight hours."""
    given(con, "facts.communities", "community_id | name\nharbour | Harbour")
    con.execute(
        """
        delete from facts.threads; delete from facts.contributions; delete from facts.replies;
        insert into facts.threads by name select 'content/' || n as thread_id, 'harbour' as community_id,
        'm' || n as member_id, 'question' as kind, timestamp '2025-06-30 09:00' + day * interval 1 day as started_at,
        true as is_question from (select unnest($days::integer[]) as day, generate_subscripts($days::integer[], 1) as n)
        """,
        {"days": days},
    )
    con.execute(
        """
        insert into facts.replies by name select replace(thread_id, 'content', 'message') as contribution_id, thread_id,
        community_id, 'ben' as from_member_id, member_id as to_member_id, started_at + interval 8 hour as replied_at
        from facts.threads;
        insert into facts.contributions by name select thread_id as contribution_id, thread_id, community_id, member_id,
        kind, started_at as contributed_at, true as is_root from facts.threads;
        insert into facts.contributions by name select contribution_id, thread_id, thread_id as parent_id, community_id,
        from_member_id as member_id, 'message' as kind, replied_at as contributed_at, false as is_root from facts.replies
        """
    )
    measure_all(con, datetime(2025, 12, 30))
    return con.execute(
        "select window_kind, window_start, value, status, unit_count from indicators.measurements "
        "where part = 'heard_7d' and window_end = '2025-12-29' and window_kind <> 'month' order by all"
    ).fetchall()


def test_two_quarters_of_few_newcomers_are_told_together(harbour):
    """Six in the third quarter with ben, who is one of them, and six in the fourth."""
    days = [0, 10, 20, 30, 40, 100, 110, 120, 130, 140, 150]

    assert newcomers(harbour, days) == [
        ("w13", datetime(2025, 9, 29), None, "too_few", 6),
        ("w26", datetime(2025, 6, 30), pytest.approx(11 / 12), "shown", 12),
    ]


def test_a_quarter_is_not_pooled_with_one_that_speaks_by_itself(harbour):
    """The pooled share less the third quarter's would tell the fourth's two newcomers."""
    assert newcomers(harbour, [*range(0, 60, 5), 100, 120]) == [("w13", datetime(2025, 9, 29), None, "too_few", 2)]


def test_a_structural_indicator_is_also_told_as_if_the_facilitators_had_not_been_there(harbour):
    """Ben replies to everybody; without him nobody talks to anybody, and six still ask."""
    given(
        harbour,
        "facts.roles",
        "community_id | member_id | role | valid_from\nharbour | ben | leader | 2025-01-01",
    )
    of_twelve(harbour)
    measure_all(harbour)

    found = harbour.execute(
        "select view, value, person_count from indicators.measurements where indicator_id = 'V-4' "
        "and part = 'mean_partners' and window_kind = 'w13' and window_end = '2025-12-29' order by all"
    ).fetchall()
    assert found == [("all", round(24 / 13, 9), 13), ("facilitators_off", 0.0, 12)]


def test_months_tell_values_for_change_and_no_drawn_interval(harbour):
    measure_all(harbour)

    found = harbour.execute(
        "select window_start, window_end, value, lower from indicators.measurements "
        "where part = 'replied_14d' and window_kind = 'month' order by all"
    ).fetchall()
    assert [(start, end) for start, end, *_ in found] == [
        (datetime(2025, 9, 29), datetime(2025, 10, 27)),
        (datetime(2025, 10, 27), datetime(2025, 11, 24)),
        (datetime(2025, 11, 24), datetime(2025, 12, 29)),
    ]


@pytest.mark.parametrize(("shift", "column"), [(0, ""), (-2, "_if_looser"), (2, "_if_stricter")])
def test_the_levels_of_people_one_by_one_are_those_that_sql_counts(harbour, shift, column):
    given(
        harbour,
        "facts.memberships",
        """
        community_id | member_id | state    | valid_from | valid_to
        harbour      | m0        | member   | 2025-01-01 |
        harbour      | m1        | member   | 2025-01-01 | 2025-12-01
        harbour      | m2        | follower | 2025-01-01 | 2025-12-29
        harbour      | ben       | owner    | 2025-01-01 |
        harbour      | dee       | member   | 2025-01-01 |
        harbour      | eli       | member   | 2025-12-29 |
        """,
    )
    given(
        harbour,
        "facts.roles",
        """
        community_id | member_id | role                 | valid_from | valid_to
        harbour      | m0        | leader               | 2025-01-01 |
        harbour      | m3        | social learning team | 2025-01-01 | 2025-12-29
        harbour      | m4        | sponsor              | 2025-01-01 | 2025-12-01
        """,
    )
    rows = build(harbour, "publish.participation_levels", "window_end", "level", f"person_count{column}")
    warehouse.build(harbour, folders=("evidence",), parameters={})
    evidence = gathering.gather(harbour).evidence("harbour", trailing(datetime(2025, 12, 29)))

    told = Counter(levels(evidence, shift=shift).values())
    assert {level: count for end, level, count in rows if end == datetime(2025, 12, 29) and count} == told
