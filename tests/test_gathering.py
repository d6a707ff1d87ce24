"""What indicators are given, read in parts or at once."""

from dataclasses import replace
from datetime import datetime
from itertools import product

from cop_analytics import warehouse
from cop_analytics.gathering import gather
from cop_analytics.windows import trailing, week_ends
from tests.bench.measuring import FIRST, WEEK, World, laid
from tests.tables import given
from tests.test_measure import make_facts

QUARTER = trailing(datetime(2025, 12, 29))


def three(con):
    """Harbour, where cyd stands beside; fog, where ben meets ada again; bay, where nobody is."""
    make_facts(con)
    given(con, "inputs.attributes", "field | platform_value | coarse_value | country")
    given(con, "facts.communities", "community_id | name\nharbour | Harbour\nfog | Fog\nbay | Bay")
    given(
        con,
        "facts.roles",
        """
        community_id | member_id | role                 | valid_from
        harbour      | cyd       | social learning team | 2025-01-01
    """,
    )
    given(
        con,
        "facts.contributions",
        """
        contribution_id | thread_id | community_id | member_id | kind       | contributed_at   | is_root
        c1              | c1        | harbour      | ada       | discussion | 2025-10-01 09:00 | true
        c2              | c1        | harbour      | cyd       | message    | 2025-10-02 09:00 | false
        c3              | c3        | harbour      | dee       | discussion | 2025-12-29 00:00 | true
        c4              | c4        | fog          | ada       | discussion | 2025-09-29 00:00 | true
        c5              | c4        | fog          | ben       | message    | 2025-12-28 23:59 | false
        c6              | c4        | fog          |           | message    | 2025-12-01 09:00 | false
    """,
    )
    warehouse.build(con, folders=("evidence",), parameters={})
    return con


def test_read_in_parts_the_facts_are_those_read_at_once(con):
    three(con)
    parts = gather(con, at_once=2).communities

    assert list(parts) == ["bay", "fog", "harbour"]
    at_once = gather(con).communities
    assert {name: replace(each, talk=None) for name, each in parts.items()} == {
        name: replace(each, talk=None) for name, each in at_once.items()
    }
    assert [parts[name].talk.people for name in parts] == [[], ["ada", "ben"], ["ada", "cyd", "dee"]]
    assert [len(each.contributions) for each in parts.values()] == [0, 2, 3]


def test_cut_to_a_window_the_talk_is_that_of_its_rows():
    """Numbered once for the whole time, and numbered anew from the window's own rows: the same conversation."""
    world = World(communities=2, weeks=40, threads=6)
    with laid(world) as con:
        told = gather(con)
        for community_id, end in product(told.communities, week_ends(FIRST + 13 * WEEK, world.end)):
            cut = told.evidence(community_id, trailing(end))
            few = cut.active[:3]
            cut = replace(cut, leaders=few, team=cut.active[3:5])
            for evidence in (cut, cut.without(few)):
                assert evidence.talk is not None
                assert numbers(evidence) == numbers(replace(evidence, talk=None))


def numbers(evidence):
    found = evidence.structure
    crossing = found.crossing
    merged = sorted(size for size in crossing.merged.tolist() if size)
    told = found.names, found.ties.tolist(), found.active.tolist(), found.counts, crossing[:6], merged
    return *told, found.depths.tolist(), found.median_constraint, found.fragmentation_without_leaders


def test_who_is_active_where_leaves_out_the_team_and_what_lies_outside(con):
    assert gather(three(con)).everybody(QUARTER) == {
        "bay": frozenset(),
        "fog": frozenset({"ada", "ben"}),
        "harbour": frozenset({"ada"}),
    }
