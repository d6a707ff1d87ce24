"""What an adversary can work out of releases: each finding names a person or a few of them, and what is known then.

Outside knowledge: who is a member of what since when (the organisation chart), who left, what the adversary wrote.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tests.attack.banks import FIRST_QUARTER, QUARTER, Bank

FEW = 5
NEARLY = 0.1
COUNTS = {"contribution_count": None, "thread_count": True, "reply_count": False}


@dataclass(frozen=True)
class Found:
    """Something about fewer than five people that was not to be known."""

    attack: str
    about: str


def attacks(world: Bank, told: list[dict]) -> list[Found]:
    """Every finding of every attack."""
    return [
        *singling_out(world, told),
        *nearly_one_voice(world, told),
        *margins(world, told),
        *quarters(world, told),
        *levels(world, told),
        *subtraction(told),
        *alike(world, told),
    ]


def shown_share(told: list[dict]) -> float:
    """How many of the cells that hold anything are shown in the newest release."""
    shown = there = 0
    for name in ("activity_months", "participation_levels"):
        rows = [row for row in told[-1][name].to_pylist() if row["status"] != "not_applicable"]
        columns = [*COUNTS, "question_count", "contributor_count"] if name == "activity_months" else ["person_count"]
        cells = [row[column] for row in rows for column in columns]
        shown, there = shown + sum(cell is not None for cell in cells), there + len(cells)
    return shown / there if there else 1.0


def _writers(world: Bank, row: dict, column: str) -> dict[str, int]:
    """Who made a count, and how much of it each."""
    rows = world.by_community.get(row["community_id"], [])
    first = bisect_left(rows, row["window_start"], key=lambda each: each[3])
    last = bisect_left(rows, row["window_end"], key=lambda each: each[3])
    is_root = COUNTS.get(column)
    made: Counter[str] = Counter()
    for _, _, person, _, root, is_question in rows[first:last]:
        if (is_question if column == "question_count" else is_root in (None, root)) and world.is_counted(
            person, row["window_end"]
        ):
            made[person] += 1
    return made


def singling_out(world: Bank, told: list[dict]) -> Iterator[Found]:
    """A number that is shown and rests on one to four people."""
    for row in told[-1]["activity_months"].to_pylist():
        for column in (*COUNTS, "question_count"):
            if row[column]:
                people = len(_writers(world, row, column))
                if 0 < people < FEW:
                    yield Found("singling out", f"{_place(row)} {column}: {people} people")


def nearly_one_voice(world: Bank, told: list[dict]) -> Iterator[Found]:
    """The second largest takes off what is theirs and is left with the largest's, to a tenth."""
    for row in told[-1]["activity_months"].to_pylist():
        for column in (*COUNTS, "question_count"):
            if not row[column]:
                continue
            made = sorted(_writers(world, row, column).values(), reverse=True)
            if len(made) >= 2 and row[column] - made[1] - made[0] < NEARLY * made[0]:
                yield Found("nearly one voice", f"{_place(row)} {column}: {made[0]} of {row[column]}")


def margins(world: Bank, told: list[dict]) -> Iterator[Found]:
    """Totals and parts as equations: a part that is held back and has one solution alone."""
    for row in told[-1]["activity_months"].to_pylist():
        names = ("contribution_count", "thread_count", "reply_count", "question_count")
        equal, limits = np.array([[1, -1, -1, 0]]), np.array([[0, -1, 0, 1]])
        bounds = [(0, None) if row[name] is None else (row[name], row[name]) for name in names]
        for place, name in enumerate(names):
            if row[name] is not None:
                continue
            low, high = _reach(place, bounds, equal, np.zeros(1), limits, np.zeros(1))
            people = len(_writers(world, row, name))
            if high is not None and high - low < 0.5 and 0 < people < FEW:
                yield Found("margins", f"{_place(row)} {name} is {low:g}: {people} people")


