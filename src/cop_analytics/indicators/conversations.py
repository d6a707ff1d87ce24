"""How deep and how broad conversations get: V-13."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from cop_analytics.estimators import BOOTSTRAP_PERCENTILES, Estimate, Floats, seeded, wilson
from cop_analytics.indicators.evidence import Contribution, Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.responses import KINDS

MIN_THREADS, MIN_MESSAGES, MANY = 20, 5, 3
SHARE = "Wilson 95 %"
RESAMPLED = "threads resampled, 5–95 %"
QUARTILES = (("lower_quartile", 25), ("median", 50), ("upper_quartile", 75))
SPREADS = ("participants", "depth")
PARTS = (
    *(f"{quantity}_{name}" for quantity in SPREADS for name, _ in QUARTILES),
    "virality_median",
    "h_index_median",
    "three_or_more",
)

Tree = Mapping[str, str | None]
"""A thread: each contribution with what it replies to; the root with None."""


def conversations(evidence: Evidence) -> list[Part]:
    """V-13: of questions and discussions, how many took part, how deep replies nest, how replies spread.

    Discussion h-index after Gómez, Kaltenbrunner & López (2008), WWW; structural virality, for threads of five
    contributions or more, after Goel et al. (2016), Management Science 62:180.
    """
    kinds = {kind for _, kind in KINDS}
    threads = [thread.thread_id for thread in evidence.threads if thread.kind in kinds]
    written = _written(threads, evidence.all_contributions)
    trees = [tree_of(written[thread]) for thread in threads]
    voices = [{each.member_id for each in written[thread]} for thread in threads]
    persons = persons_behind(set[str]().union(*voices))
    if len(threads) < MIN_THREADS:
        return [too_few(part, SHARE if part == PARTS[-1] else RESAMPLED, len(threads), persons) for part in PARTS]
    spreads = {"participants": [float(len(each)) for each in voices], "depth": [float(depth(tree)) for tree in trees]}
    parts = [
        _resampled(f"{quantity}_{name}", spreads[quantity], percentile, persons, evidence)
        for quantity in SPREADS
        for name, percentile in QUARTILES
    ]
    far = [virality(tree) for tree in trees if len(tree) >= MIN_MESSAGES]
    deep = [float(h_index(tree)) for tree in trees]
    many = [voice for voice in voices if len(voice) >= MANY]
    persons_of_many = persons_behind(set[str]().union(*voices), set[str]().union(*many))
    return [
        *parts,
        _resampled("virality_median", far, 50, persons, evidence),
        _resampled("h_index_median", deep, 50, persons, evidence),
        Part("three_or_more", "shown", wilson(len(many), len(voices)), SHARE, len(voices), persons_of_many),
    ]


def tree_of(thread: Sequence[Contribution]) -> Tree:
    """Who replies to what, in order of time; a reply to what is not there replies to the root."""
    root = next((each.contribution_id for each in thread if each.is_root), None)
    tree: dict[str, str | None] = {} if root is None else {root: None}
    for each in thread:
        if not each.is_root:
            tree[each.contribution_id] = each.parent_id if each.parent_id in tree else root
    return tree


def levels_of(tree: Tree) -> dict[str, int]:
    """How many replies lie between each contribution and the root; the root's is 0."""
    found: dict[str, int] = {}
    for each, parent in tree.items():
        found[each] = 0 if parent is None else found[parent] + 1
    return found


def depth(tree: Tree) -> int:
    """The longest chain of replies."""
    return max(levels_of(tree).values(), default=0)


def h_index(tree: Tree) -> int:
    """The largest h such that at nesting level h there are h replies or more."""
    at_level = Counter(levels_of(tree).values())
    return max((level for level, count in at_level.items() if level and count >= level), default=0)


def virality(tree: Tree) -> float:
    """The mean distance between two contributions, over all pairs; 0 for a single one.

    Each step from a reply to its parent is walked by every pair it parts: n_below · (n − n_below) of them.
    """
    size = len(tree)
    if size < 2:
        return 0.0
    below = dict.fromkeys(tree, 1)
    for each in reversed(list(tree)):
        if (parent := tree[each]) is not None:
            below[parent] += below[each]
    walked = sum(below[each] * (size - below[each]) for each, parent in tree.items() if parent is not None)
    return walked / (size * (size - 1) / 2)


def _written(threads: Sequence[str], contributions: Sequence[Contribution]) -> Mapping[str, list[Contribution]]:
    wanted, found = set(threads), defaultdict[str, list[Contribution]](list)
    for each in contributions:
        if each.thread_id in wanted:
            found[each.thread_id].append(each)
    return found


def _resampled(part: str, values: Sequence[float], percentile: int, persons: int, evidence: Evidence) -> Part:
    if len(values) < MIN_THREADS:
        return too_few(part, RESAMPLED, len(values), persons)
    told: Floats = np.asarray(values)
    value = float(np.percentile(told, percentile))
    if not evidence.draws:
        return Part(part, "shown", Estimate(value, None, None), RESAMPLED, len(values), persons)
    chance = seeded(evidence.community_id, "V-13", part, evidence.window.end)
    drawn = np.percentile(told[chance.integers(0, len(told), (evidence.draws, len(told)))], percentile, axis=1)
    lower, upper = np.percentile(drawn, BOOTSTRAP_PERCENTILES)
    estimate = Estimate(value, float(min(lower, value)), float(max(upper, value)))
    return Part(part, "shown", estimate, RESAMPLED, len(values), persons)
