"""Who wrote where in which week, of all communities at once: a row per community, member and ISO week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cop_analytics.windows import Window

TEAM = "social learning team"
Held = tuple[str, str, datetime, datetime | None]
"""A member, the role they held, since when, and until when (None: still)."""


@dataclass(frozen=True)
class Activity:
    """Who wrote where in which week: rows in order of the weeks, communities and members by their places in the alphabet."""

    communities: Sequence[str]
    members: Sequence[str]
    weeks: npt.NDArray[np.datetime64]
    codes: npt.NDArray[np.int64]
    team: Mapping[str, Sequence[Held]]

    def between(self, window: Window) -> Mapping[str, frozenset[str]]:
        """Every community with who wrote there in a window of whole weeks, the social learning team left out."""
        first, last = np.searchsorted(self.weeks, [np.datetime64(window.start, "us"), np.datetime64(window.end, "us")])
        codes = np.unique(self.codes[first:last])
        bounds = np.searchsorted(codes, np.arange(len(self.communities) + 1) * len(self.members))
        wrote = [self.members[place] for place in (codes % max(len(self.members), 1)).tolist()]
        return {
            community: frozenset(wrote[start:end]) - holding(self.team.get(community, ()), window, TEAM)
            for community, (start, end) in zip(self.communities, pairwise(bounds.tolist()), strict=True)
        }


def read_activity(con: duckdb.DuckDBPyConnection) -> Activity:
    """One row per community, member and ISO week."""
    communities, members = (
        [name for (name,) in con.execute(f"select distinct {column} from {table} order by all").fetchall()]
        for column, table in (
            ("community_id", "facts.communities"),
            ("member_id", "evidence.contributions where member_id is not null"),
        )
    )
    con.register("communities", pa.table({"community_id": communities, "place": range(len(communities))}))
    con.register("members", pa.table({"member_id": members, "place": range(len(members))}))
    wrote = con.execute(
        "select distinct date_trunc('week', contributed_at)::timestamp as week, "
        "communities.place * (select count(*) from members) + members.place as code from evidence.contributions "
        "inner join communities using (community_id) inner join members using (member_id) order by all"
    ).fetchnumpy()
    con.unregister("communities")
    con.unregister("members")
    team: dict[str, list[Held]] = defaultdict(list)
    held = "select community_id, member_id, role, valid_from, valid_to from evidence.roles where role = $role"
    for community_id, *row in con.execute(held, {"role": TEAM}).fetchall():
        team[community_id].append(tuple(row))
    weeks, codes = np.asarray(wrote["week"], "datetime64[us]"), np.asarray(wrote["code"], np.int64)
    return Activity(communities, members, weeks, codes, team)


def holding(roles: Iterable[Held], window: Window, role: str) -> frozenset[str]:
    """Who held `role` at some time in the window."""
    return frozenset(
        member
        for member, held, start, end in roles
        if held == role and start < window.end and (end is None or end > window.start)
    )
