"""The core of a community, how deep it is and whom it meets, and how it rotates: V-8 and V-25."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import networkx as nx

from cop_analytics.estimators import wilson
from cop_analytics.indicators.composition import told_together
from cop_analytics.indicators.dependence import TENS, band
from cop_analytics.indicators.evidence import Evidence, Part, in_thirds, persons_behind, too_few
from cop_analytics.indicators.levels import CORE, LEVELS, OCCASIONAL, TRANSACTIONAL, at_level, levels, levels_before
from cop_analytics.indicators.newcomers import first_contributions
from cop_analytics.networks import Tie

MIN_MEMBERS, MIN_CORE, MIN_OUTER = 30, 5, 10
BAND = "band"
SHARE = "Wilson 95 %, a band where the core has fewer than 5"
ROTATED = "Wilson 95 %, thirds where fewer than 5 stayed or left"
PRESENCE = (
    ("core_people", BAND),
    ("core_share", SHARE),
    ("core_beyond_leaders", BAND),
    ("core_contact", SHARE),
    ("deepest_core", BAND),
)
ROTATION = (("stayed", BAND), ("entered", BAND), ("left", BAND), ("stayed_share", ROTATED))


def presence(evidence: Evidence) -> list[Part]:
    """V-8: how many are at core level, and what share of members; how many of them lead not; whom of the others they meet.

    A missing core is the first of five causes of failure in Probst & Borzillo (2008). The deepest core of conversation is
    another thing: people who talk with many of each other, whatever their level.
    """
    told = levels(evidence)
    if told is None:
        return [Part(part, "not_applicable", None, method, 0, 0) for part, method in PRESENCE]
    members = at_level(told, *(each for each in LEVELS if each != TRANSACTIONAL))
    if len(members) < MIN_MEMBERS:
        return [too_few(part, method, len(members), len(members)) for part, method in PRESENCE]
    core = at_level(told, CORE)
    return [
        _band("core_people", band(len(core), TENS), members),
        _share(core, members),
        _beyond(core, members, evidence.leaders),
        _contact(core, (at_level(told, OCCASIONAL) | newcomers(evidence)) - core, evidence),
        _deepest(evidence),
    ]


def rotation(evidence: Evidence) -> list[Part]:
    """V-25: of the core 13 weeks ago, how many are in it still; how many entered and left it.

    Growth went with rotating leaders in Antonacci et al. (2017), arXiv:2105.12659.
    """
    before, now = levels_before(evidence), levels(evidence)
    if before is None or now is None:
        return [Part(part, "not_applicable", None, method, 0, 0) for part, method in ROTATION]
    then, today = at_level(before, CORE), at_level(now, CORE)
    people = before.keys() | now.keys()
    counted = (("stayed", then & today), ("entered", today - then), ("left", then - today))
    return [*(_band(part, band(len(each), TENS), people) for part, each in counted), _stayed(then, today)]


def newcomers(evidence: Evidence) -> set[str]:
    """Who contributed for the first time in the window and stands not beside the community."""
    return {first.member_id for first in first_contributions(evidence)} - set(evidence.beside)


def mutual(turns: Iterable[Tie]) -> set[Tie]:
    """Of who turned to whom, those the other turned to as well; each pair from both ends."""
    turned = {turn for turn in turns if turn[0] != turn[1]}
    return {(source, target) for source, target in turned if (target, source) in turned}


def in_contact(people: Collection[str], core: Collection[str], turns: Iterable[Tie]) -> set[str]:
    """Who of `people` has at least one mutual tie with somebody of the `core`."""
    return {one for one, other in mutual(turns) if one in people and other in core}


def deepest_core(ties: nx.Graph[str], least: int = MIN_CORE) -> tuple[int, int] | None:
    """The largest k whose k-core has `least` people or more, and how many it has; None where nobody has a partner.

    In the k-core everybody has k partners within it. Seidman (1983), Social Networks 5:269.
    """
    return _deepest_of(nx.core_number(ties).values(), least)


def _deepest_of(depths: Iterable[int], least: int) -> tuple[int, int] | None:
    deepest = sorted(depths, reverse=True)
    if len(deepest) < least or deepest[least - 1] == 0:
        return None
    depth = int(deepest[least - 1])
    return depth, sum(each >= depth for each in deepest)


def _band(part: str, words: str, behind: Collection[str]) -> Part:
    return Part(part, "shown", None, BAND, len(behind), len(behind), words)


def _share(core: Collection[str], members: Collection[str]) -> Part:
    if len(core) < MIN_CORE:
        return Part("core_share", "shown", None, SHARE, len(members), len(members), f"{band(len(core))} people")
    share, persons = wilson(len(core), len(members)), persons_behind(core, members)
    return Part("core_share", "shown", share, SHARE, len(members), persons)


def _beyond(core: Collection[str], members: Collection[str], leaders: Collection[str]) -> Part:
    if not leaders:
        return Part("core_beyond_leaders", "not_applicable", None, BAND, len(members), 0)
    return _band("core_beyond_leaders", band(len(set(core) - set(leaders)), TENS), members)


def _contact(core: Collection[str], outer: Collection[str], evidence: Evidence) -> Part:
    if len(outer) < MIN_OUTER:
        return too_few("core_contact", SHARE, len(outer), len(outer))
    if not core or not evidence.is_long_observed:
        return Part("core_contact", "not_applicable", None, SHARE, len(outer), 0)
    turns = [(reply.from_member_id, reply.to_member_id) for reply in evidence.replies]
    met = in_contact(outer, core, [*turns, *(mention[1:] for mention in evidence.mentions)])
    if len(core) < MIN_CORE:
        words = in_thirds(len(met) / len(outer))
        return Part("core_contact", "shown", None, SHARE, len(outer), len(outer), words)
    return Part("core_contact", "shown", wilson(len(met), len(outer)), SHARE, len(outer), persons_behind(outer, met))


def _deepest(evidence: Evidence) -> Part:
    depths = evidence.structure.depths.tolist()
    found, people = _deepest_of(depths, MIN_CORE), len(depths)
    if found is None:
        return too_few("deepest_core", BAND, people, people)
    depth, size = found
    return Part("deepest_core", "shown", None, BAND, people, size, f"{depth} partners each among {band(size)}")


def _stayed(then: set[str], today: set[str]) -> Part:
    """A share that would show fewer than five who stayed or who left is told in thirds."""
    stayed, left = then & today, then - today
    if len(then) < MIN_CORE:
        return too_few("stayed_share", ROTATED, len(then), len(then))
    if told_together({"stayed": len(stayed), "left": len(left)}):
        words = in_thirds(len(stayed) / len(then))
        return Part("stayed_share", "shown", None, ROTATED, len(then), len(then), words)
    share = wilson(len(stayed), len(then))
    return Part("stayed_share", "shown", share, ROTATED, len(then), persons_behind(then, stayed))
