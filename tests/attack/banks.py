"""Seeded banks of small communities as tables of facts, and the releases they make, quarter by quarter.

What a release says is made by the project's own models and disclosure control; what it is about is known here alone.
"""

import random
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa

from cop_analytics import measure, measurements, warehouse
from cop_analytics.gathering import gather
from cop_analytics.health import presentation
from cop_analytics.indicators.boundaries import unit_pairs
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.privacy import answers, disclosure
from cop_analytics.publish import audit, carried, files
from cop_analytics.windows import kept_from
from tests.tables import PARAMETERS, _needed, columns_of, make_leaves

FIRST_QUARTER = datetime(2023, 1, 2)
QUARTER = timedelta(weeks=13)
TABLES = (
    *("activity_months", "participation_levels", "communities", "health_answers"),
    *("commercial_value", "commercial_value_programme"),
)
MEASURED = ("indicator_measurements", "participation_transitions", "community_overlap", "cross_unit_ties")
EVIDENCE = (
    *("attributes", "contributions", "edits", "events", "links", "marks"),
    *("memberships", "mentions", "replies", "roles", "tags", "threads", "_seats", "_talk"),
)
SIZES = (8, 30, 60, 90, 130)
STAFF, UNITS = 220, ("Lending", "Payments", "Risk", "Treasury")
ANSWERS = presentation.ANSWERS
ASKED = [indicator for indicator in CATALOGUE if not indicator.is_exploratory]
FEW_DRAWS = 20
RESTING_ON_FACTS = f"""
    select schema_name, table_name from duckdb_tables()
    where schema_name = 'evidence' or table_name in {(*MEASURED, "_neighbours", "_told")}
"""


class Post(NamedTuple):
    """What somebody wrote: what begins a thread, or a reply to somebody in one."""

    post_id: str
    community_id: str
    person: str
    at: datetime
    is_root: bool
    is_question: bool
    thread_id: str
    to_person: str | None


class Claim(NamedTuple):
    """What a story is said to be worth, by a teller of its own, who may have agreed that the amount be told."""

    community_id: str
    level: str
    amount: int
    is_agreed: bool


