"""What is told of the sheets of a mentoring programme: each thing once, and nothing that only follows from another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from cop_analytics.errors import Fault
from cop_analytics.inputs.sheets import Sheet, T

REPORTING = "reporting line"


def told_once(sheet: Sheet[T], aside: Collection[str]) -> Iterator[Fault]:
    """The faults of a sheet, the same fault of many rows once.

    A row that names nobody but people of `aside`, whose own rows were not taken, waits for those and is not told of. All
    rows that were not taken lie beside the sheet, each with its fault.
    """
    waiting = {
        id(fault)
        for row in sheet.rejected
        for fault in row.faults
        if fault.kind == "stranger" and fault.column and row.cells[sheet.header.index(fault.column)] in aside
    }
    told: dict[tuple[str | None, str, str], list[Fault]] = {}
    for fault in sheet.faults:
        if id(fault) not in waiting:
            told.setdefault((fault.column, fault.problem, fault.cure), []).append(fault)
    for first, *others in told.values():
        more = f", as in {len(others)} more row{'s' if len(others) > 1 else ''}"
        yield (replace(first, problem=first.problem + more) if others and first.kind != "doubled" else first)


def set_aside(sheet: Sheet[T], column: str) -> set[str]:
    """What stands in a column of the rows that were not taken."""
    whole = (row.cells for row in sheet.rejected if len(row.cells) == len(sheet.header))
    return {cells[sheet.header.index(column)] for cells in whole}


def circle(barriers: Sheet[tuple[str, str, str]]) -> Iterator[Fault]:
    """A fault where reporting lines lead back to where they began: one of them is the wrong way round."""
    lines: dict[str, set[str]] = {}
    for who, other, kind in barriers.rows:
        if kind == REPORTING:
            lines.setdefault(who, set()).add(other)
    try:
        TopologicalSorter(lines).prepare()
    except CycleError as error:
        round_ = " and ".join(sorted(set(error.args[1])))
        problem = f"the reporting lines of {round_} go round in a circle"
        yield Fault(barriers.place, None, "other_id", problem, "Turn or remove one of them; until then each holds.")