def quarters(world: Bank, told: list[dict]) -> Iterator[Found]:
    """An indicator tells how many questions, or threads, a quarter had: without the months that are shown, the rest's."""
    by_quarter: defaultdict[tuple, list[dict]] = defaultdict(list)
    for row in told[-1]["activity_months"].to_pylist():
        by_quarter[row["community_id"], (row["window_start"] - FIRST_QUARTER) // QUARTER].append(row)
    for rows in by_quarter.values():
        for column in ("question_count", "thread_count"):
            made = {row["window_start"]: set(_writers(world, row, column)) for row in rows}
            hidden = set().union(*(made[row["window_start"]] for row in rows if row[column] is None))
            if 0 < len(hidden) < FEW <= len(set().union(*made.values())):
                yield Found("quarters", f"{_place(rows[0])} {column}: {len(hidden)} people")


def levels(world: Bank, told: list[dict]) -> Iterator[Found]:
    """Levels of participation add up to the members known from outside: a level of a few with one solution alone."""
    by_window: defaultdict[tuple, list[dict]] = defaultdict(list)
    for row in told[-1]["participation_levels"].to_pylist():
        if row["status"] != "not_applicable":
            by_window[row["community_id"], row["window_end"]].append(row)
    for (community, end), rows in by_window.items():
        members = sum(1 for where, _, since in world.memberships if where == community and since < end)
        bounds = [_people(row["person_count"], row["reason"]) for row in rows]
        everybody = np.array([[0 if row["level"] == "transactional" else 1 for row in rows]])
        for place, row in enumerate(rows):
            if row["person_count"] is not None or row["level"] == "transactional" or row["reason"] == "complement":
                continue
            low, high = _reach(place, bounds, everybody, np.array([members]), np.zeros((1, len(rows))), np.zeros(1))
            if high is not None and high - low < 0.5 and 0.5 < low < FEW:
                yield Found("levels", f"{community} {end:%Y-%m-%d} {row['level']} is {low:g} people")


def _people(told: int | None, reason: str | None) -> tuple[float, float | None]:
    """What a count of people may stand for: rounded to 5, above 50 to 10; held back, below the floor or another's cover."""
    if told is None and reason == "complement":
        return FEW, None
    if told is None:
        return 0, FEW - 1
    if told % 5:
        return told, told
    if told == 50:
        return 48, 54
    return (told - 2, told + 2) if told < 50 else (told - 5, told + 4)


def _reach(place, bounds, equal, sums, limits, most) -> tuple[float, float | None]:
    """The least and the most an unknown can be; (0, None) where the equations do not hold together."""
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(bounds))
        aim[place] = sign
        solved = linprog(aim, A_ub=limits, b_ub=most, A_eq=equal, b_eq=sums, bounds=bounds)
        if solved.status == 3:
            return 0, None
        if solved.status != 0:
            return 0, None
        ends.append(sign * solved.fun)
    return ends[0], ends[1]


def subtraction(told: list[dict]) -> Iterator[Found]:
    """The same cell in two releases: what differs is what the one did who left in between."""
    first: dict[tuple, dict] = {}
    for number, release in enumerate(told):
        for row in release["activity_months"].to_pylist():
            key = (row["community_id"], row["window_start"])
            before = first.setdefault(key, row)
            for column in (*COUNTS, "question_count"):
                if row[column] is not None and before[column] is not None and row[column] != before[column]:
                    yield Found(
                        "subtraction", f"{_place(row)} {column}: {before[column]} − {row[column]}, release {number}"
                    )


def alike(world: Bank, told: list[dict]) -> Iterator[Found]:
    """Few answered, and all but one of them the same: everybody's answer is known."""
    truth: defaultdict[tuple, list[str]] = defaultdict(list)
    for community, _, dimension, answer in world.answers:
        truth[community, dimension].append(answer)
    for row in told[-1]["health_answers"].to_pylist():
        given = truth[row["community_id"], row["dimension_id"]]
        if row["answer_count"] is None or row["answer"] not in given or len(given) >= 10:
            continue
        if row["answer_count"] >= len(given) - 1:
            yield Found(
                "homogeneity", f"{row['community_id']} {row['dimension_id']}: {row['answer']} {row['answer_count']}"
            )


def _place(row: dict) -> str:
    return f"{row['community_id']} {row['window_start']:%Y-%m-%d}"
