"""What rests on the same evidence is not measured again, and what does not is: a night and a rebuild say the same."""

import inspect
import sys
from datetime import datetime

import pytest

from cop_analytics import measure
from cop_analytics.indicators.catalogue import CATALOGUE
from tests.tables import given
from tests.test_measure import CUT, measure_all, of_twelve, questions

ALL = "from indicators.measurements order by all"
NEXT_WEEK = datetime(2026, 1, 13, 2, 30)


@pytest.fixture
def harbour(con):
    """Twelve ask, ben answers; all belong and have their units; fog is where two of them meet elsewhere."""
    questions(con)
    of_twelve(con)
    given(con, "facts.communities", "community_id | name\nharbour | Harbour\nfog | Fog")
    con.execute(
        """
        insert into facts.members by name select 'm' || n as member_id, 'u' || n % 2 as unit, 'r' as region,
        'UTC' as time_zone, 't' as tier, true as is_enabled from range(12) as t(n);
        insert into facts.member_attributes by name select member_id, unit, region, time_zone, tier,
        timestamp '2025-01-01' as valid_from from facts.members;
        insert into facts.memberships by name select 'harbour' as community_id, member_id, 'member' as state,
        timestamp '2025-01-01' as valid_from from facts.members;
        insert into facts.contributions by name select 'fog/' || n as contribution_id, 'fog/' || n as thread_id,
        'fog' as community_id, 'm' || n as member_id, 'discussion' as kind,
        timestamp '2025-09-02' + n * interval 3 day as contributed_at, true as is_root from range(2) as t(n)
        """
    )
    return con


def told(con, cut=CUT):
    measure_all(con, cut)
    return con.execute(ALL).fetchall()


def told_anew(con, cut=CUT):
    """The same with nothing remembered."""
    con.execute("drop table if exists indicators._rested_on")
    return told(con, cut)


def marked(con, end, *, part="gini"):
    """Write a value nobody would measure over one of a closed window."""
    con.execute(
        "update indicators.measurements set value = 77 where part = ? and window_end = ? and window_kind = 'w13'",
        [part, end],
    )


def value(con, end, *, part="gini"):
    asked = (
        "select distinct value from indicators.measurements where part = ? and window_end = ? and window_kind = 'w13'"
    )
    return con.execute(asked, [part, end]).fetchall()


def test_what_rests_on_the_same_is_taken_over(harbour):
    told(harbour)
    marked(harbour, "2025-12-08")
    measure_all(harbour, datetime(2026, 1, 7, 2, 30))

    assert value(harbour, "2025-12-08") == [(77.0,)]


def test_what_came_later_leaves_a_closed_window_as_it_is(harbour):
    told(harbour)
    marked(harbour, "2025-12-08")
    harbour.execute("delete from facts.contributions where contributed_at > '2025-12-08'")
    harbour.execute("delete from facts.replies where replied_at > '2025-12-08'")
    measure_all(harbour)

    assert value(harbour, "2025-12-08") == [(77.0,)]


CHANGES = {
    "a reply is gone": "delete from facts.replies where contribution_id = 'message/3'",
    "a thread was closed": "update facts.threads set closed_at = started_at + interval 1 hour where thread_id = 'content/9'",
    "a question is a discussion": "update facts.threads set kind = 'discussion' where thread_id = 'content/9'",
    "an author is not known": "update facts.contributions set member_id = null where contribution_id = 'content/9'",
    "somebody was mentioned": "insert into facts.mentions by name select 'content/9' as contribution_id, 'harbour' as "
    "community_id, 'm9' as from_member_id, 'm1' as to_member_id, timestamp '2025-09-19 09:00' as mentioned_at",
    "somebody leads": "insert into facts.roles by name select 'harbour' as community_id, 'm1' as member_id, "
    "'leader' as role, timestamp '2025-01-01' as valid_from",
    "somebody led once": "insert into facts.roles by name select 'harbour' as community_id, 'm1' as member_id, "
    "'leader' as role, timestamp '2025-01-01' as valid_from, timestamp '2025-11-03' as valid_to",
    "somebody has left the community": "update facts.memberships set valid_to = '2025-11-03' where member_id = 'm1'",
    "somebody never belonged": "delete from facts.memberships where member_id = 'm1'",
    "somebody has left the bank": "update facts.members set is_enabled = false where member_id = 'm1'",
    "somebody is of another unit": "update facts.member_attributes set unit = 'u9' where member_id = 'm1'",
    "somebody moved": "update facts.member_attributes set valid_to = '2025-11-03' where member_id = 'm1'; insert into "
    "facts.member_attributes by name select 'm1' as member_id, 'u9' as unit, 'r' as region, 'UTC' as time_zone, "
    "'t' as tier, timestamp '2025-11-03' as valid_from",
    "an asker is of another zone": "update facts.members set time_zone = 'Asia/Tokyo' where member_id = 'm1'",
    "a reply was marked helpful": "insert into facts.outcomes by name select 'message/9' as contribution_id, "
    "'m9' as from_member_id, 'helpful' as kind, timestamp '2025-10-01' as marked_at",
    "a thread has a tag": "insert into facts.tags by name select 'content/9' as contribution_id, 'limits' as tag",
    "a document was revised": "insert into facts.revisions by name select 'content/9' as contribution_id, "
    "'m9' as member_id, 2 as version, timestamp '2025-10-01' as revised_at",
    "somebody was active elsewhere": "update facts.contributions set member_id = 'm7' where contribution_id = 'fog/1'",
    "an event was held": "insert into facts.events by name select 'e' as event_id, 'harbour' as community_id, "
    "timestamp '2025-10-01' as starts_at, timestamp '2025-10-02' as ends_at",
    "nothing has": "select 1",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_night_after_a_change_says_what_one_without_memory_does(harbour, change):
    told(harbour)
    harbour.execute(change)
    remembering = told(harbour, NEXT_WEEK)

    assert remembering == told_anew(harbour, NEXT_WEEK)


def test_a_newest_week_that_another_follows_is_a_week_as_all_others(harbour):
    told(harbour, datetime(2025, 12, 23, 2, 30))

    assert told(harbour) == told_anew(harbour)


def test_what_is_kept_no_longer_is_forgotten_in_what_rests_on_it(harbour):
    """Two years and a quarter later the community's first words are gone, and with them what was known since when."""
    told(harbour)
    harbour.execute("delete from facts.contributions where contributed_at < '2025-10-01'")
    harbour.execute("delete from facts.replies where replied_at < '2025-10-02'")
    harbour.execute("delete from facts.threads where started_at < '2025-10-01'")
    later = datetime(2027, 10, 12, 2, 30)

    assert told(harbour, later) == told_anew(harbour, later)


def test_an_indicator_switched_on_is_measured_in_every_window(harbour):
    told(harbour)
    measure.measure(harbour, data_cut=CUT, tell=lambda done, total: None, exploratory=["V-19"])

    [(count,)] = harbour.execute(
        "select count(distinct window_end) from indicators.measurements where indicator_id = 'V-19' and window_kind = 'w13'"
    ).fetchall()
    assert count == 6


def test_those_that_follow_who_left_the_bank_say_so():
    read = {each.id for each in CATALOGUE if ".gone" in inspect.getsource(sys.modules[each.measure.__module__])}

    assert read == {each.id for each in CATALOGUE if each.follows_leavers}
