"""What an adversary can work out of releases: each finding names a person or a few of them, and what is known then.

Outside knowledge: who is a member of what since when (the organisation chart), who left, what the adversary wrote.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cop_analytics import warehouse
from cop_analytics.publish.audit import matters
from cop_analytics.publish.statements import rows_of, statements
from tests.attack.banks import FIRST_QUARTER, QUARTER, Bank

FEW = 5
NEARLY = 0.1
COUNTS = {"contribution_count": None, "thread_count": True, "reply_count": False}
CLOSED = {
    "activity_months": (*COUNTS, "question_count", "contributor_count"),
    "participation_levels": ("person_count", "person_count_if_looser", "person_count_if_stricter"),
    "indicator_measurements": ("value", "lower", "upper", "unit_count", "person_count", "coverage"),
    "participation_transitions": ("person_count", "from_person_count", "share"),
    "community_overlap": ("shared_person_count", "person_count", "other_person_count"),
    "cross_unit_ties": ("tie_count", "person_count"),
}


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
        *totals(world, told),
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
    first = bisect_left(rows, row["window_start"], key=lambda each: each.at)
    last = bisect_left(rows, row["window_end"], key=lambda each: each.at)
    is_root = COUNTS.get(column)
    made: Counter[str] = Counter()
    for post in rows[first:last]:
        is_meant = post.is_question if column == "question_count" else is_root in (None, post.is_root)
        if is_meant and world.is_counted(post.person, row["window_end"]):
            made[post.person] += 1
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


def totals(world: Bank, told: list[dict]) -> Iterator[Found]:
    """All tables that speak of the same people, as one system: whatever is held back and can be one number only."""
    _, since = world.leaver
    known = statements(rows_of(told[-1]), world.members, torn=[FIRST_QUARTER + since * QUARTER])
    assert not known.left_out
    for part in known.parts():
        assert not part.left_out
        for key, number, _ in part.worked_out(matters):
            yield Found(f"solving {key[0]}", f"{' '.join(map(str, key[1:]))} is {number}")


def subtraction(told: list[dict]) -> Iterator[Found]:
    """The same cell in two releases: what differs is what the one did who left in between."""
    first: dict[tuple, dict] = {}
    for number, release in enumerate(told):
        for name in set(release) & set(CLOSED):
            grain = warehouse.contract()[f"publish.{name}"].grain
            for row in release[name].to_pylist():
                key = (name, *(row[column] for column in grain))
                before = first.setdefault(key, row)
                for column in CLOSED[name]:
                    if None not in (row[column], before[column]) and row[column] != before[column]:
                        told_of = f"{' '.join(map(str, key))} {column}: {before[column]} − {row[column]}"
                        yield Found("subtraction", f"{told_of}, release {number}")


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
