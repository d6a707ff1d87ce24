"""What a window's conversation comes to, counted by compiled loops: each number is held to its definition on a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cop_analytics import counting, kernels
from cop_analytics.indicators.talk import Talk, said
from cop_analytics.kernels import Bools, Ints
from cop_analytics.networks import Tie

MIN_TIES, MIN_UNITS, MIN_IN_UNIT, BRIDGES = 40, 2, 10, 5


class Counts(NamedTuple):
    """Of a window: mutual ties; people in a tie, and in a mutual one; active people; ties in two threads or more; who gave a
    reply, and the fewest of them who gave half (0 without any); ties that end in a leader. NaN where nobody is active."""

    mutual: int
    tied: int
    mutually_tied: int
    active: int
    repeated: int
    voices: int
    half: int
    of_leaders: int
    mean_partners: float
    median_partners: float


class Crossing(NamedTuple):
    """Ties between active people whose unit is known, and who is in one; those across units, who is in one of them, and how
    many end in one of the five people with most. Active people by unit, and once small units are merged."""

    ties: int
    people: int
    across: int
    people_across: int
    of_few: int
    is_enough: bool
    merged: Ints


class Structure:
    """A window's conversation. Each number is computed when it is asked for, and then kept.

    A tie is a pair of whom one turned to the other; the team is in it as partners of members, not among themselves. Who is
    active contributed, and is not of the team. `people` are numbers in the talk, `active` says of each whether they are,
    `ties` are ties × 2 by place in `people`, in order.
    """

    def __init__(self, talk: Talk, *, team: Collection[str] = (), leaders: Collection[str] = ()) -> None:
        turns = talk.sources, talk.targets, talk.replies, talk.pairs, talk.meetings, talk.ends, talk.meeting_count
        self.people, self.active, self._replies, self.ties, self._threads, self._ways = counting.turned(
            *turns, talk.among(team)
        )
        self._talk, self._leaders = talk, leaders

    @cached_property
    def names(self) -> list[str]:
        """Who is in it, in order of `people`."""
        everybody = self._talk.people
        return [everybody[seat] for seat in self.people]

    @cached_property
    def is_leader(self) -> Bools:
        return self._talk.among(self._leaders)[self.people]

    @cached_property
    def counts(self) -> Counts:
        told = self._replies, self.ties, self._threads, self._ways
        counted, mean, median = counting.counted(self.active, self.is_leader, *told)
        return Counts._make([*counted.tolist(), mean, median])

    @property
    def mutual_share(self) -> float | None:
        """See `reciprocity.mutual_share`."""
        return self.counts.mutual / len(self.ties) if len(self.ties) else None

    @property
    def rho(self) -> float | None:
        """See `reciprocity.garlaschelli_loffredo`."""
        return rho(2 * self.counts.mutual, len(self.ties) + self.counts.mutual, len(self.people))

    @property
    def repeat_tie_share(self) -> float | None:
        """See `ties.repeat_tie_share`."""
        return self.counts.repeated / len(self.ties) if len(self.ties) else None

    @property
    def share_of_ties_lost(self) -> float | None:
        """See `dependence.share_of_ties_lost`, of the leaders."""
        return self.counts.of_leaders / len(self.ties) if len(self.ties) else None

    @cached_property
    def pieces(self) -> Ints:
        """The piece each person is in, by the place of one in it."""
        return kernels.components(self.ties, np.ones(len(self.people), np.bool_))

    @property
    def fragmentation(self) -> float | None:
        """See `dependence.fragmentation`."""
        return _apart(self.pieces)

    @property
    def fragmentation_without_leaders(self) -> float | None:
        """See `dependence.fragmentation`, the leaders gone."""
        return _apart(kernels.components(self.ties, ~self.is_leader))

    @cached_property
    def depths(self) -> Ints:
        """The largest k in whose k-core each person is."""
        return kernels.core_numbers(*self._rows)

    @cached_property
    def _rows(self) -> tuple[Ints, Ints]:
        return kernels.partners_of(self.ties, len(self.people))

    @cached_property
    def own_ties(self) -> Ints:
        """Ties between two who are active."""
        return self.ties if self.active.all() else self.ties[self.active[self.ties].all(axis=1)]

    @property
    def own_people(self) -> int:
        """How many have a tie among the active."""
        return int(np.count_nonzero(np.bincount(self.own_ties.ravel(), minlength=1)))

    @cached_property
    def cut_off(self) -> Ints:
        """How many people each one's leaving would cut off from most of those they are joined with among the active."""
        is_all = self.own_ties is self.ties
        return kernels.cut_off(*(self._rows if is_all else kernels.partners_of(self.own_ties, len(self.people))))

    @property
    def median_constraint(self) -> float | None:
        """The median of Burt's constraint over who has a tie among the active; see `bridging.constraints`."""
        found = kernels.constraints(self.own_ties, np.ones((len(self.own_ties), 1), np.bool_), len(self.people))
        ordered = np.sort(found[found >= 0])
        half = len(ordered) // 2
        return float(ordered[half] + ordered[-half - 1]) / 2 if len(ordered) else None

    @cached_property
    def crossing(self) -> Crossing:
        """What of the conversation is across units; see `boundaries.mixing`."""
        units, other = self._talk.unit_of[self.people], self._talk.units.other
        counts, sizes, merged = counting.crossing(self.ties, self.active, units, other, MIN_IN_UNIT, BRIDGES)
        sizes[other] = 0
        is_enough = counts[0] >= MIN_TIES and np.count_nonzero(sizes >= MIN_IN_UNIT) >= MIN_UNITS
        return Crossing._make([*counts.tolist(), bool(is_enough), merged])


def joined(pairs: Iterable[Tie], members: Iterable[str] = (), leaders: Collection[str] = ()) -> Structure:
    """As `networks.conversation`: of pairs who turned to each other, and `members` who did not, all of them active."""
    told = sorted(set(pairs))
    everybody = {person for pair in told for person in pair} | set(members)
    turns = [(f"{one} {other}", one, other) for one, other in told]
    return Structure(said([(person, person) for person in everybody], turns), leaders=leaders)


def rho(returned: int, ties: int, people: int) -> float | None:
    """ρ of so many directed ties, of which so many are returned; None without ties or with all of them."""
    possible = people * (people - 1)
    if ties in (0, possible):
        return None
    density = ties / possible
    return (returned / ties - density) / (1 - density)


def _apart(pieces: Ints) -> float | None:
    return _known(counting.apart(pieces))


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
