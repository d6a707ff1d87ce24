"""What the talk is about, by tags: how broad (V-21), and how far it moved (V-22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cop_analytics.diversity import effective_number, jensen_shannon
from cop_analytics.estimators import Floats, between, seeded
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.levels import within
from cop_analytics.windows import Window

MIN_TAGGED = 50
BREADTH, DRIFT = "topics", "drift"
DRAWN = "thread bootstrap 5–95 %, centred"


def breadth(evidence: Evidence) -> list[Part]:
    """V-21: the effective number of topics: how many equally frequent tags would be as varied."""
    tagged, authors = _tagged(evidence, evidence.window)
    if len(tagged) < MIN_TAGGED:
        return [too_few(BREADTH, DRAWN, len(tagged), persons_behind(authors))]
    counts = incidence(tagged, evidence.tags)
    draws = evidence.drawn(len(tagged))
    value = float(effective_number(counts.sum(axis=0)))
    estimate = between(value, effective_number(draws @ counts), floor=1.0)
    return [Part(BREADTH, "shown", estimate, DRAWN, len(tagged), persons_behind(authors))]


def drift(evidence: Evidence) -> list[Part]:
    """V-22: Jensen–Shannon divergence between the tags of this window and of the one before, base 2.

    The null percentile is its place among divergences of the same threads dealt to the two windows at random.
    """
    window = evidence.window
    before, earlier_authors = _tagged(evidence, Window(window.start - (window.end - window.start), window.start))
    now, authors = _tagged(evidence, window)
    units, persons = min(len(before), len(now)), persons_behind(authors, earlier_authors)
    if units < MIN_TAGGED:
        return [too_few(DRIFT, DRAWN, units, persons)]
    counts = incidence([*before, *now], evidence.tags)
    value = float(jensen_shannon(counts[: len(before)].sum(axis=0), counts[len(before) :].sum(axis=0)))
    chance = seeded(evidence.community_id, "V-22", window.end)
    dealt = np.argsort(chance.random((evidence.draws, len(counts))), axis=1) < len(before)
    at_random = jensen_shannon(dealt @ counts, counts.sum(axis=0) - dealt @ counts)
    drawn = jensen_shannon(
        chance.multinomial(len(before), np.full(len(before), 1 / len(before)), evidence.draws) @ counts[: len(before)],
        chance.multinomial(len(now), np.full(len(now), 1 / len(now)), evidence.draws) @ counts[len(before) :],
    )
    percentile = float((at_random <= value).mean()) if evidence.draws else None
    return [Part(DRIFT, "shown", between(value, drawn, 1.0), DRAWN, units, persons, null_percentile=percentile)]


def incidence(threads: Sequence[str], tags: Mapping[str, frozenset[str]]) -> Floats:
    """Threads × tags: 1 where a thread has a tag, tags in order of the alphabet."""
    names = sorted(set[str]().union(*(tags[thread] for thread in threads)))
    column = {name: number for number, name in enumerate(names)}
    found = np.zeros((len(threads), len(names)))
    for number, thread in enumerate(threads):
        found[number, [column[name] for name in tags[thread]]] = 1
    return found


def _tagged(evidence: Evidence, window: Window) -> tuple[list[str], set[str]]:
    """The threads begun in `window` that have a tag, and who began them."""
    written = within(evidence.all_contributions, window, lambda each: each.contributed_at)
    roots = [each for each in written if each.is_root and evidence.tags.get(each.thread_id)]
    return sorted(each.thread_id for each in roots), {each.member_id for each in roots}
