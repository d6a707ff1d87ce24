"""Tables `evidence.*` → what indicators are given: each community's facts read once, part by part, then cut to windows."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import duckdb
import numpy as np

from cop_analytics.activity import TEAM, Activity, holding, read_activity
from cop_analytics.estimators import DRAWS
from cop_analytics.indicators.evidence import (
    Attributes,
    Contribution,
    Edit,
    Evidence,
    Mark,
    Membership,
    Reply,
    Standing,
    Thread,
)
from cop_analytics.indicators.talk import Talk, by_unit, numbered
from cop_analytics.windows import WEEK, Window

BLOCK = 13 * WEEK
RECENT = 6
AT_ONCE = 500_000
"""Contributions whose communities are read together: half a gigabyte."""
LEADER, CORE, SPONSOR = "leader", "core group", "sponsor"
Timed = TypeVar("Timed")
Row = tuple[Any, ...]
Spans = list[tuple[datetime, datetime | None, Attributes]]


@dataclass
class Facts:
    """One community's facts, each list in order of time."""

    community_id: str
    threads: list[Thread] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    anonymous: list[datetime] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    first_replies: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    mentions: list[Row] = field(default_factory=list)
    helped: dict[str, datetime] = field(default_factory=dict)
    roles: list[Row] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    events: list[tuple[datetime, datetime]] = field(default_factory=list)
    talk: Talk | None = None


