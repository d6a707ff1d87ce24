"""How long measuring takes: the whole history once, then a night; how it grows; and the null model beside networkx's own."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import networkx as nx
import numpy as np

from cop_analytics import measure, nulls, warehouse
from cop_analytics.estimators import seeded

FIRST = datetime(2024, 9, 30)
WEEK = timedelta(weeks=1)
TABLES = ("members", "member_attributes", "memberships", "mentions", "roles", "threads", "contributions", "replies",
          "outcomes", "revisions", "tags", "links", "events")  # fmt: skip
DRAWS, ARCS, PEOPLE = 200, 400, 80


@dataclass(frozen=True)
class World:
    """So many communities over so many weeks, each of so many people and so many threads a week, most with two replies."""

    communities: int = 4
    weeks: int = 40
    threads: int = 10
    people: int = 60

    @property
    def end(self) -> datetime:
        return FIRST + self.weeks * WEEK + timedelta(days=1)


def laid(world: World, con: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyConnection:
    con = con or duckdb.connect()
    con.execute(
        "create schema inputs; create table inputs.attributes (field varchar, coarse_value varchar, country varchar)"
    )
    for table in ("communities", *TABLES):
        columns = ", ".join(f'"{each.name}" {each.type}' for each in warehouse.contract()[f"facts.{table}"].columns)
        con.execute(f"create schema if not exists facts; create table facts.{table} ({columns})")
    said = {
        "communities": world.communities,
        "count": world.weeks * world.threads,
        "first": FIRST,
        "weeks": world.weeks,
        "people": world.people,
    }
    con.execute("insert into facts.communities by name select 'c' || n as community_id from range($c) as t(n)",
                {"c": world.communities})  # fmt: skip
    con.execute(
        """
        insert into facts.threads by name select 'content/' || c || '-' || n as thread_id, 'c' || c as community_id,
        'm' || c || '-' || (hash(c, n) % $people)::varchar as member_id, if(n % 3 = 0, 'discussion', 'question') as kind,
        $first::timestamp + to_seconds((n * $weeks * 604800 / $count)::bigint + (hash(n, c) % 3600)::bigint) as started_at,
        true as is_question from range($communities) as a(c), range($count) as b(n)
        """,
        said,
    )
    con.execute(
        f"""
        insert into facts.contributions by name select thread_id as contribution_id, thread_id, community_id, member_id,
        kind, started_at as contributed_at, true as is_root from facts.threads;
        insert into facts.replies by name select 'message/' || thread_id || k as contribution_id, thread_id, community_id,
        replace(community_id, 'c', 'm') || '-' || (hash(thread_id, k) % {world.people})::varchar as from_member_id,
        member_id as to_member_id, started_at + to_hours((1 + hash(k, thread_id) % 90)::bigint) as replied_at
        from facts.threads, range(2) as r(k) where hash(thread_id) % 5 > 0;
        insert into facts.contributions by name select contribution_id, thread_id, thread_id as parent_id, community_id,
        from_member_id as member_id, 'message' as kind, replied_at as contributed_at, false as is_root from facts.replies;
        insert into facts.members by name select distinct member_id, 'u' || hash(member_id) % 4 as unit, 'r' as region,
        'UTC' as time_zone, 't' as tier, true as is_enabled from facts.contributions;
        insert into facts.member_attributes by name select member_id, unit, region, time_zone, tier,
        timestamp '2024-01-01' as valid_from from facts.members;
        insert into facts.memberships by name select distinct community_id, member_id, 'member' as state,
        timestamp '2024-01-01' as valid_from from facts.contributions
        """
    )
    con.execute("create view facts._persons as from facts.members")
    warehouse.build(con, folders=("evidence",), parameters={})
    return con


def spent(con: duckdb.DuckDBPyConnection, cut: datetime) -> tuple[float, int]:
    """Seconds of a core, and values measured or taken over."""
    begun = time.process_time()
    count = measure.measure(con, data_cut=cut, tell=lambda done, total: None)
    return time.process_time() - begun, count


def night() -> str:
    """24 communities: a night on which nothing is new, one on which a week has closed, and the first with its history."""
    world = World(communities=24, weeks=65)
    with laid(world) as con:
        first, count = spent(con, world.end)
        same, _ = spent(con, world.end + timedelta(days=1))
        closed, _ = spent(con, world.end + WEEK)
    return f"{same:.1f} s; where a week has closed {closed:.1f} s; the first, of {count:,} values, {first:.0f} s"


def slope(field: str, sizes: tuple[int, ...]) -> float:
    """By how much the logarithm of the time grows with that of the size."""
    spent(laid(World()), World().end)  # whatever is compiled, or read once, is by now
    times = []
    for size in sizes:
        world = World(**{field: size})
        with laid(world) as con:
            times.append(spent(con, world.end)[0])
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def growth() -> str:
    told = {"communities": slope("communities", (2, 4, 8)), "interactions": slope("threads", (10, 20, 40))}
    return ", ".join(f"{each:.2f} in {name}" for name, each in told.items())


def growth_of_weeks() -> str:
    """The first thirteen weeks have no window: windows are counted, not weeks."""
    weeks = (26, 52, 104)
    spent(laid(World()), World().end)
    times = [spent(laid(world), world.end)[0] for world in (World(weeks=each) for each in weeks)]
    return f"{np.polyfit(np.log([each - 12 for each in weeks]), np.log(times), 1)[0]:.2f}"


def rewired() -> str:
    """Graphs with everybody's degrees: kept draws a second, beside networkx's swaps of as many arcs."""
    graph = nx.gnm_random_graph(PEOPLE, ARCS, seed=1, directed=True)
    arcs = np.array(sorted(graph.edges), np.int64)
    nulls.rewirings(arcs, PEOPLE, 2, seeded("warm"))
    begun = time.process_time()
    nulls.rewirings(arcs, PEOPLE, DRAWS, seeded("bench"))
    own = (time.process_time() - begun) / DRAWS
    begun = time.process_time()
    nx.directed_edge_swap(graph, nswap=ARCS, max_tries=100 * ARCS, seed=1)
    theirs = time.process_time() - begun
    return f"{theirs / own:,.0f} times ({1e6 * own / ARCS:.2f} µs and {1e6 * theirs / ARCS:.0f} µs an arc and draw)"
