"""Disclosure control: the last thing that touches a number before others can see it.

Every published table passes `suppress`, with a rule that says whose number stands behind its values. This is primary
suppression: a value that rests on fewer persons than the floor is held back and says so; counts of persons are rounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import pyarrow as pa

from cop_analytics.errors import DisclosureFailed
from cop_analytics.privacy.pseudonyms import PATTERN

MIN_GROUP, MIN_SUBGROUP = 5, 10
HEX = re.compile(r"\b[0-9a-f]{32,}\b")
BUNDLE = ("interval_method", "unit_count", "person_count", "coverage", "question", "caveat", "prompt")
SMALL_GROUP = "small_group"

Row = dict[str, Any]


class Presented(Protocol):
    """What of a distribution of answers may be shown."""

    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def sentence(self) -> str | None: ...
    @property
    def respondent_count(self) -> int: ...
    @property
    def cannot_see(self) -> int: ...
    @property
    def not_relevant(self) -> int: ...


@dataclass(frozen=True)
class Rule:
    """How a published table is protected.

    `persons` names the column that counts the persons behind a row; where it is below the floor, the `hidden` columns are
    emptied. `behind` names, for single cells, a column that counts the persons behind that cell alone. `rounded` columns
    count persons of the platform. A table without persons says why in `reason`.
    """

    reason: str
    persons: str | None = None
    hidden: tuple[str, ...] = ()
    rounded: tuple[str, ...] = ()
    behind: tuple[tuple[str, str], ...] = ()
    floor: Literal["group", "subgroup"] = "group"


RULES: Mapping[str, Rule] = {
    "communities": Rule(
        "what the registry declares; the number of members is a count of persons",
        "member_count",
        ("member_count",),
        ("member_count",),
    ),
    "indicator_catalogue": Rule("definitions: nobody stands behind them"),
    "indicator_measurements": Rule(
        "the smaller of the persons above and below the line",
        "person_count",
        ("value", "lower", "upper", "band", "unit_count", "person_count", "coverage", "null_percentile"),
        ("person_count",),
    ),
    "activity_months": Rule(
        "everybody who contributed",
        "contributor_count",
        ("contribution_count", "thread_count", "question_count", "reply_count", "contributor_count"),
        ("contributor_count",),
        (
            ("thread_count", "_thread_person_count"),
            ("question_count", "_question_person_count"),
            ("reply_count", "_reply_person_count"),
        ),
    ),
    "participation_levels": Rule(
        "everybody at the level",
        "person_count",
        ("person_count", "person_count_if_looser", "person_count_if_stricter"),
        ("person_count", "person_count_if_looser", "person_count_if_stricter"),
    ),
    "health_checks": Rule("dates and the counts of a closed check, which are exact"),
    "health_answers": Rule("shown by the rules of presentation: fewer classes, then words, then silence"),
    "health_relevance": Rule("what a closed check found relevant, by perspective"),
    "health_statements": Rule("signed, and released by those who signed"),
    "freshness": Rule("times and counts of streams: nobody stands behind them"),
    "releases": Rule("earlier releases: nobody stands behind them"),
}


def suppress(name: str, table: pa.Table, *, min_group: int = MIN_GROUP, min_subgroup: int = MIN_SUBGROUP) -> pa.Table:
    """`table` as it may be shown: held-back values are empty and their `status` says suppressed.

    Columns that begin with _ are there to decide, and are left out.

    Raises DisclosureFailed for a table without a rule, a column or a cell that speaks of one person, and a value that
    comes without its bundle.
    """
    rule = RULES.get(name)
    if rule is None:
        raise DisclosureFailed(f"{name} has no rule of disclosure. Nothing was released; add its rule and the reason.")
    _refuse_persons(name, table)
    floor = max(min_group, MIN_GROUP) if rule.floor == "group" else max(min_subgroup, MIN_SUBGROUP)
    rows = [_held_back(row, rule, floor) for row in table.to_pylist()]
    if name == "indicator_measurements":
        _refuse_bare_numbers(name, rows)
    shown = pa.schema([field for field in table.schema if not field.name.startswith("_")])
    return pa.Table.from_pylist([_with_rounded(row, rule) for row in rows], schema=shown)


def _held_back(row: Row, rule: Rule, floor: int) -> Row:
    if rule.persons is None or row.get("status") not in (None, "shown"):
        return row if rule.persons is None else row | _small_counts_gone(row, rule, floor)
    persons = row[rule.persons]
    if persons is not None and persons >= floor:
        return row | _small_counts_gone(row, rule, floor)
    if all(row[column] is None for column in rule.hidden):
        return row
    return row | dict.fromkeys(rule.hidden) | {"status": "suppressed", "reason": SMALL_GROUP}


def _small_counts_gone(row: Row, rule: Rule, floor: int) -> Row:
    """Counts of persons below the floor, wherever they stand, and cells with too few persons of their own."""
    counted = {column: None for column in rule.rounded if row[column] is not None and row[column] < floor}
    return counted | {column: None for column, persons in rule.behind if row[persons] < floor}


def _with_rounded(row: Row, rule: Rule) -> Row:
    return row | {column: rounded(row[column]) for column in rule.rounded if row[column] is not None}


def rounded(persons: int) -> int:
    """A number of persons to the nearest 5, above 50 to the nearest 10: neighbours cannot be told apart."""
    step = 5 if persons <= 50 else 10
    return step * ((persons + step // 2) // step)


def suppressed_count(table: pa.Table) -> int:
    """How many rows of a table are held back."""
    return table.column("status").to_pylist().count("suppressed") if "status" in table.column_names else 0


def _refuse_persons(name: str, table: pa.Table) -> None:
    for column in table.column_names:
        if "member_id" in column or "person_id" in column or column in ("token", "key_hash"):
            raise DisclosureFailed(f"{name}.{column} speaks of one person. Nothing was released.")
        if pa.types.is_string(table.schema.field(column).type):
            for text in table.column(column).to_pylist():
                if text and (PATTERN.search(text) or HEX.search(text)):
                    raise DisclosureFailed(f"{name}.{column} holds a pseudonym or a hash. Nothing was released.")


def _refuse_bare_numbers(name: str, rows: list[Row]) -> None:
    for row in rows:
        if row["status"] == "shown" and any(row[column] is None for column in BUNDLE):
            missing = ", ".join(column for column in BUNDLE if row[column] is None)
            raise DisclosureFailed(
                f"{name}: {row['indicator_id']} {row['part']} would be shown without {missing}. Nothing was released."
            )


def health_answers(table: pa.Table, present: Callable[[Mapping[str, int]], Presented]) -> pa.Table:
    """Members' answers as `present` allows: by class, by fewer classes, or a sentence in place of any count."""
    grouped: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in table.to_pylist():
        key = (row["community_id"], row["period"], row["dimension_id"])
        grouped.setdefault(key, {})[row["answer"]] = row["answer_count"]
    rows = [row for key, counts in sorted(grouped.items()) for row in _presented(key, present(counts))]
    return pa.Table.from_pylist(rows, schema=table.schema)


def _presented(key: tuple[str, str, str], shown: Presented) -> list[Row]:
    community, period, dimension = key
    base: Row = {"community_id": community, "period": period, "dimension_id": dimension, "reason": None}
    if shown.sentence is not None and shown.respondent_count < MIN_GROUP:
        silent = {"answer": shown.sentence, "answer_count": None, "respondent_count": None, "status": "too_few"}
        return [base | silent | {"reason": None}]
    asides = {"can't see": shown.cannot_see, "not relevant": shown.not_relevant}
    told = {**shown.counts, **asides}
    rows = [
        base | {"answer": answer, "answer_count": count, "respondent_count": shown.respondent_count, "status": "shown"}
        for answer, count in told.items()
    ]
    if shown.sentence is not None:
        alike = {"answer": shown.sentence, "answer_count": None, "respondent_count": shown.respondent_count}
        rows.append(base | alike | {"status": "suppressed", "reason": "homogeneity"})
    return rows
