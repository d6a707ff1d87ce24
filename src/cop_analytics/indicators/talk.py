"""Who turned to whom in a community, by number: read once for its whole time, cut to windows without being read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from cop_analytics import counting
from cop_analytics.kernels import Bools, Ints

OTHER = "other"
EPOCH, MICROSECOND = datetime(1970, 1, 1), 1_000_000


class Units(NamedTuple):
    """Who is of which unit since when: `people` and `units` by number, in order of people and time. `other`: small ones."""

    people: Ints
    since: Ints
    units: Ints
    other: int


@dataclass(frozen=True, eq=False)
class Talk:
    """What was said in a community before `end`, in order of time; people by their `seats`, in order of the alphabet.

    `sources` wrote: a contribution, where `targets` is −1, or else a turn to somebody else, with so many `replies`, or by a
    mention. Times in microseconds since 1970. `pairs` numbers the pairs of people, whose `ends` are pairs × 2 in order;
    `meetings`, fewer than `meeting_count`, such a pair in such a thread; both are −1 for a contribution.
    """

    seats: Mapping[str, int]
    units: Units
    end: int
    at: Ints
    sources: Ints
    targets: Ints
    replies: Ints
    pairs: Ints
    meetings: Ints
    ends: Ints
    meeting_count: int

    def between(self, start: datetime, end: datetime) -> Talk:
        """What was said from `start` on, and before `end`."""
        moments = _since_1970(start), _since_1970(end)
        first, last = np.searchsorted(self.at, moments).tolist()
        return self._of(slice(first, last), moments[1])

    def without(self, people: Collection[str]) -> Talk:
        """What was said by none of these, to none of them."""
        absent = np.append(self.among(people), False)  # the last is the target of a contribution
        return self._of(~absent[self.sources] & ~absent[self.targets], self.end)

    def _of(self, which: slice | Bools, end: int) -> Talk:
        return Talk(
            self.seats,
            self.units,
            end,
            at=self.at[which],
            sources=self.sources[which],
            targets=self.targets[which],
            replies=self.replies[which],
            pairs=self.pairs[which],
            meetings=self.meetings[which],
            ends=self.ends,
            meeting_count=self.meeting_count,
        )

    def among(self, people: Collection[str]) -> Bools:
        """For each person, whether they are one of `people`."""
        found = np.zeros(len(self.seats), np.bool_)
        found[[seat for person in people if (seat := self.seats.get(person)) is not None]] = True
        return found

    @property
    def people(self) -> list[str]:
        return list(self.seats)

    @cached_property
    def unit_of(self) -> Ints:
        """The unit of each person at the end, by number; −1 where it is not known."""
        return counting.as_of(*self.units[:3], self.end, len(self.seats))


def numbered(
    seats: Mapping[str, int], units: Units, at: Ints, threads: Ints, sources: Ints, targets: Ints, replies: Ints
) -> Talk:
    """A community's talk. `threads` by number, `targets` −1 for contributions; all in order of time."""
    turns = np.flatnonzero(targets >= 0)
    one, other = sources[turns], targets[turns]
    met, keys = counting.slots(np.minimum(one, other) * len(seats) + np.maximum(one, other))
    order = np.argsort(keys)
    place = np.empty(len(keys), np.int64)
    place[order] = np.arange(len(keys))
    pairs, meetings = np.full(len(at), -1, np.int64), np.full(len(at), -1, np.int64)
    pairs[turns] = place[met]
    meetings[turns], all_meetings = counting.slots(pairs[turns] * (threads.max(initial=0) + 1) + threads[turns])
    ends = np.column_stack(np.divmod(keys[order], max(len(seats), 1)))
    end = int(at[-1]) + 1 if len(at) else 0
    return Talk(seats, units, end, at, sources, targets, replies, pairs, meetings, ends, len(all_meetings))


def said(
    contributions: Iterable[tuple[str, str]],
    replies: Iterable[tuple[str, str, str]],
    mentions: Iterable[tuple[str, str, str]] = (),
    units: Mapping[str, str] | None = None,
) -> Talk:
    """The talk of (thread, who) who contributed, and of (thread, from, to) who replied or mentioned; when, is left open."""
    rows = [(thread, who, "", 0) for thread, who in contributions]
    rows += [(*turn, 1) for turn in replies if turn[1] != turn[2]]
    rows += [(*turn, 0) for turn in mentions if turn[1] != turn[2]]
    seats = places({person for row in rows for person in row[1:3] if person})
    threads = places({row[0] for row in rows})
    table = np.array([(threads[t], seats[one], seats.get(to, -1), count) for t, one, to, count in rows], np.int64)
    known = {person: unit for person, unit in (units or {}).items() if person in seats}
    spans = [(person, EPOCH, unit) for person, unit in sorted(known.items())]
    nowhen = np.zeros(len(rows), np.int64)
    return numbered(seats, by_unit(spans, seats), nowhen, *table.reshape(-1, 4).T.copy())


def by_unit(spans: Iterable[tuple[str, datetime, str]], seats: Mapping[str, int]) -> Units:
    """Who (one of `seats`) was of which unit since when, in order of people and time."""
    told = list(spans)
    kinds = places({OTHER, *(unit for *_, unit in told)})
    people = np.array([seats[person] for person, *_ in told], np.int64)
    since = np.array([_since_1970(since) for _, since, _ in told], np.int64)
    return Units(people, since, np.array([kinds[unit] for *_, unit in told], np.int64), kinds[OTHER])


def places(things: Iterable[str]) -> dict[str, int]:
    """The place of each in order of the alphabet."""
    return {thing: place for place, thing in enumerate(sorted(things))}


@lru_cache(maxsize=1 << 10)
def _since_1970(moment: datetime) -> int:
    return round((moment - EPOCH).total_seconds() * MICROSECOND)
