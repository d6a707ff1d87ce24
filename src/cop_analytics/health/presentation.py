"""How members' answers may be shown: counts, fewer classes when few answered, words when too few. Never a mean.

Rules: diverging bars with counts (Heiberger & Robbins 2014); below ten answers three classes, below five none; where
almost everybody says the same, not who said what but that they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cop_analytics.health.perspectives import ANSWERS, CANNOT_SEE, LEVELS, NOT_RELEVANT

FIVE_CLASSES, THREE_CLASSES = 10, 5
FEWEST_OF_A_LEVEL = 10
COLLAPSED = ("not at all or a little", "partly", "largely or fully")

TOO_FEW = "Fewer than five answers: talk about it instead."
ALIKE = "Answers lean the same way; discuss."


@dataclass(frozen=True)
class Shown:
    """What of one dimension's answers may be shown: counts by class, or a sentence in their stead."""

    counts: Mapping[str, int]
    sentence: str | None
    respondent_count: int
    cannot_see: int
    not_relevant: int


def shown(counts: Mapping[str, int]) -> Shown:
    """The presentation of `counts` (answer → members who gave it).

    `can't see` and `not relevant` are findings of their own and not part of the distribution.
    """
    scale = {answer: counts.get(answer, 0) for answer in ANSWERS}
    respondents = sum(scale.values())
    if respondents < THREE_CLASSES:
        return Shown({}, TOO_FEW, respondents, counts.get(CANNOT_SEE, 0), counts.get(NOT_RELEVANT, 0))
    if respondents >= FIVE_CLASSES:
        return Shown(scale, None, respondents, counts.get(CANNOT_SEE, 0), counts.get(NOT_RELEVANT, 0))
    three = collapsed(scale)
    is_alike = max(three.values()) >= respondents - 1
    return Shown(
        {} if is_alike else three,
        ALIKE if is_alike else None,
        respondents,
        counts.get(CANNOT_SEE, 0),
        counts.get(NOT_RELEVANT, 0),
    )


def told_by_level(
    counts: Mapping[tuple[str, str], int], by_level: Mapping[tuple[str, str, str], int]
) -> dict[tuple[str, str, str], int]:
    """Answers on the scale by level of participation, dimension and answer, where both levels may be told apart.

    Each level has ten or more of them, and so has, if it is not empty, the rest that named no level: a rest of fewer
    could be taken off. Nothing of a dimension where that is not so.
    """
    told: dict[tuple[str, str, str], int] = {}
    for dimension in sorted({dimension for _, dimension, _ in by_level}):
        own = {
            (level, dimension, answer): by_level.get((level, dimension, answer), 0)
            for level in LEVELS
            for answer in ANSWERS
        }
        parts = [sum(count for key, count in own.items() if key[0] == level) for level in LEVELS]
        rest = sum(counts.get((dimension, answer), 0) for answer in ANSWERS) - sum(parts)
        if min(parts) >= FEWEST_OF_A_LEVEL and (rest == 0 or rest >= FEWEST_OF_A_LEVEL):
            told |= own
    return told


def collapsed(scale: Mapping[str, int]) -> dict[str, int]:
    """Five classes as three: the two low ones, the middle, the two high ones."""
    low, little, partly, largely, fully = (scale[answer] for answer in ANSWERS)
    return dict(zip(COLLAPSED, (low + little, partly, largely + fully), strict=True))