@dataclass
class Bank:
    """One bank: who is a member from when, who wrote what when, who answered what, and where everybody works."""

    seed: int
    quarters: int
    memberships: list[tuple[str, str, datetime]]
    posts: list[Post]
    answers: list[tuple[str, str, str, str]]
    cores: list[tuple[str, str]]
    units: dict[str, str]
    claims: list[Claim]

    @cached_property
    def by_community(self) -> dict[str, list[Post]]:
        """What was written, by community, oldest first."""
        told: dict[str, list[Post]] = {}
        for post in sorted(self.posts, key=lambda each: each.at):
            told.setdefault(post.community_id, []).append(post)
        return told

    @cached_property
    def leaver(self) -> tuple[str, int]:
        """Somebody who wrote in the first quarter, and the release from which on nothing of them is counted any more."""
        wrote = sorted({post.person for post in self.posts if post.at < FIRST_QUARTER + QUARTER})
        return (wrote[self.seed % len(wrote)] if wrote else "", self.quarters // 2 + 1)

    def is_counted(self, person: str, window_end: datetime) -> bool:
        """Whether somebody is counted in a window as it was first published."""
        who, since = self.leaver
        return person != who or window_end <= FIRST_QUARTER + (since - 1) * QUARTER

    def members(self, community: str, moment: datetime) -> int:
        """How many belong to a community at a moment: everybody can see that."""
        return sum(where == community and since < moment for where, _, since in self.memberships)

    @property
    def communities(self) -> list[str]:
        return sorted({community for community, _, _ in self.memberships})


def bank(seed: int, quarters: int) -> Bank:
    """A few communities of eight to a hundred, some with one voice that writes most, some that answer alike.

    They share people: each is drawn from one staff of four units.
    """
    chance = random.Random(seed)
    staff = [f"p{number}" for number in range(STAFF)]
    told = Bank(seed, quarters, [], [], [], [], {person: chance.choice(UNITS) for person in staff}, [])
    for number in range(4):
        community = f"c{number}"
        people = chance.sample(staff, chance.choice(SIZES))
        joined = {p: FIRST_QUARTER + chance.choice((0, 0, 0, 1, 2, 3)) * timedelta(weeks=6) for p in people}
        told.memberships += [(community, person, day) for person, day in joined.items()]
        voice = {p: chance.choice((0, 0, 0.2, 0.5, 1, 2)) for p in people}
        core = people[: chance.choice((1, 2, 3, 7))]
        voice |= {p: 2.5 for p in core}
        if chance.random() < 0.4:
            voice[people[0]] = 60.0
        told.cores += [(community, person) for person in core]
        told.posts += _talk(chance, community, voice, joined, 13 * quarters)
        same = chance.choice(ANSWERS) if chance.random() < 0.3 else None
        for number_of_dimension in range(3):
            for _ in range(chance.choice((0, 3, 6, 8, 12, 20))):
                dimension, answer = f"D{number_of_dimension + 1}", same or chance.choice(ANSWERS)
                told.answers.append((community, "2023-H1", dimension, answer))
        for _ in range(chance.choice((0, 2, 5, 9))):
            amount, is_agreed = chance.choice((10, 25, 90)), chance.random() < 0.5
            told.claims.append(Claim(community, chance.choice(("E2", "E3")), amount, is_agreed))
    return told


def _talk(
    chance: random.Random, community: str, voice: dict[str, float], joined: dict[str, datetime], weeks: int
) -> list[Post]:
    """What the people of a community write, by how much voice each has; a reply is to somebody who wrote lately."""
    posts: list[Post] = []
    latest: list[Post] = []
    for week in range(weeks):
        start = FIRST_QUARTER + timedelta(weeks=week)
        moments = [
            (start + timedelta(hours=chance.uniform(0, 160)), person)
            for person in voice
            if joined[person] <= start
            for _ in range(_poisson(chance, voice[person] * 0.4))
        ]
        for at, person in sorted(moments):
            name, before = f"{community}-{len(posts)}", chance.choice(latest) if latest else None
            if before is None or chance.random() < 0.3:
                posts.append(Post(name, community, person, at, True, chance.random() < 0.5, name, None))
            else:
                posts.append(Post(name, community, person, at, False, False, before.thread_id, before.person))
            latest = [*latest[-15:], posts[-1]]
    return posts


def _poisson(chance: random.Random, mean: float) -> int:
    count, product, limit = 0, chance.random(), 2.718281828**-mean
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


@dataclass(frozen=True)
class Laid:
    """The tables of each quarter's release as disclosure control is given them."""

    quarters: tuple[Mapping[str, pa.Table], ...]


def laid(world: Bank) -> Laid:
    """What the project's models and indicators make of a bank, quarter by quarter.

    What is measured is told in the last release, and of what closed before somebody is not counted any more in that one's.
    """
    told = []
    leaver, since = world.leaver
    with warehouse.connect(":memory:") as con:
        make_leaves(con)
        _lay(con, world)
        plain = _models_of(con, TABLES)
        for quarter in range(1, world.quarters + 1):
            if quarter == since:
                _leave(con, leaver)
            cut = FIRST_QUARTER + quarter * QUARTER + timedelta(days=2)
            _build(con, plain, cut)
            names = TABLES
            if quarter in (since - 1, world.quarters):
                names += MEASURED
                _measure(con, cut)
            told.append({name: files.read(con, name) for name in names})
    return Laid(tuple(told))


def releases(told: Laid, *, carries_over: bool = True, is_audited: bool = True) -> list[dict[str, pa.Table]]:
    """The tables as released: through disclosure control, closed windows as they were first published."""
    released: list[dict[str, pa.Table]] = []
    before: dict[str, pa.Table] = {}
    for quarter in told.quarters:
        fresh = {name: _protected(name, table) for name, table in quarter.items()}
        if carries_over:
            fresh = {name: _carried(name, table, before.get(name)) for name, table in fresh.items()}
        if is_audited:
            together = audit.audited(before | fresh, before, quarter)
            fresh = {name: together[name] for name in fresh}
        released.append(fresh)
        before |= fresh
    return released


def _models_of(con, names: Sequence[str], schema: str = "publish") -> list[warehouse.Model]:
    return list({model.table: model for name in names for model in _needed(con, f"{schema}.{name}")}.values())


def _build(con, models: Sequence[warehouse.Model], cut: datetime) -> None:
    for model in models:
        warehouse.build_model(con, model, PARAMETERS | {"data_cut": cut, "kept_from": kept_from(cut)})


def _measure(con, cut: datetime) -> None:
    """What everybody looks at in closed quarters, measured of the facts as they stand; intervals of few draws will do."""
    for schema, name in con.execute(RESTING_ON_FACTS).fetchall():
        con.execute(f"drop table {schema}.{name}")
    _build(con, _models_of(con, EVIDENCE, "evidence"), cut)
    gathered = gather(con, kept_from(cut))
    whole = gathered.evidence
    gathered.evidence = lambda community, window: replace(whole(community, window), draws=FEW_DRAWS)
    rows, pairs, ends = [], [], set()
    for community, facts in gathered.communities.items():
        for window in measure._windows(facts, cut):
            ends.add(window.end)
            evidence = gathered.evidence(community, window)
            rows += [row for each in ASKED for row in measure._level(each, gathered, evidence)]
            pairs += [(community, window.start, window.end, *pair) for pair in unit_pairs(evidence)]
    told, overlapping = measurements.as_table(rows, cut), measure._overlaps(gathered, ends)
    measurements.write(
        con, told, overlaps=overlapping, unit_pairs=pairs, rested_on=[], catalogue=ASKED, standing=[], data_cut=cut
    )
    _build(con, _models_of(con, MEASURED), cut)


def _leave(con, leaver: str) -> None:
    """Nothing of somebody is counted any more: what they wrote goes, who turned to them, and talk in what they began."""
    begun = "select thread_id from facts.threads where member_id = $1"
    con.execute(
        f"delete from facts.replies where $1 in (from_member_id, to_member_id) or thread_id in ({begun})", [leaver]
    )
    for table in ("contributions", "threads"):
        con.execute(f"delete from facts.{table} where member_id = $1", [leaver])


def _protected(name: str, table: pa.Table) -> pa.Table:
    if name == "health_answers":
        table = answers.health_answers(table, presentation.shown)
    return disclosure.suppress(name, table, min_group=disclosure.MIN_GROUP, min_subgroup=disclosure.MIN_SUBGROUP)


def _carried(name: str, table: pa.Table, before: pa.Table | None) -> pa.Table:
    grain = warehouse.contract()[f"publish.{name}"].grain
    if before is None or not {"window_start", "window_end"} & set(grain):
        return table
    return carried.carried_over(table, before, grain)


def _lay(con, world: Bank) -> None:
    posts = {
        "contribution_id": [post.post_id for post in world.posts],
        "community_id": [post.community_id for post in world.posts],
        "thread_id": [post.thread_id for post in world.posts],
    }
    wrote, when = [post.person for post in world.posts], [post.at for post in world.posts]
    roots = {
        "is_root": [post.is_root for post in world.posts],
        "is_question": [post.is_question for post in world.posts],
    }
    kinds = {"kind": ["question" if post.is_question else "discussion" for post in world.posts]}
    _insert(con, "facts.contributions", posts | roots | kinds | {"member_id": wrote, "contributed_at": when})
    to = {"to_member_id": [post.to_person for post in world.posts]}
    replies = posts | to | {"from_member_id": wrote, "replied_at": when}
    _insert(con, "facts.replies", replies, "contribution_id <> thread_id")
    _insert(
        con, "facts.threads", {**posts, **kinds, "member_id": wrote, "started_at": when}, "contribution_id = thread_id"
    )
    _insert(
        con,
        "facts.memberships",
        {
            "community_id": [row[0] for row in world.memberships],
            "member_id": [row[1] for row in world.memberships],
            "state": ["member" for _ in world.memberships],
            "valid_from": [row[2] for row in world.memberships],
        },
    )
    _lay_claims(con, world.claims)
    staff = {"member_id": list(world.units), "unit": list(world.units.values())}
    _insert(con, "facts.members", staff | {"is_enabled": [True for _ in world.units]})
    _insert(con, "facts.member_attributes", staff | {"valid_from": [FIRST_QUARTER for _ in world.units]})
    core = {"community_id": [row[0] for row in world.cores], "member_id": [row[1] for row in world.cores]}
    since = {"role": ["core group" for _ in world.cores], "valid_from": [FIRST_QUARTER for _ in world.cores]}
    _insert(con, "facts.roles", core | since)
    _insert(con, "facts.communities", {"community_id": world.communities, "name": world.communities})
    looked_at = [(community, f"D{number}") for community in world.communities for number in range(1, 13)]
    chosen = {"community_id": [each[0] for each in looked_at], "dimension_id": [each[1] for each in looked_at]}
    _insert(con, "inputs.community_chosen", chosen)
    counted: dict[tuple[str, str, str, str], int] = {}
    for given in world.answers:
        counted[given] = counted.get(given, 0) + 1
    _insert(
        con,
        "health.answers",
        {
            **{
                name: [key[place] for key in counted]
                for place, name in enumerate(("community_id", "period", "dimension_id", "answer"))
            },
            "answer_count": list(counted.values()),
        },
    )
    checks = {"community_id": world.communities, "period": ["2023-H1" for _ in world.communities]}
    _insert(con, "health.checks", checks | {"closed_on": [FIRST_QUARTER.date() for _ in world.communities]})


def _lay_claims(con, claims: Sequence[Claim]) -> None:
    names = [f"s{number}" for number, _ in enumerate(claims)]
    stories = {
        "story_id": names,
        "community_id": [claim.community_id for claim in claims],
        "period": ["2023-H1" for _ in claims],
        "state": ["reviewed" for _ in claims],
        "channels": [["tables", "figures"] if claim.is_agreed else ["tables"] for claim in claims],
        "teller_number": list(range(len(claims))),
        "teller_count": ["1" for _ in claims],
    }
    amounts = [claim.amount for claim in claims]
    worth = {"adjusted_low": amounts, "adjusted_likely": amounts, "cashable": ["yes" for _ in claims]}
    priced = {"currency": ["EUR" for _ in claims], "price_year": [2023 for _ in claims]}
    levels = {"evidence_level": [claim.level for claim in claims]}
    _insert(con, "inputs.stories", stories)
    _insert(con, "inputs.claims", {"story_id": names, **levels, **worth, **priced})


def _insert(con, table: str, columns: dict[str, list[object]], those: str = "true") -> None:
    """Put rows into a table of the contract, or one that stands; `those` says which rows. It need not have every column."""
    if described := warehouse.contract().get(table):
        con.execute(f"create schema if not exists {table.split('.')[0]}")
        types = ", ".join(f"{column.name} {column.type}" for column in described.columns)
        con.execute(f"create or replace table {table} ({types})")
    con.register("given", pa.table(columns))
    kept = ", ".join(set(columns) & set(columns_of(con, table)))
    con.execute(f"insert into {table} by name select {kept} from given where {those}")
    con.unregister("given")


@contextmanager
def without(defence: str):
    """One defence switched off, to see that the bench can bite."""
    kept = {
        name: getattr(disclosure, name)
        for name in ("RULES", "MIN_GROUP", "MIN_SUBGROUP", "ONE_DOMINATES", "TWO_DOMINATE")
    }
    shown = presentation.shown
    rules = dict(disclosure.RULES)
    if defence == "threshold":
        disclosure.MIN_GROUP = disclosure.MIN_SUBGROUP = 1
    elif defence == "dominance":
        disclosure.ONE_DOMINATES = disclosure.TWO_DOMINATE = 2.0
    elif defence == "sums":
        disclosure.RULES = {name: replace(rule, sums=()) for name, rule in rules.items()}
    elif defence == "totals":
        disclosure.RULES = {name: replace(rule, totalled=()) for name, rule in rules.items()}
    elif defence == "rounding":
        disclosure.RULES = {name: replace(rule, rounded=()) for name, rule in rules.items()}
    elif defence == "coarse shares":
        disclosure.RULES = {name: replace(rule, shares=None) for name, rule in rules.items()}
    elif defence == "homogeneity":
        presentation.shown = _everything
    try:
        yield
    finally:
        presentation.shown = shown
        for name, value in kept.items():
            setattr(disclosure, name, value)


def _everything(counts):
    """Answers as they were given, whoever gave them."""
    scale = {answer: counts.get(answer, 0) for answer in ANSWERS}
    return presentation.Shown(scale, None, max(sum(scale.values()), 5), 0, 0)
