"""What was measured before from the same evidence by the same program is taken over: measuring it again gives the same bits.

A unit is what is measured at once: a community in a window. It rests on the facts up to the window's end, on who was active
elsewhere in it, and on the program; of all that a digest is kept beside the measurements.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, NamedTuple

import duckdb
import orjson

from cop_analytics.gathering import Bank, Facts
from cop_analytics.indicators.catalogue import BY_ID
from cop_analytics.measurements import CELLS, Measured, Row
from cop_analytics.windows import Window

Form = Literal["level", "week", "month"]
"""With intervals and every view; the values alone, of a week that ends no quarter; the values alone, of a month."""

MOMENT = timedelta(microseconds=1)
LIBRARIES = ("numpy", "scipy", "networkx", "numba", "holidays", "duckdb")
MONTH = "month"


class Unit(NamedTuple):
    """What is measured at once; indicators that follow who left the bank are a unit of their own."""

    community_id: str
    form: Form
    window_end: datetime
    follows_leavers: bool


@dataclass
class Memory:
    """Of one community the digests, rows and pairs of last time; and the digests of this time, to be kept."""

    digests: Mapping[Unit, str] = field(default_factory=dict)
    rows: Mapping[tuple[bool, datetime, bool], Sequence[Measured]] = field(default_factory=dict)
    pairs: Mapping[datetime, Sequence[Row]] = field(default_factory=dict)
    fresh: dict[Unit, str] = field(default_factory=dict)

    def rows_of(self, unit: Unit, digest: str, measure: Callable[[], list[Measured]]) -> list[Measured]:
        """The rows of a unit, from last time where it rests on the same, else measured."""
        self.fresh[unit] = digest
        if self.digests.get(unit) != digest:
            return measure()
        return list(self.rows.get((unit.form == MONTH, unit.window_end, unit.follows_leavers), ()))

    def pairs_of(self, unit: Unit, count: Callable[[], list[Row]]) -> list[Row]:
        """The pairs of units that talk, from last time where the unit rests on the same, else counted."""
        if self.digests.get(unit) != self.fresh[unit]:
            return count()
        return list(self.pairs.get(unit.window_end, ()))


def remembered(con: duckdb.DuckDBPyConnection, community_id: str) -> Memory:
    """What was measured of a community last time; nothing where the warehouse is new."""
    asked = "select count(*) from duckdb_tables() where schema_name = 'indicators' and table_name = '_rested_on'"
    if con.execute(asked).fetchall() == [(0,)]:
        return Memory()
    kept = _own(con, "community_id, form, window_end, follows_leavers, digest", "_rested_on", community_id)
    rows: dict[tuple[bool, datetime, bool], list[Measured]] = defaultdict(list)
    for cells in _own(con, ", ".join(CELLS), "measurements", community_id):
        row = Measured(*cells)
        follows_leavers = row.indicator_id in BY_ID and BY_ID[row.indicator_id].follows_leavers
        rows[row.window_kind == MONTH, row.window_end, follows_leavers].append(row)
    pairs: dict[datetime, list[Row]] = defaultdict(list)
    for pair in _own(con, "*", "_unit_pairs", community_id):
        pairs[pair[2]].append(pair)
    return Memory({Unit(*unit): digest for *unit, digest in kept}, rows, pairs)


def _own(con: duckdb.DuckDBPyConnection, columns: str, table: str, community_id: str) -> list[tuple[Any, ...]]:
    asked = f"select {columns} from indicators.{table} where community_id = ? order by all"
    return con.execute(asked, [community_id]).fetchall()


class Trail:
    """Of one community, the digest of all that was known at each of some moments, in one pass over its facts."""

    def __init__(self, bank: Bank, community_id: str, moments: Iterable[datetime]) -> None:
        self._bank, self._moments = bank, sorted(set(moments))
        facts = bank.communities[community_id]
        arrivals = _arrivals(facts)
        self._known = _running([*_talk(facts), *_people(facts, bank, arrivals)], self._moments)
        self._since = str(bank.observed_from(facts)).encode()
        left = sorted((arrivals[person], person) for person in bank.gone & arrivals.keys())
        self._left = _running([left], self._moments)

    def digest(self, unit: Unit, windows: Iterable[Window], *, asked: Iterable[str]) -> str:
        """Of what `unit` rests on where `asked` are measured over `windows`, which end where it does or before."""
        words = " ".join([unit.form, *asked]).encode()
        found = hashlib.blake2b(program() + words + self._since + self._known[unit.window_end], digest_size=16)
        for window in windows:
            found.update(_everybody(self._bank, window))
        if unit.follows_leavers:
            found.update(self._left[unit.window_end])
        return found.hexdigest()


@cache
def program() -> bytes:
    """A digest of the program that measures and of the libraries it counts with."""
    found = hashlib.blake2b(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode(), digest_size=16)
    for file in sorted(each for each in Path(__file__).parent.rglob("*") if each.suffix in (".py", ".toml")):
        found.update(file.read_bytes())
    return found.digest()


def _running(events: Sequence[Sequence[Sequence[Any]]], moments: Sequence[datetime]) -> dict[datetime, bytes]:
    """At each moment, the digest of the events before it; each list of events is in order of their first word, a time."""
    hashes, places = [hashlib.blake2b(digest_size=16) for _ in events], [0] * len(events)
    found = {}
    for moment in moments:
        for number, each in enumerate(events):
            stop = bisect_left(each, moment, key=lambda event: event[0])
            if stop > places[number]:
                hashes[number].update(orjson.dumps(each[places[number] : stop])[1:-1] + b",")
                places[number] = stop
        found[moment] = b"".join(running.digest() for running in hashes)
    return found


def _talk(facts: Facts) -> Iterable[Sequence[Sequence[Any]]]:
    """What was said, and what became of it later, each dated by when it happened."""
    yield [
        (each.started_at, each.thread_id, each.member_id, each.kind, each.zone, each.country) for each in facts.threads
    ]
    yield sorted((each.closed_at, each.thread_id) for each in facts.threads if each.closed_at is not None)
    yield sorted((at, thread) for thread, at in facts.helped.items())
    yield [(each.contributed_at, each) for each in facts.contributions]
    yield [(at,) for at in facts.anonymous]
    yield [(each.replied_at, each) for each in facts.replies]
    yield sorted((at, thread, who) for thread, (at, who) in facts.first_replies.items())
    yield from (facts.mentions, facts.tags, facts.links, facts.events)
    yield [(each.revised_at, each) for each in facts.edits]
    yield [(each.marked_at, each) for each in facts.marks]


def _people(facts: Facts, bank: Bank, arrivals: Mapping[str, datetime]) -> Iterable[Sequence[Sequence[Any]]]:
    """Who belonged and held which role, and with what attributes, each dated by when it could be known here."""
    yield [(each.valid_from, each.member_id, each.state) for each in facts.memberships]
    yield sorted(
        (each.valid_to, each.member_id, each.state, each.valid_from)
        for each in facts.memberships
        if each.valid_to is not None
    )
    yield sorted((start, member, role) for member, role, start, _ in facts.roles)
    yield sorted((end, member, role, start) for member, role, start, end in facts.roles if end is not None)
    yield sorted(
        (max(arrival, start - MOMENT) if number else arrival, person, number, attributes)
        for person, arrival in arrivals.items()
        for number, (start, _, attributes) in enumerate(bank.attributes.get(person, ()))
    )


def _arrivals(facts: Facts) -> dict[str, datetime]:
    """When everybody who ever wrote, edited or belonged was first seen in the community."""
    seen = [(each.contributed_at, each.member_id) for each in facts.contributions]
    seen += [(each.revised_at, each.member_id) for each in facts.edits if each.member_id is not None]
    seen += [(each.valid_from, each.member_id) for each in facts.memberships]
    found: dict[str, datetime] = {}
    for at, person in sorted(seen):
        found.setdefault(person, at)
    return found


def _everybody(bank: Bank, window: Window) -> bytes:
    told = sorted((community_id, sorted(people)) for community_id, people in bank.everybody(window))
    return hashlib.blake2b(orjson.dumps(told), digest_size=16).digest()
