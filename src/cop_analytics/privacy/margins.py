"""Complementary suppression: what is held back must not be had by taking what is shown from a total known outside.

Who is a member is for everybody to see, so the levels of participation of a community add up to a number that is no secret.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from cop_analytics.privacy.rounding import spans


def complements(parts: Mapping[str, int], floor: int) -> list[str]:
    """Of the parts of a known total, by name, those that must be held back beside the ones below `floor`.

    A part below the floor that could only be one number, and not nobody, is worked out: the smallest part that is shown
    goes, too, until none can be.
    """
    held = {name for name, count in parts.items() if count < floor}
    few = set(held)
    while any(_is_worked_out(parts, held, name, floor) for name in few):
        shown = sorted((count, name) for name, count in parts.items() if name not in held)
        if not shown:
            break
        held.add(shown[0][1])
    return sorted(held - few)


def _is_worked_out(parts: Mapping[str, int], held: set[str], name: str, floor: int) -> bool:
    """Whether all others at their most leave as much as a part below the floor can be: then it is that."""
    total = sum(parts.values())
    most = [floor - 1 if parts[other] < floor else total for other in held - {name}]
    most += [spans(count)[1] for other, count in parts.items() if other not in held]
    return total - sum(most) == floor - 1


def rows_to_hold(counts: Sequence[int | None], groups: Sequence[tuple[object, ...]], floor: int) -> list[bool]:
    """Per row whether its count is held back for the sake of another of its group; rows without a count stand outside."""
    by_group: dict[tuple[object, ...], dict[str, int]] = {}
    for place, (count, group) in enumerate(zip(counts, groups, strict=True)):
        if count is not None:
            by_group.setdefault(group, {})[str(place)] = count
    held = {int(place) for parts in by_group.values() for place in complements(parts, floor)}
    return [place in held for place in range(len(counts))]


def rows_of_few(counts: Sequence[int | None], groups: Sequence[tuple[object, ...]], floor: int) -> list[bool]:
    """Per row whether the counts of its group come to less than two floors: of eight, two parts below five are four each."""
    totals: Counter[tuple[object, ...]] = Counter()
    for count, group in zip(counts, groups, strict=True):
        totals[group] += count or 0
    return [totals[group] < 2 * floor for group in groups]


def rows_to_join(
    is_held: Sequence[bool], persons: Sequence[int], groups: Sequence[tuple[object, ...]], floor: int
) -> list[bool]:
    """Per row whether it is held back as well, so that a group's total less what is shown is of `floor` persons or more.

    `persons` stand behind each row. Two rows held back, one of them of enough persons, hide in each other; where only few
    are behind all of them, the row of the fewest persons that is shown joins them.
    """
    by_group: dict[tuple[object, ...], list[int]] = {}
    for row, group in enumerate(groups):
        by_group.setdefault(group, []).append(row)
    joining = [False] * len(groups)
    for rows in by_group.values():
        held = [persons[row] for row in rows if is_held[row] and persons[row]]
        shown = [row for row in rows if not is_held[row]]
        if held and shown and (len(held) == 1 or max(held) < floor):
            joining[min(shown, key=lambda row: (persons[row], row))] = True
    return joining
