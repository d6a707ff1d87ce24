"""For the social learning team's analysts alone, and only where switched on: cohesion (V-19) and mixing (V-24)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from cop_analytics import nulls
from cop_analytics.estimators import Draws, Estimate, Floats, Ints, between, seeded, wilson
from cop_analytics.indicators.drawing import meetings
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.talk import OTHER
from cop_analytics.networks import Tie

MIN_ACTIVE, MIN_TIES, MIN_IN_GROUP = 20, 40, 10
SHARE, BARE, DRAWN = "Wilson 95 %", "none: a census", "thread bootstrap 5–95 %, centred"
ATTRIBUTES = ("region", "zone", "tier")


def cohesion(evidence: Evidence) -> list[Part]:
    """V-19: how many of the active members are connected through conversation, and the share of pairs that are not."""
    talk, active = evidence.structure, set(evidence.active)
    pieces = talk.pieces
    largest = max(Counter(pieces.tolist()).items(), key=lambda piece: (piece[1], piece[0]), default=(-1, 0))[0]
    together = {person for person, piece in zip(talk.names, pieces, strict=True) if piece == largest} & active
    persons = persons_behind(active, together)
    if len(active) < MIN_ACTIVE:
        return [too_few("connected", SHARE, len(active), persons), too_few("fragmentation", BARE, len(active), persons)]
    apart = talk.fragmentation
    assert apart is not None
    return [
        Part("connected", "shown", wilson(len(together), len(active)), SHARE, len(active), persons),
        Part("fragmentation", "shown", Estimate(apart, None, None), BARE, len(active), persons),
    ]


def assortative_mixing(evidence: Evidence) -> list[Part]:
    """V-24: Newman's assortativity of ties by region, time zone and tier, each with its place among dealings at random.

    r = (Σ e_ii − Σ a_i b_i) / (1 − Σ a_i b_i). Newman (2003), Physical Review E 67:026126.
    """
    return [_mixing_by(attribute, evidence) for attribute in ATTRIBUTES]


def assortativity(labels: Ints, one: Ints, other: Ints) -> Floats:
    """For each row of labels (rows × people), r over the ties from `one` to `other`; NaN where all ends are alike."""
    kinds = int(labels.max()) + 1 if labels.size else 1
    first, second = labels[:, one], labels[:, other]
    same = (first == second).mean(axis=1)
    ends = np.concatenate([first, second], axis=1) + np.arange(len(labels))[:, None] * kinds
    shares = np.bincount(ends.ravel(), minlength=len(labels) * kinds).reshape(len(labels), kinds) / (2 * len(one))
    by_chance = (shares**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(by_chance < 1, (same - by_chance) / (1 - by_chance), np.nan)
    return found


def grouped(values: Mapping[str, str], least: int = MIN_IN_GROUP) -> dict[str, str]:
    """The group of each person; groups of fewer than `least` become "other"."""
    sizes = Counter(values.values())
    return {person: group if sizes[group] >= least else OTHER for person, group in values.items()}


def _mixing_by(attribute: str, evidence: Evidence) -> Part:
    told = {
        member: getattr(found, attribute) for member, found in evidence.attributes.items() if member in evidence.active
    }
    groups = grouped({member: value for member, value in told.items() if value})
    ties = [tie for tie in evidence.ties if tie[1] in groups and tie[2] in groups]
    pairs = sorted({tie[1:] for tie in ties})
    persons = persons_behind(person for pair in pairs for person in pair)
    large = [group for group, size in Counter(groups.values()).items() if group != OTHER and size >= MIN_IN_GROUP]
    if len(pairs) < MIN_TIES or len(large) < 2:
        return too_few(attribute, DRAWN, len(pairs), persons)
    names, seats = sorted(set(groups.values())), sorted(groups)
    labels = np.array([names.index(groups[member]) for member in seats], np.int64)
    one, other = (np.array([seats.index(pair[end]) for pair in pairs], np.int64) for end in (0, 1))
    value = float(assortativity(labels[None, :], one, other)[0])
    seed = (evidence.community_id, "V-24", attribute, evidence.window.end)
    dealt = nulls.labellings(labels.astype(np.int8), evidence.draws, seeded(*seed, "labels")).astype(np.int64)
    place = nulls.percentile(value, assortativity(dealt, one, other))
    draws = evidence.drawn(len({tie[0] for tie in ties}))
    drawn = _drawn(ties, pairs, labels, (one, other), draws)
    return Part(attribute, "shown", between(value, drawn, 1.0, floor=-1.0), DRAWN, len(pairs), persons, None, place)


def _drawn(
    ties: Sequence[tuple[str, str, str]], pairs: Sequence[Tie], labels: Ints, ends: tuple[Ints, Ints], draws: Draws
) -> Floats:
    """The coefficient in each draw of threads."""
    stands = np.minimum(meetings(ties, pairs, sorted({tie[0] for tie in ties}), draws), 1)
    first, second = labels[ends[0]], labels[ends[1]]
    count = stands.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        same = stands[first == second].sum(axis=0) / count
        shares = [((first == k) @ stands + (second == k) @ stands) / (2 * count) for k in range(int(labels.max()) + 1)]
        by_chance = sum(share**2 for share in shares)
        drawn: Floats = np.asarray((same - by_chance) / (1 - by_chance), np.float64)
    return np.where(np.isfinite(drawn), drawn, np.nan)
