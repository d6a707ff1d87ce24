"""Seeded banks of small communities as tables of facts, and the releases they make, quarter by quarter.

What a release says is made by the project's own models and disclosure control; what it is about is known here alone.
"""

import random
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import pyarrow as pa

from cop_analytics import warehouse
from cop_analytics.health import presentation
from cop_analytics.privacy import answers, disclosure
from cop_analytics.publish import carried, files
from cop_analytics.windows import kept_from
from tests.tables import PARAMETERS, _needed, make_leaves

FIRST_QUARTER = datetime(2023, 1, 2)
QUARTER = timedelta(weeks=13)
TABLES = ("activity_months", "participation_levels", "communities", "health_answers")
SIZES = (8, 30, 60, 90, 130)
ANSWERS = presentation.ANSWERS


@dataclass
class Bank:
    """One bank: who is a member from when, who wrote what when, who answered what."""

    seed: int
    quarters: int
    memberships: list[tuple[str, str, datetime]]
    contributions: list[tuple[str, str, str, datetime, bool, bool]]
    answers: list[tuple[str, str, str, str]]
    cores: list[tuple[str, str]]

    @cached_property
    def by_community(self) -> dict[str, list[tuple]]:
        """What was written, by community, oldest first."""
        told: dict[str, list[tuple]] = {}
        for row in sorted(self.contributions, key=lambda each: each[3]):
            told.setdefault(row[1], []).append(row)
        return told

    @cached_property
    def leaver(self) -> tuple[str, int]:
        """Somebody who wrote in the first quarter, and the release from which on nothing of them is counted any more."""
        wrote = sorted({person for _, _, person, at, *_ in self.contributions if at < FIRST_QUARTER + QUARTER})
        return (wrote[self.seed % len(wrote)] if wrote else "", self.quarters // 2 + 1)

    def is_counted(self, person: str, window_end: datetime) -> bool:
        """Whether somebody is counted in a window as it was first published."""
        who, since = self.leaver
        return person != who or window_end <= FIRST_QUARTER + (since - 1) * QUARTER

    @property
    def communities(self) -> list[str]:
        return sorted({community for community, _, _ in self.memberships})


def bank(seed: int, quarters: int) -> Bank:
    """A few communities of eight to a hundred, some with one voice that writes most, some that answer alike."""
    chance = random.Random(seed)
    memberships, contributions, answers, cores = [], [], [], []
    for number in range(4):
        community, size = f"c{number}", chance.choice(SIZES)
        people = [f"{community}p{n}" for n in range(size)]
        joined = {p: FIRST_QUARTER + chance.choice((0, 0, 0, 1, 2, 3)) * timedelta(weeks=6) for p in people}
        memberships += [(community, person, day) for person, day in joined.items()]
        voice = {p: chance.choice((0, 0, 0.2, 0.5, 1, 2)) for p in people}
        core = people[: chance.choice((1, 2, 3, 7))]
        voice |= {p: 2.5 for p in core}
        if chance.random() < 0.4:
            voice[people[0]] = 60.0
        cores += [(community, person) for person in core]
        for week in range(13 * quarters):
            start = FIRST_QUARTER + timedelta(weeks=week)
            for person in people:
                if joined[person] > start:
                    continue
                for _ in range(_poisson(chance, voice[person] * 0.4)):
                    at = start + timedelta(hours=chance.uniform(0, 160))
                    is_root = chance.random() < 0.3
                    contributions.append(
                        (f"{len(contributions)}", community, person, at, is_root, is_root and chance.random() < 0.5)
                    )
        same = chance.choice(ANSWERS) if chance.random() < 0.3 else None
        for number_of_dimension in range(3):
            for _ in range(chance.choice((0, 3, 6, 8, 12, 20))):
                answers.append((community, "2023-H1", f"D{number_of_dimension + 1}", same or chance.choice(ANSWERS)))
    return Bank(seed, quarters, memberships, contributions, answers, cores)


def _poisson(chance: random.Random, mean: float) -> int:
    count, product, limit = 0, chance.random(), 2.718281828**-mean
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def releases(world: Bank, *, carries_over: bool = True) -> list[dict[str, pa.Table]]:
    """The tables of each quarter's release, through disclosure control, closed windows as they were first published."""
    told, before = [], {}
    leaver, since = world.leaver
    with warehouse.connect(":memory:") as con:
        make_leaves(con)
        _lay(con, world)
        models = {model.table: model for name in TABLES for model in _needed(con, f"publish.{name}")}
        for quarter in range(1, world.quarters + 1):
            if quarter == since:
                con.execute("delete from facts.contributions where member_id = ?", [leaver])
            cut = FIRST_QUARTER + quarter * QUARTER + timedelta(days=2)
            for model in models.values():
                warehouse.build_model(con, model, PARAMETERS | {"data_cut": cut, "kept_from": kept_from(cut)})
            before = {name: _protected(con, name, before.get(name) if carries_over else None) for name in TABLES}
            told.append(before)
    return told


def _protected(con, name: str, before: pa.Table | None) -> pa.Table:
    table = files.read(con, name)
    if name == "health_answers":
        table = answers.health_answers(table, presentation.shown)
    floors = {"min_group": disclosure.MIN_GROUP, "min_subgroup": disclosure.MIN_SUBGROUP}
    table = disclosure.suppress(name, table, **floors)
    grain = warehouse.contract()[f"publish.{name}"].grain
    if before is not None and {"window_start", "window_end"} & set(grain):
        table = carried.carried_over(table, before, grain)
    return table


def _lay(con, world: Bank) -> None:
    rows = world.contributions
    _insert(
        con,
        "facts.contributions",
        {
            "contribution_id": [row[0] for row in rows],
            "community_id": [row[1] for row in rows],
            "member_id": [row[2] for row in rows],
            "contributed_at": [row[3] for row in rows],
            "is_root": [row[4] for row in rows],
            "is_question": [row[5] for row in rows],
        },
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
    core = {"community_id": [row[0] for row in world.cores], "member_id": [row[1] for row in world.cores]}
    since = {"role": ["core group" for _ in world.cores], "valid_from": [FIRST_QUARTER for _ in world.cores]}
    _insert(con, "facts.roles", core | since)
    _insert(con, "facts.communities", {"community_id": world.communities, "name": world.communities})
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


def _insert(con, table: str, columns: dict[str, list[object]]) -> None:
    described = warehouse.contract().get(table)
    con.execute(f"create schema if not exists {table.split('.')[0]}")
    con.execute(
        f"create or replace table {table} ({', '.join(f'{column.name} {column.type}' for column in described.columns)})"
    )
    con.register("given", pa.table(columns))
    con.execute(f"insert into {table} by name select * from given")
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
