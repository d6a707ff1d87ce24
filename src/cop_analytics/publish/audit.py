"""The last look at a release: whatever is held back and could be worked out of all tables together takes a figure with it.

Rules about one table and another cannot see what three of them tell. So the linear programmes an adversary would solve are
solved first, over the figures as they would be told, and a figure that is needed to know of a few people is held back: the
audit and secondary suppression of statistical disclosure control (Hundepool et al. (2012), Statistical Disclosure Control,
Wiley, chapter 4). What was released before stays, and is known to the adversary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from cop_analytics.errors import DisclosureFailed
from cop_analytics.privacy.disclosure import MIN_GROUP, withheld
from cop_analytics.privacy.unknowns import Cell, Key
from cop_analytics.publish.statements import MEMBERS, TABLES, rows_of, statements

OF_THE_DAY = frozenset({"data_cut"})
NOT_PEOPLE = frozenset({"posts", "ties", "claims"})
Tables = Mapping[str, pa.Table]


def audited(tables: Tables, before: Tables, exact: Tables, *, min_group: int = MIN_GROUP) -> dict[str, pa.Table]:
    """`tables` as they may be released together; they have passed disclosure control, `exact` are as they were before it.

    `before` are those of the release that stands. Of what would tell the same, details go before indicators, as in `TABLES`.
    Raises DisclosureFailed where it cannot be found out what they tell.
    """
    try:
        return _audited(tables, before, exact, min_group)
    except ArithmeticError as error:
        raise DisclosureFailed(
            f"What the tables tell together could not be worked out: {error} Nothing was released."
        ) from error


def _audited(tables: Tables, before: Tables, exact: Tables, min_group: int) -> dict[str, pa.Table]:
    told = dict(tables)
    fresh = {name: _fresh(told[name], before.get(name)) for name in TABLES if name in told}
    totals = _members(exact["participation_levels"]) if "participation_levels" in exact else Counter()
    free: set[Key] = set()
    while any(map(any, fresh.values())):
        going = _needed(told, fresh, totals, min_group, free)
        if not going:
            break
        for name, places in _by_table(going).items():
            told[name] = withheld(name, told[name], places)
            fresh[name] = [is_fresh and place not in places for place, is_fresh in enumerate(fresh[name])]
    return told


def matters(key: Key, number: int, min_group: int = MIN_GROUP) -> bool:
    """Whether it is of a few people, or was held back for what one or two of them have of it."""
    return bool(number) if key[0] in NOT_PEOPLE else 0 < number < min_group


def _needed(
    told: Tables,
    fresh: Mapping[str, list[bool]],
    totals: Mapping[tuple[str, datetime], int],
    min_group: int,
    free: set[Key],
) -> set[Cell]:
    """For each number that can be worked out, one cell that is needed for it; keys that stay unknown go into `free`."""
    known = statements(rows_of(told), lambda community, end: totals.get((community, end)), min_group=min_group)
    going = set()
    for part in known.parts():
        telling = {cell for cell in part.cells if any(fresh[name][place] for name, place in cell)}
        if not telling or part.keys[0] in free:
            continue
        found = list(part.worked_out(lambda key, number: matters(key, number, min_group)))
        needed = [each.cells & telling for each in found]
        going |= {min(cells, key=_rank) for cells in needed if cells}
        if not any(needed):
            free.update(part.keys)
    return going


def _rank(cell: Cell) -> tuple[int, int, Cell]:
    name, _ = cell[0]
    return TABLES.index(name), len(cell), cell


def _by_table(cells: set[Cell]) -> dict[str, set[int]]:
    places = defaultdict(set)
    for cell in cells:
        for name, place in cell:
            places[name].add(place)
    return places


def _fresh(table: pa.Table, before: pa.Table | None) -> list[bool]:
    """Per row whether it was not told like that before, and may still be held back."""
    told = set(_sentences(before)) if before is not None else set[str]()
    return [sentence not in told for sentence in _sentences(table)]


def _sentences(table: pa.Table) -> list[str]:
    columns = sorted(set(table.column_names) - OF_THE_DAY)
    return [str(row) for row in table.select(columns).to_pylist()]


def _members(exact: pa.Table) -> Counter[tuple[str, datetime]]:
    """How many members a community has at a window's end, which anybody can count."""
    totals: Counter[tuple[str, datetime]] = Counter()
    for row in exact.to_pylist():
        if row["level"] in MEMBERS and row["person_count"] is not None:
            totals[row["community_id"], row["window_end"]] += row["person_count"]
    return totals
