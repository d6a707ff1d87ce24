"""Disclosure control: the last thing that touches a number before others can see it.

Every published table passes `suppress`, by its rule in `rules.py`. A value that rests on fewer persons than the floor, or
mostly on one or two of them, is held back and says so, with whatever it could be worked out from; counts of persons are
rounded, shares told as coarsely. Columns that begin with `_` are read here and go no further.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from cop_analytics.errors import DisclosureFailed
from cop_analytics.privacy.margins import rows_of_few, rows_to_hold, rows_to_join
from cop_analytics.privacy.pseudonyms import PATTERN
from cop_analytics.privacy.rounding import Columns, rounded, told_shares
from cop_analytics.privacy.rules import RULES, Cells, Rule

MIN_GROUP, MIN_SUBGROUP = 5, 10
ONE_DOMINATES, TWO_DOMINATE = 0.5, 0.75
SMALL_GROUP, DOMINANCE, NO_INTERVAL, ALIKE = "small_group", "dominance", "interval", "homogeneity"
COMPLEMENT = "complement"
OF_A_PERSON = re.compile(r"member_id|person_id|pseudonym|username|e_?mail|^token$|^key_hash$|respondent_token")
PSEUDONYM_OR_HASH = f"{PATTERN.pattern}|[0-9A-Fa-f]{{32,}}"


def suppress(name: str, table: pa.Table, *, min_group: int = MIN_GROUP, min_subgroup: int = MIN_SUBGROUP) -> pa.Table:
    """`table` as it may be shown: same rows, held-back values empty, and their `status` suppressed with a `reason`.

    The floors may be raised by the caller, never lowered. Raises DisclosureFailed for a table without a rule, a column or
    a cell that speaks of one person, and a number that comes without its bundle.
    """
    rule = RULES.get(name)
    if rule is None:
        raise DisclosureFailed(f"{name} has no rule of disclosure. Nothing was released; add its rule and the reason.")
    _refuse_persons(name, table)
    _refuse_bare_numbers(name, table, rule)
    floor = max(min_group, MIN_GROUP) if rule.floor == "group" else max(min_subgroup, MIN_SUBGROUP)
    columns = {column: table.column(column) for column in table.column_names}
    if rule.parts_of:
        _hold_back(columns, rule.cells[0].columns, _where(_of_few(table, rule, floor), SMALL_GROUP))
    reasons = {cells: _why(name, columns, cells, floor) for cells in rule.cells}
    for cells, why in reasons.items():
        _hold_back(columns, cells.columns, why)
    for parts in rule.sums:
        _hold_back(columns, parts, _first([why for cells, why in reasons.items() if set(cells.columns) & set(parts)]))
    for together in rule.totalled:
        cells = next(each for each in rule.cells if each.columns == together[:1])
        groups = list(zip(*(table.column(name).to_pylist() for name in rule.within), strict=True))
        is_held, persons = columns[together[0]].is_null().to_pylist(), table.column(cells.persons).to_pylist()
        joining = rows_to_join(is_held, persons, groups, floor)
        _hold_back(columns, together, _where(pa.chunked_array([pa.array(joining, pa.bool_())]), COMPLEMENT))
    if rule.parts_of:
        _hold_back(columns, rule.cells[0].columns, _where(_worked_out(table, rule, floor), COMPLEMENT))
    exact = dict(columns)
    for column in rule.rounded:
        columns[column] = rounded(columns[column], floor)
    if rule.shares is not None:
        columns |= told_shares(exact, rule.shares, floor)
    return pa.table({column: values for column, values in columns.items() if not column.startswith("_")})


def withheld(name: str, table: pa.Table, places: Collection[int]) -> pa.Table:
    """`table`, which has passed `suppress`, with all that is protected of the rows at `places` held back as well."""
    columns = {column: table.column(column) for column in table.column_names}
    protected = dict.fromkeys(column for cells in RULES[name].cells for column in cells.columns)
    is_held = pa.chunked_array([pa.array([place in places for place in range(table.num_rows)], pa.bool_())])
    _hold_back(columns, [column for column in protected if column in columns], _where(is_held, COMPLEMENT))
    return pa.table(columns)


def _of_few(table: pa.Table, rule: Rule, floor: int) -> pa.ChunkedArray:
    """Per row whether its total is of too few to be told in parts: which are below the floor would tell what they are."""
    told = table.column(rule.cells[0].columns[0]).to_pylist()
    return pa.chunked_array([pa.array(rows_of_few(_parts(told, table, rule), _wholes(table, rule), floor), pa.bool_())])


def _worked_out(table: pa.Table, rule: Rule, floor: int) -> pa.ChunkedArray:
    """Per row whether what is held back beside it could be worked out with it, from a total known outside."""
    held = [False] * table.num_rows
    for name in rule.cells[0].columns:
        told = _parts(table.column(name).to_pylist(), table, rule)
        joining = rows_to_hold(told, _wholes(table, rule), floor)
        held = [one or other for one, other in zip(held, joining, strict=True)]
    return pa.chunked_array([pa.array(held, pa.bool_())])


def _wholes(table: pa.Table, rule: Rule) -> list[tuple[object, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in rule.parts_of), strict=True))


def _parts(counts: Sequence[int | None], table: pa.Table, rule: Rule) -> list[int | None]:
    """The counts that are parts of the total; None where a row is none."""
    column, value = rule.no_part
    return [
        count if each != value else None for count, each in zip(counts, table.column(column).to_pylist(), strict=True)
    ]


def _why(name: str, columns: Columns, cells: Cells, floor: int) -> pa.ChunkedArray:
    """Per row the reason to hold these cells back, null where there is none."""
    needed = [cells.persons, *cells.columns, *(cells.shares or ())]
    missing = [column for column in needed if column not in columns]
    if missing:
        raise DisclosureFailed(f"{name} lacks {', '.join(missing)}, by which it is protected. Nothing was released.")
    is_few = pc.fill_null(pc.less(columns[cells.persons], floor), True)
    if cells.is_nobody_enough:
        is_few = pc.and_(is_few, pc.fill_null(pc.not_equal(columns[cells.persons], 0), True))
    reasons = [_where(is_few, SMALL_GROUP)]
    if cells.shares is not None:
        one, two = (columns[share] for share in cells.shares)
        is_dominated = pc.or_kleene(pc.greater(one, ONE_DOMINATES), pc.greater(two, TWO_DOMINATE))
        reasons.append(_where(is_dominated, DOMINANCE))
    if {"value", "lower", "upper"} <= set(cells.columns):
        has_limit = pc.or_(pc.is_valid(columns["lower"]), pc.is_valid(columns["upper"]))
        reasons.append(_where(pc.and_not(pc.is_valid(columns["value"]), has_limit), NO_INTERVAL))
    return _first(reasons)


def _hold_back(columns: Columns, names: Sequence[str], why: pa.ChunkedArray) -> None:
    """Empty `names` where there is a reason; a row that was shown says that something is held back."""
    is_held = pc.is_valid(why)
    has_value = reduce(pc.or_, (columns[name].is_valid() for name in names))
    for name in names:
        columns[name] = pc.if_else(is_held, pa.scalar(None, columns[name].type), columns[name])
    if "status" in columns:
        newly = pc.and_(pc.and_(is_held, has_value), pc.equal(columns["status"], "shown"))
        columns["status"] = pc.if_else(newly, "suppressed", columns["status"])
        columns["reason"] = pc.if_else(newly, why, columns["reason"])


def _where(mask: pa.ChunkedArray, word: str) -> pa.ChunkedArray:
    return pc.if_else(mask, word, pa.scalar(None, pa.string()))


def _first(reasons: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pc.coalesce(*reasons)


def suppressed_count(table: pa.Table) -> int:
    """How many rows of a table have something held back."""
    if "status" not in table.column_names:
        return 0
    return int(pc.sum(pc.equal(table.column("status"), "suppressed")).as_py() or 0)


def _refuse_persons(name: str, table: pa.Table) -> None:
    for column in table.column_names:
        if OF_A_PERSON.search(column):
            raise DisclosureFailed(f"{name}.{column} speaks of one person. Nothing was released.")
        texts = _texts(table.column(column))
        if texts is not None and pc.any(pc.match_substring_regex(texts, PSEUDONYM_OR_HASH)).as_py():
            raise DisclosureFailed(f"{name}.{column} holds a pseudonym or a hash. Nothing was released.")


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """The texts of a column, also those in lists or dictionaries; None where it holds none."""
    while pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        column = pc.list_flatten(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else None


def _refuse_bare_numbers(name: str, table: pa.Table, rule: Rule) -> None:
    for column in rule.bundle:
        is_bare = pc.and_(pc.equal(table.column("status"), "shown"), table.column(column).is_null())
        if pc.any(is_bare).as_py():
            [row, *_] = table.filter(is_bare).select(["indicator_id", "part"]).to_pylist()
            told = f"{row['indicator_id']} {row['part']} would be shown without its {column}"
            raise DisclosureFailed(f"{name}.{column}: {told}. Nothing was released.")
