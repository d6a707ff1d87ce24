"""How far several people find the same cycles in the same stories: Krippendorff's α, of the coding and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np

from cop_analytics.value.cycles import NAMES
from cop_analytics.value.stories import CODERS, Story

RELIABLE, TENTATIVE = 0.80, 0.667


@dataclass(frozen=True)
class Agreement:
    """How far codings of one cycle agree; `alpha` is None where nobody found it, or all found it everywhere."""

    cycle: str
    story_count: int
    coder_count: int
    alpha: float | None

    @property
    def words(self) -> str:
        """Krippendorff (2004): reliable from .80, tentative from .667."""
        if self.alpha is None:
            return "cannot be said"
        return "reliable" if self.alpha >= RELIABLE else "tentative" if self.alpha >= TENTATIVE else "not reliable"


def agreement(stories: Sequence[Story]) -> list[Agreement]:
    """Per cycle, α (nominal: found or not) over stories coded by two or more beside their teller; the teller counts as one.

    Coders are told apart by their place in a story, not by who they are: α does not ask who codes what.
    """
    coded = [story for story in stories if len(story.codings) >= CODERS]
    return [_of(cycle, coded) for cycle in NAMES]


def _of(cycle: str, coded: Sequence[Story]) -> Agreement:
    found = [
        [cycle in tags for tags in (story.self_coding, *(each.cycles for each in story.codings))] for story in coded
    ]
    width = max((len(row) for row in found), default=0)
    table = np.full((width, len(found)), np.nan)
    for place, row in enumerate(found):
        table[: len(row), place] = row
    is_sayable = len({mark for row in found for mark in row}) == 2
    alpha = float(krippendorff.alpha(table, level_of_measurement="nominal")) if is_sayable else None
    return Agreement(cycle, len(coded), width, alpha)
