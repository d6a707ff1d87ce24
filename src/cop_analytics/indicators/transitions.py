"""Who moved between the levels of participation, from one 13 weeks to the next: V-9."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cop_analytics.estimators import jeffreys
from cop_analytics.indicators.composition import told_together
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few
from cop_analytics.indicators.levels import LEVELS, TRANSACTIONAL, levels, levels_before

OUTSIDER, LEFT_COMMUNITY, LEFT_BANK = "outsider", "left_community", "left_bank"
FEW = "fewer_than_five"
MIN_STARTING = 10
METHOD = "Jeffreys 95 %"

REACHED: Mapping[str, tuple[str, ...]] = {
    **{origin: (*LEVELS, LEFT_COMMUNITY, LEFT_BANK) for origin in LEVELS if origin != TRANSACTIONAL},
    TRANSACTIONAL: (*LEVELS, OUTSIDER, LEFT_BANK),
    OUTSIDER: LEVELS,
}
"""Where one can be a block later. Of those who came from outside, who were nobody's to count, the row has those who came."""

PARTS = tuple(f"{origin}_to_{each}" for origin, reached in REACHED.items() for each in (*reached, FEW))

Moves = dict[str, dict[str, set[str]]]


def transitions(evidence: Evidence) -> list[Part]:
    """V-9: of those at a level in the block before, the share at each level now, gone from the community or the bank.

    Moves that fewer than five people made are told together, as `…_to_fewer_than_five`. Movement is a sign of health:
    Wenger-Trayner, Levels of participation.
    """
    before, now = levels_before(evidence), levels(evidence)
    if before is None or now is None:
        return [Part(part, "not_applicable", None, METHOD, 0, 0) for part in PARTS]
    moved = moves(before, now, gone=evidence.gone, beside=evidence.beside)
    return [part for origin in REACHED for part in _row(origin, moved[origin])]


def moves(
    before: Mapping[str, str], now: Mapping[str, str], *, gone: Collection[str] = (), beside: Collection[str] = ()
) -> Moves:
    """Who went from where to where. Who stands `beside` the community now went nowhere: their row is without them."""
    moved: Moves = {origin: {each: set() for each in reached} for origin, reached in REACHED.items()}
    for person in sorted((before.keys() | now.keys()) - set(beside)):
        origin = before.get(person, OUTSIDER)
        moved[origin][now.get(person) or _way_out(origin, is_gone=person in gone)].add(person)
    return moved


def _way_out(origin: str, *, is_gone: bool) -> str:
    """Where somebody is who neither belongs nor contributes: who was no member has no community to leave."""
    if is_gone:
        return LEFT_BANK
    return OUTSIDER if origin == TRANSACTIONAL else LEFT_COMMUNITY


def _row(origin: str, reached: Mapping[str, set[str]]) -> list[Part]:
    """The moves from one level. Nobody's is a share of 0, with all who started behind it."""
    starting = set[str]().union(*reached.values())
    if len(starting) < MIN_STARTING:
        names = [f"{origin}_to_{each}" for each in (*reached, FEW)]
        return [too_few(name, METHOD, len(starting), len(starting)) for name in names]
    small = told_together({each: len(people) for each, people in reached.items()})
    told = [_move(origin, each, people, starting, is_told=each not in small) for each, people in reached.items()]
    together = set[str]().union(*(reached[each] for each in small))
    if not together:
        return [*told, Part(f"{origin}_to_{FEW}", "not_applicable", None, METHOD, len(starting), 0)]
    return [*told, _move(origin, FEW, together, starting)]


def _move(origin: str, reached: str, people: set[str], starting: set[str], *, is_told: bool = True) -> Part:
    name, persons = f"{origin}_to_{reached}", persons_behind(starting, people)
    if not is_told:
        return too_few(name, METHOD, len(starting), persons)
    return Part(name, "shown", jeffreys(len(people), len(starting)), METHOD, len(starting), persons)
