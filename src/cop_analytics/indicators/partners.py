"""Who talks with whom in a window, by number: what compiled loops count, each held to its definition on a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from cop_analytics import kernels
from cop_analytics.estimators import Ints
from cop_analytics.indicators.drawing import numbered
from cop_analytics.indicators.evidence import Evidence
from cop_analytics.networks import Tie


@dataclass(frozen=True, eq=False)
class Partners:
    """People in order of the alphabet, and pairs of them in conversation by their places: ties × 2, each pair once."""

    people: list[str]
    ties: Ints

    @cached_property
    def degrees(self) -> Ints:
        """How many partners each person has."""
        return np.bincount(self.ties.ravel(), minlength=len(self.people))

    @cached_property
    def rows(self) -> tuple[Ints, Ints]:
        """Where the partners of each person begin, and the partners of all in a row."""
        return kernels.partners_of(self.ties, len(self.people))

    @cached_property
    def cut_off(self) -> Ints:
        """How many people each person's leaving would cut off from most of those they are joined with: see `joining`."""
        return kernels.cut_off(*self.rows)

    @cached_property
    def depths(self) -> Ints:
        """The largest k in whose k-core each person is."""
        return kernels.core_numbers(*self.rows)

    def among(self, people: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """For each person, whether they are one of `people`."""
        return np.array([person in people for person in self.people], np.bool_)

    def pieces(self, leaving: Collection[str] = ()) -> Ints:
        """The piece each person is in once `leaving` are gone, named by the place of one in it; −1 for those."""
        return kernels.components(self.ties, ~self.among(leaving))

    def fragmentation(self, leaving: Collection[str] = ()) -> float | None:
        """See `dependence.fragmentation`."""
        pieces = self.pieces(leaving)
        sizes = np.bincount(pieces[pieces >= 0])
        people = int(sizes.sum())
        return 1 - int((sizes * (sizes - 1)).sum()) / (people * (people - 1)) if people > 1 else None

    def share_of_ties_lost(self, leaving: Collection[str]) -> float | None:
        """See `dependence.share_of_ties_lost`."""
        gone = self.among(leaving)
        lost = gone[self.ties[:, 0]] | gone[self.ties[:, 1]]
        return 1 - int((~lost).sum()) / len(lost) if len(lost) else None


@lru_cache(maxsize=4)
def partners(evidence: Evidence) -> Partners:
    """The conversation of a window: active members, and who of the team they talked with."""
    return joined((tie[1:] for tie in evidence.ties), evidence.active)


def joined(pairs: Iterable[Tie], members: Iterable[str] = ()) -> Partners:
    """As `networks.conversation`; one before the other in each pair."""
    told = sorted(set(pairs))
    people = sorted({person for pair in told for person in pair} | set(members))
    seat = numbered(people)
    return Partners(people, np.array([(seat[one], seat[other]) for one, other in told], np.int64).reshape(-1, 2))
