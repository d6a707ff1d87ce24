"""What published tables say of the same people, as linear statements: totals and parts, shares and what they are of.

Outside knowledge: who was a member when, and that two tables speak of the same thing. A number that is shown is known as
far as its rounding allows; of a share, the counts are tried out that would be shown like that.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import cache

from cop_analytics.indicators.levels import CORE, LEVELS, PERIPHERAL, TRANSACTIONAL
from cop_analytics.indicators.transitions import FEW, OUTSIDER, REACHED
from cop_analytics.windows import WEEK
from tests.attack.solver import ANYTHING, Key, Span, Unknowns

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
FLOOR, SUBGROUP, QUARTER = 5, 10, 13 * WEEK
Row = Mapping[str, object]
Tables = Mapping[str, list[Row]]
Members = Callable[[str, datetime], int]


def statements(told: Tables, members: Members, torn: Collection[datetime]) -> Unknowns:
    """Everything the tables say. At `torn` ends of windows somebody is not counted any more who was in the window before."""
    known = Unknowns()
    whole = [row for row in told["indicator_measurements"] if row["view"] == "all"]
    shown = [row for row in whole if row["window_kind"] in ("w13", "block13")]
    _months(known, told["activity_months"], [row for row in whole if not _is_torn(row, torn)])
    _levels(known, told["participation_levels"], members)
    _core(known, shown)
    _moves(known, shown, told["participation_transitions"], torn)
    _active(known, shown, told["participation_levels"], told["community_overlap"])
    _ties(known, told["cross_unit_ties"], shown)
    _claims(known, told["commercial_value"], told["commercial_value_programme"])
    return known


def span_of(count: int | None, hidden: Span = ANYTHING) -> Span:
    """What a count is that is told to the nearest 5, above 50 to the nearest 10."""
    if count is None:
        return hidden
    if count % 5:
        return count, count
    if count == 50:
        return 48, 54
    return (count - 2, count + 2) if count < 50 else (count - 5, count + 4)


def counts_of(row: Row) -> tuple[Span, Span]:
    """(those counted, those they are of) that a share and the whole it is of leave possible; limits tell nothing more."""
    pairs = _tried(row["value"], row["unit_count"])
    assert pairs, f"no counts give {row}"
    return ((min(k for k, _ in pairs), max(k for k, _ in pairs)), (min(n for _, n in pairs), max(n for _, n in pairs)))


@cache
def _tried(value: float, units: int) -> list[tuple[int, int]]:
    """What the share may be of what: as disclosure control shows it, or as it is."""
    low, high = span_of(units)
    wholes = range(max(int(low), 1), int(high) + 1)
    return [(k, n) for n in wholes for k in range(n + 1) if value in (_told(k / n, n), round(k / n, 9))]


def _told(value: float, n: int) -> float:
    """How a value is shown that is of `n`: what disclosure control does, in plain words."""
    steps = 100 if n >= 500 else 50 if n >= 250 else 20 if n >= 100 else 10
    told = math.floor(value * steps + 0.5) / steps
    if told == 0 != value:
        return math.copysign(0.5 / steps, value)
    return 1 - 0.5 / steps if told == 1 and value < 1 else told


def _is_torn(row: Row, torn: Collection[datetime]) -> bool:
    """Whether somebody who is in the first months of a window is not in the last."""
    return any(row["window_start"] < end - QUARTER and end <= row["window_end"] for end in torn)


def _months(known: Unknowns, months: list[Row], shown: list[Row]) -> None:
    """Threads and replies add up to contributions; months of 9, 13 and 26 weeks to what indicators over them are of."""
    spans = defaultdict(list)
    for row in months:
        community, start = row["community_id"], row["window_start"]
        spans[community].append((start, row["window_end"]))
        posts = {name: ("posts", name, community, start) for name in POSTS}
        for name, key in posts.items():
            told = row[f"{name}_count"]
            known.may_be(key, *(ANYTHING if told is None else (told, told)))
        known.add_up({posts["contribution"]: 1, posts["thread"]: -1, posts["reply"]: -1})
        known.add_up({posts["thread"]: 1, posts["question"]: -1}, 0, math.inf)
    for row in shown:
        of = COUNTED.get((row["indicator_id"], row["part"]))
        within = [
            start
            for start, end in spans[row["community_id"]]
            if row["window_start"] <= start and end <= row["window_end"]
        ]
        if of and row["unit_count"] is not None and min(within, default=None) == row["window_start"]:
            posts = {("posts", name, row["community_id"], start): sign for start in within for name, sign in of.items()}
            known.add_up(posts, *span_of(row["unit_count"]))


def _levels(known: Unknowns, levels: list[Row], members: Members) -> None:
    """Levels of members add up to the members, however the thresholds are read."""
    windows = set()
    for row in levels:
        if row["status"] == "not_applicable":
            continue
        window = (row["community_id"], row["window_end"])
        windows.add(window)
        hidden = (FLOOR, math.inf) if row["reason"] == "complement" else (0, FLOOR - 1)
        for reading, column in READINGS.items():
            hidden = hidden if reading == "level" and members(*window) >= 2 * FLOOR else ANYTHING
            known.may_be((reading, row["level"], *window), *span_of(row[column], hidden))
    for window in windows:
        everybody = members(*window)
        for reading in READINGS:
            known.add_up({(reading, level, *window): 1 for level in MEMBERS}, everybody, everybody)
        known.add_up({("looser", CORE, *window): 1, ("level", CORE, *window): -1}, 0, math.inf)
        known.add_up({("level", CORE, *window): 1, ("stricter", CORE, *window): -1}, 0, math.inf)


def _core(known: Unknowns, shown: list[Row]) -> None:
    """V-8 tells how large the core is (its share is of the figures of levels), V-25 who of it stayed, entered and left."""
    for row in shown:
        window, part = (row["community_id"], row["window_end"]), (row["indicator_id"], row["part"])
        if part == ("V-8", "core_share") and row["unit_count"] is not None:
            known.add_up({("level", level, *window): 1 for level in MEMBERS}, *span_of(row["unit_count"]))
        if part == ("V-8", "core_people") and row["band"] in BANDS:
            known.may_be(("level", CORE, *window), *BANDS[row["band"]])
        if part == ("V-25", "stayed_share") and row["unit_count"] is not None:
            known.may_be(("start", CORE, *window), *_units(row))
            if row["value"] is not None:
                known.may_be(("move", CORE, CORE, *window), *counts_of(row)[0])
        if row["indicator_id"] == "V-25" and row["band"] in BANDS:
            known.may_be(("core", row["part"], *window), *BANDS[row["band"]])


def _moves(known: Unknowns, shown: list[Row], moves: list[Row], torn: Collection[datetime]) -> None:
    """V-9: from each level so many started and went somewhere, and who is at a level now came from somewhere."""
    for row in moves:
        window = (row["community_id"], row["window_end"])
        if row["status"] == "shown" and row["share"]:
            known.may_be(("start", row["from_level"], *window), *span_of(row["from_person_count"]))
    levels = {key[2:] for key in known.limits if key[0] == "level"}
    windows: dict[tuple[str, datetime], datetime] = {}
    starts: dict[Key, Span] = {}
    for row in shown:
        if row["indicator_id"] != "V-9" or row["status"] in ("not_applicable", "not_chosen"):
            continue
        window = (row["community_id"], row["window_end"])
        windows[window] = row["window_end"] - QUARTER
        origin, _, reached = row["part"].partition("_to_")
        started = ("start", origin, *window)
        starts.setdefault(started, (0, SUBGROUP - 1))
        if row["unit_count"] is not None:
            starts[started] = ANYTHING
            known.may_be(started, *_units(row))
        move = ("move", origin, reached, *window)
        if row["value"] == 0:
            known.may_be(move, 0, 0)
        elif row["value"] is not None:
            least, most = counts_of(row)[0]
            known.may_be(move, max(least, FLOOR), most)
    for started, span in starts.items():
        known.may_be(started, *span)
    for (community, end), start in windows.items():
        window, before = (community, end), (community, start)
        for origin, reached in REACHED.items():
            moved = {("move", origin, each, *window): 1 for each in reached}
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


def _active(known: Unknowns, shown: list[Row], levels: list[Row], overlaps: list[Row]) -> None:
    """Who contributed is at a level that is not peripheral, new or not, and may be active elsewhere."""
    for community, end in {key[2:] for key in known.limits if key[0] == "level"}:
        at_level = {("level", level, community, end): 1 for level in LEVELS if level != PERIPHERAL}
        known.add_up(at_level | {("active", community, end): -1})
    composed = set()
    for row in shown:
        window = (row["community_id"], row["window_end"])
        if (row["indicator_id"], row["part"]) == ("V-5", "gini") and row["status"] == "suppressed":
            known.may_be(("active", *window), 0, FLOOR - 1)
        if row["unit_count"] is None:
            continue
        if row["indicator_id"] in ("V-5", "V-11", "V-16"):
            known.may_be(
                ("active", *window), *(span_of(row["unit_count"]) if row["indicator_id"] == "V-5" else _units(row))
            )
        if row["indicator_id"] == "V-11":
            composed.add(window)
            if row["value"] is not None:
                known.may_be(("arrived", row["part"], *window), *counts_of(row)[0])
    for window in composed:
        known.add_up(
            {("arrived", part, *window): 1 for part in ("new", "continuing", "returning")} | {("active", *window): -1}
        )
    for row in overlaps:
        end, one, other = row["window_end"], row["community_id"], row["other_community_id"]
        shared = ("shared", one, other, end)
        known.may_be(shared, *span_of(row["shared_person_count"], (0, FLOOR - 1)))
        for community, column in ((one, "person_count"), (other, "other_person_count")):
            known.may_be(("active", community, end), *span_of(row[column]))
            known.add_up({("active", community, end): 1, shared: -1}, 0, math.inf)


def _ties(known: Unknowns, pairs: list[Row], shown: list[Row]) -> None:
    """V-14 is of all ties between members whose unit is known, and tells how many of them cross units."""
    by_window = defaultdict(list)
    for row in pairs:
        tie = ("ties", row["from_unit"], row["to_unit"], row["community_id"], row["window_end"])
        known.may_be(tie, *(ANYTHING if row["tie_count"] is None else (row["tie_count"], row["tie_count"])))
        by_window[row["community_id"], row["window_end"]].append(tie)
    for row in shown:
        ties = by_window[row["community_id"], row["window_end"]]
        if ties and (row["indicator_id"], row["part"]) == ("V-14", "external_share") and row["value"] is not None:
            crossing, everywhere = counts_of(row)
            known.add_up(dict.fromkeys(ties, 1), *everywhere)
            known.add_up({tie: 1 for tie in ties if tie[1] != tie[2]}, *crossing)


def _claims(known: Unknowns, by_community: list[Row], of_all: list[Row]) -> None:
    """What communities claim adds up to what all of them do."""
    for column in ("adjusted_low", "adjusted_likely", "cashable_low"):
        parts = defaultdict(list)
        for row in by_community:
            if row["status"] != "not_applicable":
                claim = ("claims", column, row["community_id"], row["period"], row["evidence_level"])
                known.may_be(claim, *(ANYTHING if row[column] is None else (row[column], row[column])))
                parts[row["period"], row["evidence_level"]].append(claim)
        for row in of_all:
            claims = parts[row["period"], row["evidence_level"]]
            if claims and row[column] is not None:
                known.add_up(dict.fromkeys(claims, 1), row[column], row[column])


def _units(row: Row) -> Span:
    """What a row is of."""
    return counts_of(row)[1] if row["value"] is not None else span_of(row["unit_count"])
