"""Which communities share people beyond chance: V-16, and the table of pairs it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy import sparse

from cop_analytics import nulls
from cop_analytics.estimators import wilson
from cop_analytics.indicators.drawing import numbered
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few

MIN_ACTIVE = 10
SHARE = "Wilson 95 %"
BANDS = ((1, "none"), (3, "1 or 2"), (6, "3 to 5"))
MANY = "6 or more"
PARTS = (("also_elsewhere", SHARE), ("neighbours", "band"))

Active = frozenset[tuple[str, frozenset[str]]]
"""Communities with who was active in each."""


@dataclass(frozen=True, order=True)
class Overlap:
    """Two communities in the order of the alphabet, how many are active in both and in each, and whether beyond chance."""

    one: str
    other: str
    shared: int
    people: int
    other_people: int
    is_beyond_chance: bool

    @property
    def jaccard(self) -> float:
        """|A ∩ B| / |A ∪ B|."""
        return self.shared / (self.people + self.other_people - self.shared)

    @property
    def coefficient(self) -> float:
        """|A ∩ B| / min(|A|, |B|)."""
        return self.shared / min(self.people, self.other_people)


def overlap(evidence: Evidence) -> list[Part]:
    """V-16: the share of active members active elsewhere too; with how many communities it shares people beyond chance."""
    active, elsewhere = set(evidence.active), set[str]().union(*evidence.elsewhere.values())
    also = active & elsewhere
    persons = persons_behind(active, also)
    if len(active) < MIN_ACTIVE:
        return [too_few(part, method, len(active), persons) for part, method in PARTS]
    everywhere: Mapping[str, frozenset[str]] = {**evidence.elsewhere, evidence.community_id: frozenset(active)}
    beyond = [each for each in overlaps(frozenset(everywhere.items())) if each.is_beyond_chance]
    own = sum(evidence.community_id in (each.one, each.other) for each in beyond)
    words = next((words for limit, words in BANDS if own < limit), MANY)
    return [
        Part("also_elsewhere", "shown", wilson(len(also), len(active)), SHARE, len(active), persons),
        Part("neighbours", "shown", None, "band", len(active), len(active), words),
    ]


@lru_cache(maxsize=256)
def overlaps(active: Active) -> tuple[Overlap, ...]:
    """Every pair of communities with somebody active in each.

    Beyond chance at 5 % for all pairs together (Holm), where people join as many communities, and communities have as many
    people, as they do on average: stochastic degree sequence model, Neal, Domagalski & Sagan (2021), Scientific Reports
    11:23929.
    """
    people = {community: found for community, found in sorted(active) if found}
    if len(people) < 2:
        return ()
    degrees = Counter(person for found in people.values() for person in found)
    joiners = np.bincount(list(degrees.values()))[1:].astype(np.int64)
    chances = nulls.expected_joins(np.array([len(found) for found in people.values()], np.int64), joiners)
    seat = numbered(sorted(degrees))
    cells = [(number, seat[person]) for number, found in enumerate(people.values()) for person in found]
    joined = sparse.csr_array((np.ones(len(cells), np.int64), np.array(cells).T), shape=(len(people), len(seat)))
    ones, others = np.triu_indices(len(people), 1)
    shared = (joined @ joined.T).toarray()[ones, others]
    tails = nulls.overlap_chances(shared, chances[ones] * chances[others], joiners)
    pairs = combinations(people, 2)
    return tuple(
        Overlap(one, other, count, len(people[one]), len(people[other]), bool(is_beyond))
        for (one, other), count, is_beyond in zip(pairs, shared.tolist(), nulls.holm(tails), strict=True)
    )
