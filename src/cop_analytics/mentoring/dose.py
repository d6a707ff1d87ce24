"""How often mentees met, beside who says they can do more: bands of the whole cohort, and no proof of anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTEE
from cop_analytics.mentoring.evaluation import MIN_PAIRS, UP, changes, moves, told_together

COMPARISON = "sessions, pre to post"
CAUTION = "More sessions do not cause more change: whoever met more may have wanted more, or had more to gain."
BANDS = ((0, 6, 9), (0, 9), (0, 6))
"""Where bands of sessions begin, the finest first: six make a programme complete, nine are its rhythm kept."""


@dataclass(frozen=True)
class Band:
    """Of the mentees who held so many sessions and told a competence before and after, how many went up."""

    sessions: str
    up: int
    of: int


def doses(cohort: Cohort, least: int) -> Mapping[str, Sequence[Band]]:
    """By competence its bands, as fine as leaves `least` who went up and as many who did not in each; none where none does.

    Sessions are those held in the days of a mentee's wave, whoever the mentor was. Counted are the waves of which it is
    told by itself who went up: then what bands add up to gives away nobody of another wave.
    """
    last = {each.id: cohort.programme.wave(each.wave).ends_on for each in cohort.of(MENTEE)}
    held = Counter(
        each.mentee_id
        for each in cohort.meetings
        if each.state == "held" and each.mentee_id in last and each.planned_on <= last[each.mentee_id]
    )
    found: dict[str, Sequence[Band]] = {}
    for competence, waves in _told_apart(cohort, least).items():
        mentees = [each.id for each in cohort.of(MENTEE) if each.wave in waves]
        went = [(held[who], levels > 0) for who, levels in moves(cohort, competence, mentees).items()]
        every = ([_band(went, *ends) for ends in pairwise((*starts, None))] for starts in BANDS)
        found[competence] = next((bands for bands in every if _is_enough(bands, least)), ())
    return found


def _told_apart(cohort: Cohort, least: int) -> dict[str, set[str]]:
    """By competence the waves of which it is told by itself how many went up from before to after."""
    found: dict[str, set[str]] = {}
    for wave in sorted({each.wave for each in cohort.of(MENTEE)}):
        own = [each for each in changes(cohort, wave) if each.comparison == "pre to post"]
        for competence, three in groupby(own, key=lambda each: each.competence):
            ways = list(three)
            waves = found.setdefault(competence, set())
            if ways[0].of >= MIN_PAIRS and any(each.change == UP for each in told_together(ways, least)):
                waves.add(wave)
    return found


def _band(went: Sequence[tuple[int, bool]], start: int | None, end: int | None) -> Band:
    assert start is not None
    own = [is_up for held, is_up in went if start <= held and (end is None or held < end)]
    words = f"{start} sessions or more" if end is None else f"{start} to {end - 1} sessions"
    return Band(words, sum(own), len(own))


def _is_enough(bands: Sequence[Band], least: int) -> bool:
    return all(min(each.up, each.of - each.up) >= least for each in bands)