@dataclass
class Bank:
    """All communities, and what is known of persons whatever community they are in."""

    communities: Communities
    attributes: dict[str, Spans]
    gone: frozenset[str]
    activity: Activity
    kept_from: datetime = datetime.min
    digests: dict[Window, bytes] = field(default_factory=dict)
    _known: dict[Window, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    _recent: dict[tuple[str, Window, int], Evidence] = field(default_factory=dict)

    def evidence(self, community_id: str, window: Window, *, draws: int = DRAWS) -> Evidence:
        """What was known of a community at the end of `window`; the same object where it was asked for just before."""
        asked = (community_id, window, draws)
        if asked not in self._recent:
            while len(self._recent) >= RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[asked] = self._evidence(community_id, window, draws)
        return self._recent[asked]

    def _evidence(self, community_id: str, window: Window, draws: int) -> Evidence:
        facts = self.communities[community_id]
        contributions = between(facts.contributions, window, lambda each: each.contributed_at)
        nameless = len(between(facts.anonymous, window, lambda at: at))
        threads = between(facts.threads, window, lambda thread: thread.started_at)
        leaders, team = (holding(facts.roles, window, role) for role in (LEADER, TEAM))
        standing = _standing(facts, window.end)
        edits = until(facts.edits, window.end, lambda edit: edit.revised_at)
        everybody = {each.member_id for each in contributions} | {edit.member_id for edit in edits if edit.member_id}
        return Evidence(
            community_id=community_id,
            window=window,
            threads=[_as_known(thread, facts.helped.get(thread.thread_id), window.end) for thread in threads],
            replies=between(facts.replies, window, lambda reply: reply.replied_at),
            mentions=[mention[1:] for mention in between(facts.mentions, window, lambda mention: mention[0])],
            contributions=contributions,
            first_replies={
                thread.thread_id: given
                for thread in threads
                if (given := facts.first_replies.get(thread.thread_id)) and given[0] < window.end
            },
            all_contributions=until(facts.contributions, window.end, lambda each: each.contributed_at),
            all_replies=until(facts.replies, window.end, lambda reply: reply.replied_at),
            facilitators=leaders | team,
            leaders=leaders,
            team=team,
            coverage=len(contributions) / (len(contributions) + nameless) if contributions or nameless else 1.0,
            core=standing.core,
            beside=standing.beside,
            earlier=_standing(facts, window.end - BLOCK),
            all_mentions=until(facts.mentions, window.end, lambda mention: mention[0]),
            memberships=until(facts.memberships, window.end, lambda span: span.valid_from),
            attributes={member: found for member in everybody if (found := self._of(member, window.end))},
            gone=self.gone,
            tags=_by_thread(until(facts.tags, window.end, lambda tag: tag[0])),
            links=[link[1:] for link in until(facts.links, window.end, lambda link: link[0])],
            edits=edits,
            marks=until(facts.marks, window.end, lambda mark: mark.marked_at),
            events=until(facts.events, window.end, lambda event: event[0]),
            elsewhere={other: who for other, who in self.everybody(window).items() if other != community_id},
            draws=draws,
            observed_from=self.observed_from(facts),
            talk=facts.talk and facts.talk.between(window.start, window.end),
        )

    def observed_from(self, facts: Facts) -> datetime | None:
        """A history whose first quarter that might be kept is silent is whole; of another, older parts may have gone."""
        begun = min([*(each.contributed_at for each in facts.contributions[:1]), *facts.anonymous[:1]], default=None)
        return self.kept_from if begun is not None and begun < self.kept_from + BLOCK else None

    def _of(self, member: str, moment: datetime) -> Attributes | None:
        """A person's attributes at `moment`; the first known of them before that."""
        spans = self.attributes.get(member, [])
        known = [attributes for start, _, attributes in spans if start <= moment]
        return known[-1] if known else spans[0][2] if spans else None

    def everybody(self, window: Window) -> Mapping[str, frozenset[str]]:
        """Every community with its active members in `window`, in order of the alphabet."""
        if window not in self._known:
            self._known[window] = self.activity.between(window)
        return self._known[window]


class Communities(Mapping[str, Facts]):
    """The facts of every community, read a part at a time: of the one asked for and of those beside it in the alphabet."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, parts: Sequence[Sequence[str]], attributes: Mapping[str, Spans]
    ) -> None:
        self._con, self._attributes = con, attributes
        self._part_of = {community_id: part for part in parts for community_id in part}
        self._read: dict[str, Facts] = {}

    def __getitem__(self, community_id: str) -> Facts:
        if community_id not in self._read:
            part = self._part_of[community_id]
            self._read.clear()
            self._read = _read(self._con, part, self._attributes)
        return self._read[community_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._part_of)

    def __len__(self) -> int:
        return len(self._part_of)


def gather(
    con: duckdb.DuckDBPyConnection,
    kept_from: datetime = datetime.min,
    *,
    at_once: int = AT_ONCE,
    among: Collection[str] | None = None,
) -> Bank:
    """Read `evidence.*`, in total order, as communities are asked for. What was before `kept_from` is not kept.

    Those read together have no more than `at_once` contributions, unless one alone has more. Where only those `among`
    some are asked for, all that is known of the others is who was active there.
    """
    attributes, gone = _read_persons(con)
    parts = [part for each in _parts(con, at_once) if (part := [one for one in each if among is None or one in among])]
    return Bank(Communities(con, parts, attributes), attributes, gone, read_activity(con), kept_from)


def _parts(con: duckdb.DuckDBPyConnection, at_once: int) -> list[list[str]]:
    """Communities in order of the alphabet, as many together as have the contributions that are read at once."""
    asked = (
        "select community_id, count(contribution_id) from facts.communities "
        "left join evidence.contributions using (community_id) group by all order by all"
    )
    parts: list[list[str]] = []
    room = 0
    for community_id, count in con.execute(asked).fetchall():
        if count > room or not parts:
            parts.append([])
            room = at_once
        parts[-1].append(community_id)
        room -= count
    return parts


def _read(con: duckdb.DuckDBPyConnection, part: Sequence[str], attributes: Mapping[str, Spans]) -> dict[str, Facts]:
    """A part of the communities, those from its first to its last in the alphabet."""
    communities = {community_id: Facts(community_id) for community_id in part}
    _read_threads(con, communities)
    _read_talk(con, communities)
    for facts, row in _rows(con, communities, "roles", "member_id, role, valid_from, valid_to", "valid_from"):
        facts.roles.append(row)
    for facts, row in _rows(con, communities, "memberships", "member_id, state, valid_from, valid_to", "valid_from"):
        facts.memberships.append(Membership(*row))
    for facts, row in _rows(con, communities, "tags", "contributed_at, thread_id, tag"):
        facts.tags.append(row)
    for facts, row in _rows(con, communities, "links", "contributed_at, contribution_id, target_contribution_id"):
        facts.links.append(row)
    for facts, row in _rows(con, communities, "edits", "contribution_id, member_id, revised_at", "revised_at"):
        facts.edits.append(Edit(*row))
    for facts, row in _rows(con, communities, "marks", "contribution_id, from_member_id, kind, marked_at", "marked_at"):
        facts.marks.append(Mark(*row))
    for facts, row in _rows(con, communities, "events", "starts_at, ends_at"):
        facts.events.append((row[0], row[1]))
    for community_id, talk in read_talk(con, part, attributes):
        communities[community_id].talk = talk
    return communities


def between(timed: Sequence[Timed], window: Window, at: Callable[[Timed], datetime]) -> Sequence[Timed]:
    """Of things in order of time, those in `window`."""
    return timed[bisect_left(timed, window.start, key=at) : bisect_left(timed, window.end, key=at)]


def until(timed: Sequence[Timed], moment: datetime, at: Callable[[Timed], datetime]) -> Sequence[Timed]:
    """Of things in order of time, those before `moment`."""
    return timed[: bisect_left(timed, moment, key=at)]


def _rows(
    con: duckdb.DuckDBPyConnection, communities: Mapping[str, Facts], table: str, columns: str, first: str = ""
) -> Iterator[tuple[Facts, Row]]:
    """The rows of a table, each with the facts it belongs to, in order of time (`first`, or else the first column)."""
    order = f"{first}, {columns}" if first else columns
    asked = f"select community_id, {columns} from evidence.{table} where community_id between ? and ? order by {order}"
    for community_id, *row in con.execute(asked, [min(communities), max(communities)]).fetchall():
        if community_id in communities:
            yield communities[community_id], tuple(row)


def _read_threads(con: duckdb.DuckDBPyConnection, communities: Mapping[str, Facts]) -> None:
    columns = "started_at, thread_id, member_id, kind, closed_at, time_zone, country, helped_at"
    for facts, (started, thread, member, kind, closed, zone, country, helped) in _rows(
        con, communities, "threads", columns
    ):
        facts.threads.append(Thread(thread, member, kind, started, closed, False, zone, country))
        if helped is not None:
            facts.helped[thread] = helped


def _read_talk(con: duckdb.DuckDBPyConnection, communities: Mapping[str, Facts]) -> None:
    columns = "contributed_at, contribution_id, thread_id, member_id, is_root, parent_id, kind"
    for facts, (at, contribution, thread, member, *rest) in _rows(con, communities, "contributions", columns):
        if member is None:
            facts.anonymous.append(at)
        else:
            is_root, parent, kind = rest
            facts.contributions.append(Contribution(contribution, thread, member, at, is_root, parent, kind))
    columns = "replied_at, contribution_id, thread_id, parent_id, from_member_id, to_member_id, starter_id"
    for facts, (at, _, thread, parent, source, target, starter) in _rows(con, communities, "replies", columns):
        if source != starter:
            facts.first_replies.setdefault(thread, (at, source))
        if target is not None and source != target:
            facts.replies.append(Reply(thread, parent, source, target, at))
    for facts, row in _rows(con, communities, "mentions", "mentioned_at, thread_id, from_member_id, to_member_id"):
        facts.mentions.append(row)


def read_talk(
    con: duckdb.DuckDBPyConnection, part: Sequence[str], attributes: Mapping[str, Spans]
) -> Iterator[tuple[str, Talk]]:
    """Of each of a part of the communities, in order of the alphabet, what was said there."""
    among = "where community_id between $first and $last"
    ends: dict[str, object] = {"first": part[0], "last": part[-1]}
    seats: dict[str, dict[str, int]] = defaultdict(dict)
    numbers = dict[str, int]()
    asked = f"select community_id, community, member_id, seat from evidence._seats {among} order by community, seat"
    for community_id, number, member, seat in con.execute(asked, ends).fetchall():
        numbers[community_id], seats[community_id][member] = number, seat
    columns = ("said_at", "thread", "source", "target", "reply_count")
    asked = f"select community, {', '.join(columns)} from evidence._talk where community between $first and $last "
    ends = {"first": min(numbers.values(), default=0), "last": max(numbers.values(), default=0)}
    told = con.execute(f"{asked} order by community, said_at", ends).fetchnumpy()
    rows = [np.asarray(told[column], np.int64) for column in columns]
    for community_id in part:
        number, known = numbers.get(community_id, -1), seats[community_id]
        own = slice(*np.searchsorted(told["community"], [number, number + 1]))
        spans = [(who, since, each.unit) for who in known for since, _, each in attributes.get(who, ())]
        yield community_id, numbered(known, by_unit(spans, known), *(column[own] for column in rows))


def _read_persons(con: duckdb.DuckDBPyConnection) -> tuple[dict[str, Spans], frozenset[str]]:
    attributes: dict[str, Spans] = defaultdict(list)
    gone = set()
    asked = "select member_id, valid_from, valid_to, unit, region, tier, time_zone, is_enabled from evidence.attributes"
    for member, start, end, unit, region, tier, zone, is_enabled in con.execute(f"{asked} order by all").fetchall():
        attributes[member].append((start, end, Attributes(unit, region, tier, zone)))
        if not is_enabled:
            gone.add(member)
    return dict(attributes), frozenset(gone)


def _standing(facts: Facts, moment: datetime) -> Standing:
    """Who held which role at `moment`."""
    held = [
        (role, member) for member, role, start, end in facts.roles if start < moment and (end is None or end >= moment)
    ]
    return Standing(
        core=frozenset(member for role, member in held if role in (LEADER, CORE)),
        beside=frozenset(member for role, member in held if role in (TEAM, SPONSOR)),
    )


def _as_known(thread: Thread, helped_at: datetime | None, moment: datetime) -> Thread:
    """The thread as it stood at `moment`: closed, or resolved by a reply marked helpful, only if that had happened."""
    if thread.closed_at is None and helped_at is None:
        return thread
    closed = thread.closed_at if thread.closed_at is not None and thread.closed_at < moment else None
    is_helped = helped_at is not None and helped_at < moment
    return replace(thread, closed_at=closed, is_resolved=closed is not None or is_helped)


def _by_thread(tags: Sequence[Row]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for _, thread, tag in tags:
        found[thread].add(tag)
    return {thread: frozenset(words) for thread, words in found.items()}
