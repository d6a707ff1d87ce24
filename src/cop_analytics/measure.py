"""For communities and closed windows: read facts, ask the catalogue, write `indicators.measurements`."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import duckdb
import pyarrow as pa

from cop_analytics.indicators.catalogue import CATALOGUE, Indicator
from cop_analytics.indicators.evidence import Contribution, Evidence, Part, Reply, Thread
from cop_analytics.windows import Window, WindowKind, quarters, trailing, week_end

LEADER, TEAM = "leader", "social learning team"
Timed = TypeVar("Timed")

TEXT, TIME, NUMBER, COUNT = pa.string(), pa.timestamp("us"), pa.float64(), pa.int64()
MEASUREMENTS = pa.schema(
    [
        ("community_id", TEXT),
        ("indicator_id", TEXT),
        ("part", TEXT),
        ("view", TEXT),
        ("window_kind", TEXT),
        ("window_start", TIME),
        ("window_end", TIME),
        ("value", NUMBER),
        ("lower", NUMBER),
        ("upper", NUMBER),
        ("band", TEXT),
        ("interval_method", TEXT),
        ("unit_count", COUNT),
        ("person_count", COUNT),
        ("coverage", NUMBER),
        ("null_percentile", NUMBER),
        ("signal", TEXT),
        ("status", TEXT),
        ("method_version", TEXT),
        ("data_cut", TIME),
    ]
)
CATALOGUE_COLUMNS = (
    "indicator_id",
    "name",
    "question",
    "unit",
    "network",
    "definition",
    "minimum_sample",
    "interval_method",
    "caveat",
    "misreading",
    "prompt",
    "value_cycle",
    "dimensions",
    "reference",
    "method_version",
    "valid_from",
)


@dataclass
class Facts:
    """One community's facts, each list in order of time."""

    threads: list[Thread] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    mentions: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    roles: list[tuple[str, str, datetime, datetime | None]] = field(default_factory=list)
    first_replies: dict[str, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    anonymous: list[datetime] = field(default_factory=list)
    helped: dict[str, datetime] = field(default_factory=dict)


def measure(con: duckdb.DuckDBPyConnection, *, data_cut: datetime, tell: Callable[[int, int], None]) -> int:
    """Measure every community in every window closed at `data_cut`; the number of rows written.

    Windows are the trailing 13 weeks at the newest ISO-week end and at each quarter's end before it, as far as they lie
    after the first contribution. What happened after a window's end is not known in it, so a closed window stays as it
    is. Two of them are pooled for an indicator that asks for it, where neither alone is enough: were one of them told,
    the pooled value less that one would tell the other.
    """
    communities = _read(con)
    rows: list[tuple[object, ...]] = []
    for number, (community_id, facts) in enumerate(sorted(communities.items()), start=1):
        for window in _windows(facts, data_cut):
            evidence = _evidence(community_id, facts, window)
            for indicator in CATALOGUE:
                parts = indicator.measure(evidence)
                rows += [_row(indicator, part, evidence, "w13", data_cut) for part in parts]
                if indicator.is_pooled:
                    rows += _pooled(indicator, _too_few(parts), community_id, facts, window, data_cut)
        tell(number, len(communities))
    _write(con, rows)
    return len(rows)


def _too_few(parts: Iterable[Part]) -> set[str]:
    return {part.part for part in parts if part.status == "too_few"}


def _pooled(
    indicator: Indicator, silent: set[str], community_id: str, facts: Facts, window: Window, data_cut: datetime
) -> list[tuple[object, ...]]:
    """The parts that are silent in `window` and in the 13 weeks before it, over both together."""
    before, both = trailing(window.start), trailing(window.end, 26)
    if not silent or both.start < week_end(facts.contributions[0].contributed_at):
        return []
    silent = silent & _too_few(indicator.measure(_evidence(community_id, facts, before)))
    evidence = _evidence(community_id, facts, both)
    return [
        _row(indicator, part, evidence, "w26", data_cut) for part in indicator.measure(evidence) if part.part in silent
    ]


def _windows(facts: Facts, data_cut: datetime) -> list[Window]:
    if not facts.contributions:
        return []
    newest = week_end(data_cut)
    first = week_end(facts.contributions[0].contributed_at)
    ends = {quarter.end for quarter in quarters(first, newest)} | {newest}
    return [window for end in sorted(ends) if (window := trailing(end)).start >= first]


def _read(con: duckdb.DuckDBPyConnection) -> Mapping[str, Facts]:
    """Every community's facts, each table read once, in total order."""
    communities: dict[str, Facts] = {
        row[0]: Facts() for row in con.execute("select community_id from facts.communities order by all").fetchall()
    }
    _read_threads(con, communities)
    contributions = con.execute(
        "select community_id, contribution_id, thread_id, member_id, contributed_at, is_root "
        "from facts.contributions order by contributed_at, contribution_id"
    )
    for community, contribution, thread, member, at, is_root in contributions.fetchall():
        if member is None:
            communities[community].anonymous.append(at)
        else:
            communities[community].contributions.append(Contribution(contribution, thread, member, at, is_root))
    _read_replies(con, communities)
    roles = con.execute("select community_id, member_id, role, valid_from, valid_to from facts.roles order by all")
    for community, *role in roles.fetchall():
        communities[community].roles.append((role[0], role[1], role[2], role[3]))
    return communities


def _read_threads(con: duckdb.DuckDBPyConnection, communities: Mapping[str, Facts]) -> None:
    threads = con.execute(
        "select threads.community_id, thread_id, threads.member_id, kind, started_at, closed_at, "
        "members.time_zone, regions.country "
        "from facts.threads left join facts.members using (member_id) "
        "left join (select coarse_value, min(country) as country from inputs.attributes where field = 'region' "
        "and coarse_value <> 'other' group by all having count(distinct country) = 1) as regions "
        "on regions.coarse_value = members.region "
        "order by started_at, thread_id"
    )
    for community, thread, member, kind, started, closed, zone, country in threads.fetchall():
        communities[community].threads.append(Thread(thread, member, kind, started, closed, False, zone, country))
    marks = con.execute(
        "select contributions.community_id, contributions.thread_id, min(marked_at) from facts.outcomes "
        "inner join facts.contributions using (contribution_id) where lower(outcomes.kind) = 'helpful' "
        "and not contributions.is_root and outcomes.from_member_id is distinct from contributions.member_id "
        "group by all order by all"
    )
    for community, thread, marked in marks.fetchall():
        communities[community].helped[thread] = marked


def _read_replies(con: duckdb.DuckDBPyConnection, communities: Mapping[str, Facts]) -> None:
    replies = con.execute(
        "select replies.community_id, replies.thread_id, contributions.parent_id, from_member_id, to_member_id, "
        "replied_at, threads.member_id from facts.replies "
        "inner join facts.contributions using (contribution_id) "
        "inner join facts.threads on threads.thread_id = replies.thread_id order by replied_at, contribution_id"
    )
    for community, thread, parent, source, target, at, starter in replies.fetchall():
        facts = communities[community]
        if source is None:
            continue
        if source != starter:
            facts.first_replies[thread].append((at, source))
        if target is not None and source != target:
            facts.replies.append(Reply(thread, parent or thread, source, target, at))
    mentions = con.execute(
        "select mentions.community_id, mentioned_at, thread_id, from_member_id, to_member_id from facts.mentions "
        "inner join facts.contributions using (contribution_id) where from_member_id is not null order by all"
    )
    for community, at, thread, source, target in mentions.fetchall():
        communities[community].mentions.append((at, thread, source, target))


def _evidence(community_id: str, facts: Facts, window: Window) -> Evidence:
    contributions = _between(facts.contributions, window, lambda each: each.contributed_at)
    nameless = len(_between(facts.anonymous, window, lambda at: at))
    roles = [role for role in facts.roles if role[2] < window.end and (role[3] is None or role[3] > window.start)]
    leaders = {member for member, role, *_ in roles if role == LEADER}
    team = {member for member, role, *_ in roles if role == TEAM}
    threads = _between(facts.threads, window, lambda thread: thread.started_at)
    return Evidence(
        community_id=community_id,
        window=window,
        threads=[_as_known(thread, facts.helped.get(thread.thread_id), window.end) for thread in threads],
        replies=_between(facts.replies, window, lambda reply: reply.replied_at),
        mentions=[mention[1:] for mention in _between(facts.mentions, window, lambda mention: mention[0])],
        contributions=contributions,
        first_replies={
            thread.thread_id: given[0]
            for thread in threads
            if (given := facts.first_replies.get(thread.thread_id)) and given[0][0] < window.end
        },
        all_contributions=facts.contributions[: bisect_left(facts.contributions, window.end, key=_contributed)],
        all_replies=facts.replies[: bisect_left(facts.replies, window.end, key=_replied)],
        facilitators=leaders | team,
        leaders=leaders,
        team=team,
        coverage=len(contributions) / (len(contributions) + nameless) if contributions or nameless else 1.0,
    )


def _contributed(each: Contribution) -> datetime:
    return each.contributed_at


def _replied(reply: Reply) -> datetime:
    return reply.replied_at


def _as_known(thread: Thread, helped_at: datetime | None, moment: datetime) -> Thread:
    """The thread as it stood at `moment`: closed, or resolved by a reply marked helpful, only if that had happened."""
    closed = thread.closed_at if thread.closed_at is not None and thread.closed_at < moment else None
    is_helped = helped_at is not None and helped_at < moment
    return replace(thread, closed_at=closed, is_resolved=closed is not None or is_helped)


def _between(timed: Sequence[Timed], window: Window, at: Callable[[Timed], datetime]) -> Sequence[Timed]:
    return timed[bisect_left(timed, window.start, key=at) : bisect_left(timed, window.end, key=at)]


def _row(
    indicator: Indicator, part: Part, evidence: Evidence, kind: WindowKind, data_cut: datetime
) -> tuple[object, ...]:
    estimate = part.estimate if part.status == "shown" else None
    is_silent = part.status == "too_few" or part.is_wide
    return (
        evidence.community_id,
        indicator.id,
        part.part,
        "all",
        kind,
        evidence.window.start,
        evidence.window.end,
        _rounded(estimate.value if estimate else None),
        _rounded(estimate.lower if estimate else None),
        _rounded(estimate.upper if estimate else None),
        part.band,
        part.interval_method,
        part.unit_count,
        part.person_count,
        _rounded(evidence.coverage),
        None,
        "too_few" if is_silent else "history_building",
        part.status,
        indicator.method_version,
        data_cut,
    )


def _rounded(number: float | None) -> float | None:
    """To nine places: below that, the order of additions shows."""
    return None if number is None else round(float(number), 9)


def _write(con: duckdb.DuckDBPyConnection, rows: Iterable[tuple[object, ...]]) -> None:
    con.execute("create schema if not exists indicators")
    columns = list(zip(*rows, strict=True)) or [()] * len(MEASUREMENTS)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, MEASUREMENTS.types, strict=True)]
    con.register("measured", pa.Table.from_arrays(arrays, schema=MEASUREMENTS))
    con.execute("create or replace table indicators.measurements as select * from measured order by all")
    con.unregister("measured")
    con.register("described", _catalogue())
    con.execute("create or replace table indicators.catalogue as select * from described")
    con.unregister("described")


def _catalogue() -> pa.Table:
    """The catalogue as a table: one row per indicator."""
    columns: dict[str, list[object]] = {name: [] for name in CATALOGUE_COLUMNS}
    for indicator in CATALOGUE:
        for name, column in columns.items():
            value = getattr(indicator, "id" if name == "indicator_id" else name)
            column.append(", ".join(value) if isinstance(value, tuple) else value)
    return pa.table(columns)
