"""Disclosure control: the last thing that touches a number before others can see it.

Every published table passes `suppress`, with a rule that says whose number stands behind which values. This is primary
suppression: a value that rests on fewer persons than the floor, or mostly on one or two of them, is held back and says so;
counts of persons are rounded. Columns that begin with `_` are read here and go no further.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from cop_analytics.errors import DisclosureFailed
from cop_analytics.privacy.margins import rows_to_hold, rows_to_join
from cop_analytics.privacy.pseudonyms import PATTERN

MIN_GROUP, MIN_SUBGROUP = 5, 10
ONE_DOMINATES, TWO_DOMINATE = 0.5, 0.75
SMALL_GROUP, DOMINANCE, NO_INTERVAL, ALIKE = "small_group", "dominance", "interval", "homogeneity"
COMPLEMENT = "complement"
OF_A_PERSON = re.compile(r"member_id|person_id|pseudonym|username|e_?mail|^token$|^key_hash$|respondent_token")
PSEUDONYM_OR_HASH = f"{PATTERN.pattern}|[0-9A-Fa-f]{{32,}}"

Columns = dict[str, pa.ChunkedArray]


@dataclass(frozen=True)
class Cells:
    """Columns that rest on the same persons, counted in `persons`.

    `shares` names what the largest contributor, and the two largest together, hold of the total. Where `persons` counts
    only those who did not agree that their part be told, nobody `is_nobody_enough`.
    """

    columns: tuple[str, ...]
    persons: str
    shares: tuple[str, str] | None = None
    is_nobody_enough: bool = False


@dataclass(frozen=True)
class Rule:
    """How a published table is protected, and why that is enough.

    `rounded` columns count persons of the platform. `sums` are parts of a total that is shown: where one is held back,
    all are. A row that is shown has every column of `bundle`; a value has its interval or stays back. The first cells of
    rows alike in `parts_of` add up to a total everybody knows; rows that are `no_part` of it name a column and its value.
    Another table shows what the first of columns `totalled` adds up to, over rows alike in `within`: no few are left of it.
    """

    reason: str
    cells: tuple[Cells, ...] = ()
    rounded: tuple[str, ...] = ()
    sums: tuple[tuple[str, ...], ...] = ()
    bundle: tuple[str, ...] = ()
    floor: Literal["group", "subgroup"] = "group"
    parts_of: tuple[str, ...] = ()
    no_part: tuple[str, str] = ("", "")
    totalled: tuple[tuple[str, ...], ...] = ()
    within: tuple[str, ...] = ()


def _sums_of_claims() -> Rule:
    sums = ("adjusted_low", "adjusted_likely", "cashable_low", "largest_share", "adjusted_low_without_largest")
    shares = ("_shy_largest_share", "_shy_two_largest_share")
    return Rule(
        "every teller who did not agree that the amount be told; levels without a sum are counts of stories",
        (Cells(sums, "_shy_teller_count", shares, is_nobody_enough=True),),
    )


def _months(quantity: str) -> Cells:
    largest = (f"_{quantity}_largest_share", f"_{quantity}_two_largest_share")
    return Cells((f"{quantity}_count",), f"_{quantity}_person_count", largest)


_SESSIONS = ("planned_count", "held_count", "moved_count", "cancelled_count", "median_gap_days")
_PAIRS = ("pair_count", "met_pair_count", "going_pair_count", "full_pair_count", "person_count")
RULES: Mapping[str, Rule] = {
    "communities": Rule(
        "what the registry declares; the number of members is a count of persons",
        (Cells(("member_count",), "member_count"),),
        rounded=("member_count",),
    ),
    "indicator_catalogue": Rule("definitions: nobody stands behind them"),
    "indicator_measurements": Rule(
        "the smaller of the persons above and below the line",
        (
            Cells(
                ("value", "lower", "upper", "band", "unit_count", "person_count", "coverage", "null_percentile"),
                "person_count",
            ),
        ),
        rounded=("person_count",),
        bundle=("interval_method", "unit_count", "person_count", "coverage", "question", "caveat", "prompt"),
    ),
    "activity_months": Rule(
        "everybody who contributed, and for each count those who made it",
        (
            Cells(
                ("contribution_count", "thread_count", "question_count", "reply_count", "contributor_count"),
                "contributor_count",
            ),
            _months("contribution"),
            _months("thread"),
            _months("question"),
            _months("reply"),
        ),
        rounded=("contributor_count",),
        sums=(("thread_count", "reply_count"),),
        totalled=(("thread_count", "reply_count"), ("question_count",)),
        within=("community_id", "_quarter_end"),
    ),
    "participation_levels": Rule(
        "everybody at the level",
        (Cells(("person_count", "person_count_if_looser", "person_count_if_stricter"), "person_count"),),
        rounded=("person_count", "person_count_if_looser", "person_count_if_stricter"),
        parts_of=("community_id", "window_end"),
        no_part=("level", "transactional"),
    ),
    "participation_transitions": Rule(
        "everybody who made the move, and everybody who started there; small moves of a level are told as one",
        (
            Cells(("person_count", "share", "lower", "upper"), "_person_count"),
            Cells(("from_person_count",), "from_person_count"),
        ),
        rounded=("person_count", "from_person_count"),
    ),
    "community_overlap": Rule(
        "those active in both, and those active in each",
        (
            Cells(("shared_person_count", "is_more_than_chance"), "shared_person_count"),
            Cells(("person_count",), "person_count"),
            Cells(("other_person_count",), "other_person_count"),
        ),
        rounded=("shared_person_count", "person_count", "other_person_count"),
    ),
    "cross_unit_ties": Rule(
        "everybody at either end of the ties between two units",
        (Cells(("tie_count", "expected_lower", "expected_upper", "person_count"), "person_count"),),
        rounded=("person_count",),
        floor="subgroup",
    ),
    "health_checks": Rule(
        "dates and the counts of a closed check, which are exact",
        (Cells(("invited_count",), "invited_count"), Cells(("answered_count",), "answered_count")),
    ),
    "health_answers": Rule(
        "shown by the rules of presentation: fewer classes, then words, then silence",
        (Cells(("answer_count", "respondent_count"), "respondent_count"),),
    ),
    "health_answers_by_level": Rule(
        "both levels of participation and the rest hold enough members, or nothing is told of a dimension",
        (Cells(("answer_count", "respondent_count"), "respondent_count"),),
        floor="subgroup",
    ),
    "health_relevance": Rule("what a closed check found relevant, by perspective; members where enough of them chose"),
    "health_findings": Rule(
        "patterns in words, made from what may be shown alone, resting on enough members or on none"
    ),
    "objectives": Rule("declared in words, by role"),
    "objective_questions": Rule("made from what is declared"),
    "sponsorships": Rule("declared in words, by role"),
    "stages": Rule("declared in words, by role"),
    "launch_steps": Rule("declared in words"),
    "leaders_network": Rule(
        "the leaders who turned to each other",
        (Cells(("connected_community_count", "pair_count"), "_person_count"),),
    ),
    "peer_consultations": Rule("two communities that both consented to be named to each other"),
    "value_stories": Rule("told in words their tellers approved, where they agreed to it"),
    "value_story_steps": Rule("told in words their tellers approved, where they agreed to it"),
    "commercial_value": _sums_of_claims(),
    "commercial_value_programme": _sums_of_claims(),
    "mentoring_programmes": Rule(
        "everybody on each side, and every pair: two people each",
        (
            Cells(("mentor_count", "trained_mentor_count"), "mentor_count"),
            Cells(("mentee_count",), "mentee_count"),
            Cells(("pair_count", "unmatched_count"), "pair_count"),
        ),
        rounded=("mentor_count", "trained_mentor_count", "mentee_count", "pair_count", "unmatched_count"),
        floor="subgroup",
    ),
    "mentoring_cadence": Rule(
        "the pairs of the wave, whose numbers are rounded; sessions are counted over all of them",
        (Cells((*_SESSIONS, *_PAIRS), "pair_count"),),
        rounded=_PAIRS,
        floor="subgroup",
    ),
    "mentoring_capability": Rule(
        "the fewest who moved in any direction, or gave any answer, that is told",
        (
            Cells(
                ("person_count", "answered_count", "missing_count", "share", "lower", "upper", "sign_test"),
                "_least_person_count",
            ),
        ),
        rounded=("person_count", "answered_count", "missing_count"),
        floor="subgroup",
    ),
    "mentoring_network": Rule(
        "the mentees of the cohort, or those of them with a tie; of a share, the smaller of both sides of the line",
        (
            Cells(
                ("value", "lower", "upper", "chance", "null_percentile", "person_count"),
                "_behind_count",
                ("_largest_share", "_two_largest_share"),
            ),
        ),
        rounded=("person_count",),
        floor="subgroup",
    ),
    "value_matrix": Rule("counts of indicators, questions and stories that are shown elsewhere"),
    "health_statements": Rule("signed, and released by those who signed"),
    "freshness": Rule("times and counts of streams: nobody stands behind them"),
    "releases": Rule("earlier releases: nobody stands behind them"),
}


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
    for column in rule.rounded:
        columns[column] = _rounded(columns[column], floor)
    return pa.table({column: values for column, values in columns.items() if not column.startswith("_")})


def _worked_out(table: pa.Table, rule: Rule, floor: int) -> pa.ChunkedArray:
    """Per row whether what is held back beside it could be worked out with it, from a total known outside."""
    column, value = rule.no_part
    is_part = [each != value for each in table.column(column).to_pylist()]
    groups = list(zip(*(table.column(name).to_pylist() for name in rule.parts_of), strict=True))
    held = [False] * table.num_rows
    for name in rule.cells[0].columns:
        told = [n if part else None for n, part in zip(table.column(name).to_pylist(), is_part, strict=True)]
        held = [one or other for one, other in zip(held, rows_to_hold(told, groups, floor), strict=True)]
    return pa.chunked_array([pa.array(held, pa.bool_())])


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
    has_value = columns[names[0]].is_valid()
    for name in names[1:]:
        has_value = pc.or_(has_value, columns[name].is_valid())
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


def _rounded(persons: pa.ChunkedArray, floor: int) -> pa.ChunkedArray:
    """A number of persons to the nearest 5, above 50 to the nearest 10; empty below the floor."""
    step = pc.if_else(pc.less_equal(persons, 50), pa.scalar(5, pa.int64()), pa.scalar(10, pa.int64()))
    nearest = pc.multiply(pc.divide(pc.add(persons, pc.divide(step, 2)), step), step)
    kept = pc.if_else(pc.less(persons, floor), pa.scalar(None, pa.int64()), nearest)
    return kept.cast(persons.type)


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
