"""What was measured before from the same evidence by the same program is taken over: measuring it again gives the same bits.

A unit is what is measured at once: a community in a window. It rests on the facts up to the window's end, on who was active
elsewhere in it, and on the program; of all that a digest is kept beside the measurements.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
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
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.measurements import CELLS, Measured
from cop_analytics.windows import Window, WindowKind, is_block

Form = Literal["level", "week", "month"]
"""With intervals and every view; the values alone, of a week that ends no quarter; the values alone, of a month."""

MOMENT = timedelta(microseconds=1)
LIBRARIES = ("numpy", "scipy", "networkx", "numba", "holidays", "duckdb")
MONTH = "month"
KINDS: Mapping[Form, WindowKind] = {"level": "w13", "week": "w13", "month": "month"}
FOLLOWERS = [indicator.id for indicator in CATALOGUE if indicator.follows_leavers]


class Unit(NamedTuple):
    """What is measured at once; indicators that follow who left the bank are a unit of their own."""

    community_id: str
    form: Form
    window_end: datetime
    follows_leavers: bool

    @property
    def is_past(self) -> bool:
        """Whether later rows of the community are looked at beside its rows."""
        return is_block(KINDS[self.form], self.window_end)


@dataclass
class Memory:
    """Of one community what was measured last time, by what it rested on; and what of it stands, and rests on what, now."""

    con: duckdb.DuckDBPyConnection
    community_id: str
    digests: Mapping[Unit, str] = field(default_factory=dict)
    fresh: dict[Unit, str] = field(default_factory=dict)

    def rows_of(self, unit: Unit, digest: str, measure: Callable[[], list[Measured]]) -> list[Measured]:
        """The rows of a unit, measured; none where it rests on the same as last time, and its rows stand."""
        self.fresh[unit] = digest
        return [] if self.stands(unit) else measure()

    def stands(self, unit: Unit) -> bool:
        """Whether the unit rests on the same as last time."""
        return self.fresh[unit] == self.digests.get(unit)

    @property
    def standing(self) -> list[Unit]:
        """The units that do."""
        return [unit for unit in self.fresh if self.stands(unit)]

    @property
    def is_settled(self) -> bool:
        """Whether all that changed or went, and that others are looked at beside, is later than what stands."""
        standing = self.standing
        others = (self.digests.keys() | self.fresh.keys()) - set(standing)
        changed = [unit.window_end for unit in others if unit.is_past]
        return not standing or not changed or min(changed) > max(unit.window_end for unit in standing)

    def past(self) -> list[Measured]:
        """Of the rows that stand, those that others are looked at beside."""
        ends = sorted({unit.window_end for unit in self.standing if unit.is_past})
        return self._rows("view = 'all' and list_contains($ends, window_end)", ends=ends) if ends else []

    def recalled(self) -> list[Measured]:
        """Every row that stands; then none does: they are told anew."""
        keys = {(unit.form == MONTH, unit.window_end, unit.follows_leavers) for unit in self.standing}
        self.digests = {}
        return [
            row
            for row in self._rows()
            if (row.window_kind == MONTH, row.window_end, row.indicator_id in FOLLOWERS) in keys
        ]

    def _rows(self, such: str = "true", **words: object) -> list[Measured]:
        asked = f"select {', '.join(CELLS)} from indicators.measurements where community_id = $community and {such}"
        found = self.con.execute(asked, {"community": self.community_id, **words}).fetchall()
        return [Measured(*cells) for cells in found]


def remembered(con: duckdb.DuckDBPyConnection, communities: Iterable[str]) -> dict[str, Memory]:
    """What was measured of each community last time; nothing where the warehouse is new."""
    found = {community_id: dict[Unit, str]() for community_id in communities}
    if is_anything_measured(con):
        columns = "community_id, form, window_end, follows_leavers, digest"
        for *unit, digest in con.execute(f"select {columns} from indicators._rested_on").fetchall():
            if unit[0] in found:
                found[unit[0]][Unit(*unit)] = digest
    return {community_id: Memory(con, community_id, digests) for community_id, digests in found.items()}


def is_anything_measured(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the warehouse has measurements."""
    asked = "select count(*) from duckdb_tables() where schema_name = 'indicators' and table_name = '_rested_on'"
    return con.execute(asked).fetchall() == [(1,)]


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
    """The digest of who was active where; made once a window, whatever community asks."""
    if window not in bank.digests:
        told = [(community_id, sorted(people)) for community_id, people in bank.everybody(window).items()]
        bank.digests[window] = hashlib.blake2b(orjson.dumps(told), digest_size=16).digest()
    return bank.digests[window]
