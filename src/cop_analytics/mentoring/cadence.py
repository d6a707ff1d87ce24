"""How a programme goes: sessions held, silences, and whom to write to; never what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from types import MappingProxyType

from cop_analytics.estimators import Survival, kaplan_meier
from cop_analytics.inputs.mentoring import Meeting

SILENT, LAPSED = 21, 42
COMPLETE = 6
Pair = tuple[str, str]
NONE_ENDED: Mapping[Pair, date] = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """How one pair goes until a day: planned and held, the median days between held sessions, and until when it went."""

    pair: Pair
    planned: int
    held: int
    median_gap: float | None
    days: float
    has_lapsed: bool


@dataclass(frozen=True)
class Note:
    """Something to tell a pair and the coordinator, and nobody else."""

    pair: Pair
    words: str


def courses(
    began: Mapping[Pair, date], meetings: Sequence[Meeting], today: date, ended: Mapping[Pair, date] = NONE_ENDED
) -> list[Course]:
    """Each pair's course from its first day until today, or until it `ended`; no day of it where it has not begun.

    A pair has lapsed where 42 days went by without a session.
    """
    by_pair = _by_pair(meetings)
    until = {pair: min(today, ended.get(pair, today)) for pair in began}
    return [
        _course(pair, by_pair.get(pair, []), min(day, until[pair]), until[pair]) for pair, day in sorted(began.items())
    ]


def time_to_lapse(told: Sequence[Course]) -> Survival | None:
    """The Kaplan–Meier curve of days until a pair lapsed; None without pairs."""
    return kaplan_meier([each.days for each in told], [each.has_lapsed for each in told])


def notes(began: Mapping[Pair, date], meetings: Sequence[Meeting], today: date) -> list[Note]:
    """Two cancellations in a row, and three or six weeks without a session since the pair's first day."""
    by_pair, found = _by_pair(meetings), []
    for pair, first_day in sorted(began.items()):
        past = [each for each in by_pair.get(pair, []) if each.planned_on <= today]
        if any(one.state == other.state == "cancelled" for one, other in pairwise(past)):
            found.append(
                Note(pair, "two sessions in a row were cancelled: a couple of them kill momentum; find a new date")
            )
        since = (today - max([first_day, *(each.planned_on for each in past if each.state == "held")])).days
        if since >= SILENT:
            weeks = LAPSED // 7 if since >= LAPSED else SILENT // 7
            found.append(Note(pair, f"no session for {weeks} weeks or more: ask how things are"))
    return found


@dataclass(frozen=True)
class Theme:
    """How often a theme of the toolkit was met about: sessions held, and by how many pairs; None: about none of them."""

    name: str | None
    sessions: int
    pairs: int


def themes(toolkit: Iterable[str], pairs: Iterable[Pair], meetings: Sequence[Meeting], today: date) -> list[Theme]:
    """Every theme of the toolkit in its order, those nobody met about too; last, sessions about none."""
    own = set(pairs)
    held = [
        ((each.mentor_id, each.mentee_id), each.theme)
        for each in meetings
        if each.state == "held" and each.planned_on <= today and (each.mentor_id, each.mentee_id) in own
    ]
    return [_theme(name, [pair for pair, theme in held if theme == (name or "")]) for name in (*toolkit, None)]


def _theme(name: str | None, met: Sequence[Pair]) -> Theme:
    return Theme(name, len(met), len(set(met)))


def _by_pair(meetings: Sequence[Meeting]) -> dict[Pair, list[Meeting]]:
    found: dict[Pair, list[Meeting]] = defaultdict(list)
    for each in sorted(meetings, key=lambda each: each.planned_on):
        found[each.mentor_id, each.mentee_id].append(each)
    return found


def _course(pair: Pair, meetings: Sequence[Meeting], first_day: date, today: date) -> Course:
    past = [each for each in meetings if each.planned_on <= today]
    held = [each.planned_on for each in past if each.state == "held"]
    gaps = [(later - earlier).days for earlier, later in pairwise(held)]
    for earlier, later in pairwise([first_day, *held, today]):
        if later - earlier >= timedelta(days=LAPSED):
            return Course(pair, len(past), len(held), median(gaps) if gaps else None, (earlier - first_day).days, True)
    return Course(pair, len(past), len(held), median(gaps) if gaps else None, (today - first_day).days, False)
