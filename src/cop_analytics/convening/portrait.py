"""A community's conversation network as its core group may see it: nobody named, nothing counted, from thirty people on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from cop_analytics.networks import Tie, conversation, places

LEAST = 30
WINDOW = timedelta(weeks=13)
LEADER, TEAM, MEMBER = "leader", "social learning team", "member"

Dot = tuple[float, float, str]
Line = tuple[int, int]


@dataclass(frozen=True)
class Portrait:
    """Dots (right, down, who: leader, social learning team or member) and which two of them talked.

    Dots come from left to right: their order says nothing of who they are. None where too few were active.
    """

    window_end: datetime
    dots: tuple[Dot, ...] | None
    lines: tuple[Line, ...] = ()


def portrait(con: duckdb.DuckDBPyConnection, community_id: str, data_cut: datetime) -> Portrait | None:
    """Whoever contributed in the newest 13 closed weeks, joined where one replied to or mentioned the other.

    The social learning team stands in it as partners of members, and does not count among the thirty. None where no week
    is closed yet.
    """
    [(end,)] = con.execute("select max(window_end) from networks.ties where window_end <= ?", [data_cut]).fetchall()
    if end is None:
        return None
    active = _active(con, community_id, end)
    team, leaders = (_holding(con, community_id, end, role) for role in (TEAM, LEADER))
    if len(active - team) < LEAST:
        return Portrait(end, None)
    ties = [tie for tie in _ties(con, community_id, end) if not team.issuperset(tie)]
    graph = conversation(ties, active - team)
    place = places(graph)
    seat = {person: number for number, person in enumerate(sorted(place, key=lambda person: place[person]))}
    dots = tuple((*place[who], LEADER if who in leaders else TEAM if who in team else MEMBER) for who in seat)
    return Portrait(end, dots, tuple(sorted((seat[one], seat[other]) for one, other in graph.edges)))


def _active(con: duckdb.DuckDBPyConnection, community_id: str, end: datetime) -> set[str]:
    asked = "select member_id from facts.contributions where community_id = ? and contributed_at >= ? and contributed_at < ?"
    return {who for (who,) in con.execute(asked, [community_id, end - WINDOW, end]).fetchall() if who is not None}


def _ties(con: duckdb.DuckDBPyConnection, community_id: str, end: datetime) -> list[Tie]:
    asked = "select from_member_id, to_member_id, kind from networks.ties where community_id = ? and window_end = ?"
    told = con.execute(asked, [community_id, end]).fetchall()
    return [(one, other) for one, other, kind in told if kind != "coparticipation"]


def _holding(con: duckdb.DuckDBPyConnection, community_id: str, end: datetime, role: str) -> set[str]:
    """Who held `role` at some time in the window."""
    asked = "select member_id, valid_from, valid_to from facts.roles where community_id = ? and role = ?"
    told = con.execute(asked, [community_id, role]).fetchall()
    return {who for who, start, stop in told if start < end and (stop is None or stop > end - WINDOW)}
