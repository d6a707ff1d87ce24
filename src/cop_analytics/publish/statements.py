"""What published tables say of the same people, as linear statements: totals and parts, shares and what they are of.

Known from outside: how many were members when, and that two tables speak of the same thing. A number that is shown is known
as far as its rounding allows; of a share, the counts are tried out that would be shown like that.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pyarrow as pa

from cop_analytics.indicators.levels import BLOCK, CORE, LEVELS, PERIPHERAL, TRANSACTIONAL
from cop_analytics.indicators.transitions import FEW, MIN_STARTING, OUTSIDER, REACHED
from cop_analytics.privacy.disclosure import COMPLEMENT, MIN_GROUP, SMALL_GROUP
from cop_analytics.privacy.rounding import coarse, spans
from cop_analytics.privacy.unknowns import ANYTHING, Cell, Key, Span, Unknowns

TABLES = (
    *("participation_levels", "participation_transitions", "community_overlap", "cross_unit_ties"),
    *("activity_months", "commercial_value", "commercial_value_programme", "indicator_measurements"),
)
MEMBERS = tuple(level for level in LEVELS if level != TRANSACTIONAL)
POSTS = ("contribution", "thread", "question", "reply")
BANDS: Mapping[object, Span] = {"fewer than 10": (0, 9), "10 to 19": (10, 19), "20 or more": (20, math.inf)}
READINGS = {"level": "person_count", "looser": "person_count_if_looser", "stricter": "person_count_if_stricter"}
COUNTED = {
    ("V-1", "answered_24h"): {"question": 1},
    ("V-1", "discussions_answered_24h"): {"thread": 1, "question": -1},
    ("V-17", "threads_started"): {"thread": 1},
}
"""What some indicators are of: posts of their window, each so many times."""

Row = Mapping[str, Any]
Terms = dict[Key, float]
Tables = Mapping[str, list[Row]]
Members = Callable[[str, datetime], int | None]
AT = "_at"
FEWEST_MOVING = 5


def rows_of(tables: Mapping[str, pa.Table]) -> Tables:
    """The rows of what statements are made of, each with its table and place; none of a table that is not there."""
    return {
        name: [row | {AT: (name, place)} for place, row in enumerate(tables[name].to_pylist())]
        if name in tables
        else []
        for name in TABLES
    }


def statements(
    told: Tables, members: Members, *, min_group: int = MIN_GROUP, torn: Collection[datetime] = ()
) -> Unknowns:
    """Everything the tables say. `members` of a community at a time, None where that is not known.

    `min_group` people or more stand behind what is told. At `torn` ends of windows somebody is known not to be counted any
    more who was in the window before.
    """
    known = Unknowns()
    whole = [row for row in told["indicator_measurements"] if row["view"] == "all"]
    shown = [row for row in whole if row["window_kind"] in ("w13", "block13")]
    _months(known, told["activity_months"], [row for row in whole if not _is_torn(row, torn)])
    _levels(known, told["participation_levels"], members, min_group)
    _core(known, shown)
    _moves(known, shown, told["participation_transitions"], min_group, torn)
    _active(known, shown, told["community_overlap"], min_group)
    _ties(known, told["cross_unit_ties"], shown)
    _claims(known, told["commercial_value"], told["commercial_value_programme"])
    return known


def span_of(count: int | None, hidden: Span = ANYTHING) -> Span:
    """What a count is that is told in round figures, or as it is."""
    return hidden if count is None else (count, count) if count % 5 else spans(count)


def counts_of(row: Row) -> tuple[Span, Span]:
    """(those counted, those they are of) that a share and the whole it is of leave possible; limits tell nothing more.

    Raises ArithmeticError where no counts give the row.
    """
    pairs = _tried(row["value"], row["unit_count"])
    if not pairs:
        place = f"{row['community_id']} {row['window_end']:%Y-%m-%d} {row['indicator_id']} {row['part']}"
        raise ArithmeticError(f"no counts make {row['value']:g} of {row['unit_count']} in {place}.")
    return ((min(k for k, _ in pairs), max(k for k, _ in pairs)), (min(n for _, n in pairs), max(n for _, n in pairs)))


@cache
def _tried(value: float, units: int) -> list[tuple[int, int]]:
    """What the share may be of what: as disclosure control shows it, or as it is."""
    low, high = span_of(units)
    pairs = [(k, n) for n in range(max(int(low), 1), int(high) + 1) for k in range(n + 1)]
    exact, wholes = pa.array([k / n for k, n in pairs], pa.float64()), pa.array([n for _, n in pairs], pa.int64())
    told = coarse(pa.chunked_array([exact]), pa.chunked_array([wholes])).to_pylist()
    return [pair for pair, each in zip(pairs, told, strict=True) if value in (each, round(pair[0] / pair[1], 9))]


def _is_torn(row: Row, torn: Collection[datetime]) -> bool:
    """Whether somebody who is in the first months of a window is not in the last."""
    return any(row["window_start"] < end - BLOCK and end <= row["window_end"] for end in torn)


def _exactly(told: float | None) -> Span:
    return ANYTHING if told is None else (told, told)


def _window(row: Row) -> tuple[str, datetime]:
    return row["community_id"], row["window_end"]


def _cell(rows: Iterable[Row]) -> Cell:
    return tuple(sorted(row[AT] for row in rows))


def _months(known: Unknowns, months: list[Row], shown: list[Row]) -> None:
    """Threads and replies add up to contributions; months of 9, 13 and 26 weeks to what indicators over them are of."""
    within = defaultdict(list)
    for row in months:
        community, start = row["community_id"], row["window_start"]
        within[community].append((start, row["window_end"]))
        posts = {name: ("posts", name, community, start) for name in POSTS}
        for name, key in posts.items():
            known.may_be(key, *_exactly(row[f"{name}_count"]), by=_cell([row]))
        known.add_up({posts["contribution"]: 1, posts["thread"]: -1, posts["reply"]: -1})
        known.add_up({posts["thread"]: 1, posts["question"]: -1}, 0, math.inf)
    for row in shown:
        of = COUNTED.get((row["indicator_id"], row["part"]))
        starts = [
            start
            for start, end in within[row["community_id"]]
            if row["window_start"] <= start and end <= row["window_end"]
        ]
        if of and row["unit_count"] is not None and min(starts, default=None) == row["window_start"]:
            counted: Terms = {
                ("posts", name, row["community_id"], start): sign for start in starts for name, sign in of.items()
            }
            known.add_up(counted, *span_of(row["unit_count"]), by=_cell([row]))


def _levels(known: Unknowns, levels: list[Row], members: Members, min_group: int) -> None:
    """Levels of members add up to the members, however the thresholds are read."""
    windows = set()
    for row in levels:
        if row["status"] == "not_applicable":
            continue
        windows.add(_window(row))
        everybody = members(*_window(row))
        hidden = (min_group, math.inf) if row["reason"] == COMPLEMENT else (0, min_group - 1)
        for reading, column in READINGS.items():
            is_told_apart = reading == "level" and everybody is not None and everybody >= 2 * min_group
            span = span_of(row[column], hidden if is_told_apart else ANYTHING)
            known.may_be((reading, row["level"], *_window(row)), *span, by=_cell([row]))
    for window in windows:
        everybody = members(*window)
        for reading in READINGS:
            if everybody is not None:
                known.add_up({(reading, level, *window): 1 for level in MEMBERS}, everybody, everybody)
        known.add_up({("looser", CORE, *window): 1, ("level", CORE, *window): -1}, 0, math.inf)
        known.add_up({("level", CORE, *window): 1, ("stricter", CORE, *window): -1}, 0, math.inf)
        at_level = {("level", level, *window): 1 for level in LEVELS if level != PERIPHERAL}
        known.add_up(at_level | {("active", *window): -1})


def _core(known: Unknowns, shown: list[Row]) -> None:
    """V-8 tells how large the core is (its share is of the figures of levels), V-25 who of it stayed, entered and left."""
    for row in shown:
        window, part, by = _window(row), (row["indicator_id"], row["part"]), _cell([row])
        if part == ("V-8", "core_share") and row["unit_count"] is not None:
            known.add_up({("level", level, *window): 1 for level in MEMBERS}, *span_of(row["unit_count"]), by=by)
        if part == ("V-8", "core_people") and row["band"] in BANDS:
            known.may_be(("level", CORE, *window), *BANDS[row["band"]], by=by)
        if part == ("V-25", "stayed_share") and row["unit_count"] is not None:
            known.may_be(("start", CORE, *window), *_units(row), by=by)
            if row["value"] is not None:
                known.may_be(("move", CORE, CORE, *window), *counts_of(row)[0], by=by)
        if row["indicator_id"] == "V-25" and row["band"] in BANDS:
            known.may_be(("core", row["part"], *window), *BANDS[row["band"]], by=by)


def _moves(known: Unknowns, shown: list[Row], moves: list[Row], min_group: int, torn: Collection[datetime]) -> None:
    """V-9: from each level so many started and went somewhere, and who is at a level now came from somewhere."""
    told = defaultdict(list)
    for row in moves:
        told[row["from_level"], row["to_level"], *_window(row)].append(row)
    of_start = defaultdict(list)
    for row in shown:
        if row["indicator_id"] == "V-9" and row["status"] not in ("not_applicable", "not_chosen"):
            origin, _, reached = row["part"].partition("_to_")
            of_start[origin, *_window(row)].append((reached, row))
    windows = {start[1:] for start in of_start}
    for (origin, community, end), rows in of_start.items():
        window = community, end
        started = ("start", origin, *window)
        beside = [each for reached, _ in rows for each in told[origin, reached, *window]]
        by = _cell([*(row for _, row in rows), *beside])
        is_small = all(row["unit_count"] is None and row["reason"] != COMPLEMENT for _, row in rows)
        known.may_be(started, 0, max(MIN_STARTING, min_group) - 1 if is_small else math.inf)
        for each in beside:
            if each["status"] == "shown" and each["share"]:
                known.may_be(started, *span_of(each["from_person_count"]), by=by)
        for reached, row in rows:
            move, this = ("move", origin, reached, *window), _cell([row, *told[origin, reached, *window]])
            if row["unit_count"] is not None:
                known.may_be(started, *_units(row), by=by)
            if row["value"] == 0:
                known.may_be(move, 0, 0, by=this)
            elif row["value"] is not None:
                least, most = counts_of(row)[0]
                known.may_be(move, max(least, FEWEST_MOVING), most, by=this)
    levels = {key[2:] for key in known.limits if key[0] == "level"}
    for community, end in windows:
        window, before = (community, end), (community, end - BLOCK)
        for origin, reached in REACHED.items():
            moved: Terms = {("move", origin, each, *window): 1 for each in reached}
            known.add_up(moved | {("start", origin, *window): -1})
            known.add_up(moved | {("move", origin, FEW, *window): -1}, 0, math.inf)
            if origin != OUTSIDER and before in levels and end not in torn:
                known.add_up({("level", origin, *before): 1, ("start", origin, *window): -1})
        if window in levels:
            for level in LEVELS:
                came = {("move", origin, level, *window): 1 for origin, reached in REACHED.items() if level in reached}
                known.add_up(came | {("level", level, *window): -1})
        stayed = {("move", CORE, CORE, *window): 1}
        known.add_up(stayed | {("core", "stayed", *window): -1})
        known.add_up(stayed | {("core", "entered", *window): 1, ("level", CORE, *window): -1})
        known.add_up(stayed | {("core", "left", *window): 1, ("start", CORE, *window): -1})


def _active(known: Unknowns, shown: list[Row], overlaps: list[Row], min_group: int) -> None:
    """Who contributed is new or not, and may be active elsewhere."""
    of_active = defaultdict(list)
    for row in shown:
        if row["indicator_id"] in ("V-5", "V-11", "V-16"):
            of_active[row["indicator_id"], *_window(row)].append(row)
    for (indicator, community, end), rows in of_active.items():
        window = community, end
        for row in rows:
            if row["part"] == "gini" and row["reason"] == SMALL_GROUP:
                known.may_be(("active", *window), 0, min_group - 1)
            if row["unit_count"] is not None:
                told = span_of(row["unit_count"]) if indicator == "V-5" else _units(row)
                known.may_be(("active", *window), *told, by=_cell(rows))
            if indicator == "V-11" and row["value"] is not None:
                known.may_be(("arrived", row["part"], *window), *counts_of(row)[0], by=_cell([row]))
        if indicator == "V-11" and any(row["unit_count"] is not None for row in rows):
            parts = {("arrived", part, *window): 1 for part in ("new", "continuing", "returning")}
            known.add_up(parts | {("active", *window): -1})
    for row in overlaps:
        end, one, other = row["window_end"], row["community_id"], row["other_community_id"]
        shared, by = ("shared", one, other, end), _cell([row])
        hidden = ANYTHING if row["reason"] == COMPLEMENT else (0, min_group - 1)
        known.may_be(shared, *span_of(row["shared_person_count"], hidden), by=by)
        for community, column in ((one, "person_count"), (other, "other_person_count")):
            known.may_be(("active", community, end), *span_of(row[column]), by=by)
            known.add_up({("active", community, end): 1, shared: -1}, 0, math.inf)


def _ties(known: Unknowns, pairs: list[Row], shown: list[Row]) -> None:
    """V-14 is of all ties between members whose unit is known, and tells how many of them cross units."""
    by_window = defaultdict(list)
    for row in pairs:
        tie = ("ties", row["from_unit"], row["to_unit"], *_window(row))
        known.may_be(tie, *_exactly(row["tie_count"]), by=_cell([row]))
        by_window[_window(row)].append(tie)
    for row in shown:
        ties = by_window[_window(row)]
        if ties and (row["indicator_id"], row["part"]) == ("V-14", "external_share") and row["value"] is not None:
            crossing, everywhere = counts_of(row)
            known.add_up(dict.fromkeys(ties, 1), *everywhere, by=_cell([row]))
            known.add_up({tie: 1 for tie in ties if tie[1] != tie[2]}, *crossing, by=_cell([row]))


def _claims(known: Unknowns, by_community: list[Row], of_all: list[Row]) -> None:
    """What communities claim adds up to what all of them do."""
    for column in ("adjusted_low", "adjusted_likely", "cashable_low"):
        parts = defaultdict(list)
        for row in by_community:
            if row["status"] != "not_applicable":
                claim = ("claims", column, row["community_id"], row["period"], row["evidence_level"])
                known.may_be(claim, *_exactly(row[column]), by=_cell([row]))
                parts[row["period"], row["evidence_level"]].append(claim)
        for row in of_all:
            claims = parts[row["period"], row["evidence_level"]]
            if claims and row[column] is not None:
                known.add_up(dict.fromkeys(claims, 1), row[column], row[column], by=_cell([row]))


def _units(row: Row) -> Span:
    """What a row is of."""
    return counts_of(row)[1] if row["value"] is not None else span_of(row["unit_count"])
