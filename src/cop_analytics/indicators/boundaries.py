"""Whether talk crosses units more or less than their sizes imply: V-14, and the table of units it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations_with_replacement

import numpy as np

from cop_analytics import kernels, nulls
from cop_analytics.estimators import BOOTSTRAP_PERCENTILES, Estimate, Floats, Ints, between, seeded
from cop_analytics.indicators.drawing import meetings
from cop_analytics.indicators.evidence import Evidence, Part, fewest, too_few
from cop_analytics.indicators.structure import MIN_IN_UNIT, MIN_TIES, MIN_UNITS
from cop_analytics.indicators.talk import OTHER
from cop_analytics.networks import Tie

SHUFFLES = 10_000
DRAWN = "thread bootstrap 5–95 %, centred"
DEALT = "label permutation 5–95 %"
PARTS = (("external_share", DRAWN), ("external_share_by_chance", DEALT), ("ei", DRAWN))


@dataclass(frozen=True)
class Mixing:
    """Pairs of active members whose unit is known, and what a random dealing of the same units would make of them.

    `units` by member, small ones merged to "other"; `ties` are (thread, one, other); `shuffles` how often units are dealt.
    """

    units: Mapping[str, str]
    ties: Sequence[tuple[str, str, str]]
    shuffles: int
    seed: tuple[object, ...]

    @cached_property
    def pairs(self) -> list[Tie]:
        return sorted({tie[1:] for tie in self.ties})

    @cached_property
    def names(self) -> list[str]:
        return sorted(set(self.units.values()))

    @property
    def is_enough(self) -> bool:
        """Forty pairs, and two units with ten active members each."""
        sizes = Counter(self.units.values())
        large = [unit for unit, size in sizes.items() if unit != OTHER and size >= MIN_IN_UNIT]
        return len(self.pairs) >= MIN_TIES and len(large) >= MIN_UNITS

    @cached_property
    def ends(self) -> tuple[Ints, Ints]:
        seat = {member: number for number, member in enumerate(sorted(self.units))}
        found = np.array([(seat[one], seat[other]) for one, other in self.pairs], np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    @cached_property
    def labels(self) -> Ints:
        column = {unit: number for number, unit in enumerate(self.names)}
        return np.array([column[self.units[member]] for member in sorted(self.units)], np.int64)

    @cached_property
    def dealt(self) -> Ints:
        """Shuffles × unit pairs: how many ties join them, in the order of `kinds`."""
        dealings = nulls.labellings(self.labels.astype(np.int8), self.shuffles, seeded(*self.seed, "labels"))
        return self._counted(dealings.astype(np.int64))

    @cached_property
    def found(self) -> Ints:
        row: Ints = self._counted(self.labels[None, :])[0]
        return row

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        return list(combinations_with_replacement(self.names, 2))

    @cached_property
    def is_external(self) -> Ints:
        return np.array([one != other for one, other in self.kinds], np.int64)

    def _counted(self, labels: Ints) -> Ints:
        """Per row of labels, how many ties join each two units, in the order of `kinds`."""
        size = len(self.names)
        counts = kernels.count_kinds(labels, *self.ends, size)
        told: Ints = counts[:, [self.names.index(a) * size + self.names.index(b) for a, b in self.kinds]]
        return told


@lru_cache(maxsize=4)
def mixing(evidence: Evidence, barred: frozenset[frozenset[str]] = frozenset()) -> Mixing:
    """Who of which unit talks with whom. Pairs `barred` by law or duty from talking are no part of it."""
    known = {member: evidence.attributes[member].unit for member in evidence.active if member in evidence.attributes}
    sizes = Counter(known.values())
    units = {member: unit if sizes[unit] >= MIN_IN_UNIT else OTHER for member, unit in known.items()}
    ties = [tie for tie in evidence.ties if tie[1] in units and tie[2] in units and frozenset(tie[1:]) not in barred]
    seed = (evidence.community_id, "V-14", evidence.window.end)
    return Mixing(units, ties, SHUFFLES if evidence.draws else 0, seed)


def cross_unit(evidence: Evidence) -> list[Part]:
    """V-14: the share of ties that cross units; what their sizes alone would make of it; Krackhardt & Stern's E–I index.

    E–I = (external − internal) / (external + internal), −1 to 1. Krackhardt & Stern (1988), Social Psychology Quarterly
    51:123; its permutation test as in UCINET.
    """
    found = evidence.structure.crossing
    pairs, persons = found.ties, fewest(found.people, found.people_across)
    if not found.is_enough:
        return [too_few(part, method, pairs, persons) for part, method in PARTS]
    share = found.across / pairs
    drawn, by_chance = _by_chance(evidence)
    place = nulls.percentile(share, by_chance)
    shares = between(share, drawn, 1.0)
    return [
        Part("external_share", "shown", shares, DRAWN, pairs, persons, None, place),
        Part("external_share_by_chance", "shown", expected(found.merged.tolist(), by_chance), DEALT, pairs, persons),
        Part(
            "ei",
            "shown",
            between(2 * share - 1, 2 * drawn - 1, 1.0, floor=-1.0),
            DRAWN,
            pairs,
            persons,
            None,
            place,
        ),
    ]


def expected(sizes: Sequence[int], by_chance: Floats) -> Estimate:
    """1 − Σ n(n − 1) / N(N − 1) over units of n: how often two people dealt at random differ; its band by shuffling."""
    everybody = sum(sizes)
    value = 1 - sum(size * (size - 1) for size in sizes) / (everybody * (everybody - 1))
    if not len(by_chance):
        return Estimate(value, None, None)
    lower, upper = np.percentile(by_chance, BOOTSTRAP_PERCENTILES)
    return Estimate(value, float(min(lower, value)), float(max(upper, value)))


def _by_chance(evidence: Evidence) -> tuple[Floats, Floats]:
    """The share in each draw of threads, and where units are dealt at random; nothing without draws."""
    if not evidence.draws:
        return np.empty(0), np.empty(0)
    mixed = mixing(evidence)
    return _drawn(mixed, evidence), mixed.dealt @ mixed.is_external / len(mixed.pairs)


def _drawn(mixed: Mixing, evidence: Evidence) -> Floats:
    """The share in each draw of threads."""
    threads = sorted({each.thread_id for each in evidence.contributions} | {tie[0] for tie in mixed.ties})
    draws = evidence.drawn(len(threads))
    stands = meetings(mixed.ties, mixed.pairs, threads, draws) > 0
    crosses = np.array([mixed.units[one] != mixed.units[other] for one, other in mixed.pairs])
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn: Floats = stands[crosses].sum(axis=0) / stands.sum(axis=0)
    return drawn


def unit_pairs(evidence: Evidence) -> list[tuple[str, str, int, float, float, int]]:
    """(one unit, other unit, ties, ends of what shuffling makes, people at either end); none where there are too few."""
    mixed = mixing(evidence)
    if not mixed.is_enough or not evidence.draws:
        return []
    lower, upper = np.percentile(mixed.dealt, BOOTSTRAP_PERCENTILES, axis=0)
    people: dict[tuple[str, str], set[str]] = {kind: set() for kind in mixed.kinds}
    for one, other in mixed.pairs:
        first, second = sorted((mixed.units[one], mixed.units[other]))
        people[first, second] |= {one, other}
    return [
        (*kind, int(mixed.found[number]), float(lower[number]), float(upper[number]), len(people[kind]))
        for number, kind in enumerate(mixed.kinds)
    ]
