"""A changed definition is a new version: both are measured for one release, and of each window one alone is told."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from cop_analytics import measure, warehouse
from cop_analytics.indicators.catalogue import BY_ID, succeeding
from cop_analytics.publish import files
from cop_analytics.publish.release import protected
from tests.tables import PARAMETERS, given, make_leaves
from tests.test_measure import make_facts

FIRST = BY_ID["V-1"]
Q1, Q2, Q3, Q4 = (datetime(2025, *day) for day in ((3, 31), (6, 30), (9, 29), (12, 29)))
MODELS = (
    *("facts._weeks", "indicators._told", "publish._chosen", "publish._neighbours"),
    *("publish.indicator_catalogue", "publish.indicator_measurements"),
)


def but_for_m0(evidence):
    """The invented second definition: what somebody asks who asks a lot is not counted."""
    return FIRST.measure(evidence.without(frozenset({"m0"})))


SECOND = replace(FIRST, method_version="2", valid_from=date(2025, 6, 30), measure=but_for_m0)


@pytest.fixture
def harbour(con):
    """A year of one question a day by ten people, m0 five times as often as another; ben replies after eight hours."""
    make_leaves(con)
    make_facts(con)
    given(con, "facts.communities", "community_id | name\nharbour | Harbour")
    con.execute(
        """
        insert into facts.threads by name select 'content/' || n as thread_id, 'harbour' as community_id,
        'm' || greatest(n % 14 - 4, 0) as member_id, 'question' as kind,
        timestamp '2024-12-30 09:00' + n * interval 1 day as started_at, true as is_question from range(364) as t(n);
        insert into facts.contributions by name select thread_id as contribution_id, thread_id, community_id, member_id,
        kind, started_at as contributed_at, true as is_root from facts.threads;
        insert into facts.replies by name select replace(thread_id, 'content', 'message') as contribution_id, thread_id,
        community_id, 'ben' as from_member_id, member_id as to_member_id, started_at + interval 8 hour as replied_at
        from facts.threads
        """
    )
    return con


@pytest.fixture
def released(harbour, tmp_path):
    """Released as of a moment after the release before; which version tells how many of which window."""
    folder = tmp_path / "current" / "tables"
    folder.mkdir(parents=True)
    named = [model for part in ("facts", "indicators", "publish") for model in warehouse.models(harbour, part)]
    models = sorted((model for model in named if model.table in MODELS), key=lambda model: MODELS.index(model.table))

    def release(cut):
        warehouse.build(harbour, folders=("evidence",), parameters={})
        measure.measure(harbour, data_cut=cut, tell=lambda done, total: None, among=[succeeding(SECOND, FIRST)])
        for model in models:
            warehouse.build_model(harbour, model, PARAMETERS | {"data_cut": cut})
        tables = protected(harbour, tmp_path / "current", 5, 10)
        for name, table in tables.items():
            files.write(name, table, folder)
        return tables

    return release


def told(tables):
    shown = [
        (row["window_end"], row["method_version"], row["unit_count"])
        for row in tables["indicator_measurements"].to_pylist()
        if row["part"] == "answered_14d" and row["window_kind"] == "w13" and row["view"] == "all"
    ]
    return sorted(shown)


def versions_measured(con):
    return con.execute("select distinct method_version from indicators.measurements order by all").fetchall()


def after(end):
    return end.replace(hour=2)


def test_both_are_measured_for_one_release_and_then_only_the_new(harbour, released):
    measured = []
    for end in (Q2, Q3, Q4):
        released(after(end))
        measured.append(versions_measured(harbour))

    assert measured == [[("1",)], [("1",), ("2",)], [("2",)]]


def test_the_analysts_file_has_both_of_every_window_while_the_new_one_is_new(harbour, released):
    """By hand: of 14 days, m0 asks on five; 91 questions in the quarter that ends in June, of which 61 by others."""
    released(after(Q3))

    asked = (
        "select method_version, unit_count from indicators.measurements where part = 'answered_14d' and view = 'all' "
        "and window_kind = 'w13' and window_end = ? order by all"
    )
    assert harbour.execute(asked, [Q2]).fetchall() == [("1", 91), ("2", 61)]


def test_a_window_is_told_by_the_version_that_was_valid_for_it_and_stays(released):
    releases = [told(released(after(end))) for end in (Q2, Q3, Q4)]

    assert releases == [
        [(Q1, "1", 90), (Q2, "1", 90)],
        [(Q1, "1", 90), (Q2, "1", 90), (Q3, "2", 60)],
        [(Q1, "1", 90), (Q2, "1", 90), (Q3, "2", 60), (Q4, "2", 60)],
    ]
