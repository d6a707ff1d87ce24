"""Which mentor may be paired with which mentee, and how well they would fit: rules and weights that anybody may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import CEFR, DAYS, MENTEE, MENTOR, Participant

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST_LANGUAGE, LEAST_OVERLAP, MOST_OFFSET, TOP_GOALS, SHORTLIST = "B2", 2, 3.0, 3, 5
SCARCITY = 0.5
ANY_HOUR = frozenset((day, hour) for day in DAYS for hour in range(24))
WEIGHTS: Mapping[str, float] = {"goals": 0.5, "reciprocity": 0.15, "difference": 0.15, "proximity": 0.1, "wishes": 0.1}
"""What a fit is made of; the parts of a pair add up to its fit, 0 to 1."""
RULES: Mapping[str, str] = {
    "language": f"a language both speak at {LEAST_LANGUAGE} or better",
    "barrier": "no reporting line, information barrier, conflict, earlier pair or veto between them",
    "hours": f"{LEAST_OVERLAP} free hours a week in common, at most {MOST_OFFSET:g} hours apart",
    "motivation": "the mentor wants to be one, by their own word",
    "training": "the mentor's training done",
    "charter": "the charter accepted by both, where there is one",
    "goal": f"the mentor ahead of the mentee in one of the mentee's {TOP_GOALS} main goals",
}
LOOSER = (
    ("language", "a language both speak at B1 or better"),
    ("language", "a language both speak at A2 or better"),
    ("hours", "1 free hour a week in common"),
    ("hours", "at most 6 hours apart"),
)
"""Rules that can be loosened a little, and how, the least first. The others hold or do not."""
DECIMALS = 6


@dataclass(frozen=True)
class Fit:
    """Mentors × mentees: which rule each pair keeps, and each part of its fit, weighted."""

    mentors: tuple[Participant, ...]
    mentees: tuple[Participant, ...]
    keeps: Mapping[str, Bools]
    parts: Mapping[str, Floats]

    @cached_property
    def may(self) -> Bools:
        """Pairs that keep every rule."""
        kept: Bools = np.logical_and.reduce(list(self.keeps.values()))
        return kept

    @cached_property
    def value(self) -> Floats:
        """The fit of each pair, to six places: below that, the order of additions shows."""
        total: Floats = np.round(sum(self.parts.values()), DECIMALS)
        return total

    def without(self, rule: str) -> Bools:
        """Pairs that keep every rule but one."""
        kept: Bools = np.logical_and.reduce([each for name, each in self.keeps.items() if name != rule])
        return kept

    def widened(self, end: int, number: int) -> Bools:
        """Pairs that keep every rule, were one mentor (`end` 0) or mentee (1), by number, free at any hour."""
        own = (number,) if end == 0 else (slice(None), number)
        sides = [self.mentors, self.mentees]
        sides[end] = (replace(sides[end][number], slots=ANY_HOUR),)
        wider: Bools = self.may.copy()
        wider[own] |= self.without("hours")[own] & (_pairs(sides[0], sides[1], _meet) > 0).ravel()
        return wider

    @cached_property
    def loosened(self) -> Mapping[str, Bools]:
        """By each way of `LOOSER`, the pairs that keep every rule, that one loosened."""
        kept = (
            _pairs(self.mentors, self.mentees, lambda one, other: _share_language(one, other, "B1")),
            _pairs(self.mentors, self.mentees, lambda one, other: _share_language(one, other, "A2")),
            _pairs(self.mentors, self.mentees, lambda one, other: _meet(one, other, overlap=1)),
            _pairs(self.mentors, self.mentees, lambda one, other: _meet(one, other, offset=2 * MOST_OFFSET)),
        )
        return {words: self.without(rule) & (may > 0) for (rule, words), may in zip(LOOSER, kept, strict=True)}


def fit(cohort: Cohort) -> Fit:
    """How well everybody would fit everybody. Age, gender and the like are nowhere in it.

    A gap in capability is a need, not a distance to be as large as can be: it counts up to two levels of eight, or one of
    four. What few mentors can teach weighs more. Eby et al. (2013); Allen, Eby & Lentz (2006), JAP 91:567.
    """
    mentors, mentees = (
        tuple(each for each in cohort.of(role) if each.id not in cohort.leavers) for role in (MENTOR, MENTEE)
    )
    apart = cohort.barriers | {frozenset(pair) for pair in cohort.ended}
    gaps, goals = _gaps(cohort, mentors, mentees), _goal_weights(cohort, mentees)
    keeps = {
        "language": _pairs(mentors, mentees, _share_language) > 0,
        "barrier": _pairs(mentors, mentees, lambda one, other: frozenset((one.id, other.id)) not in apart) > 0,
        "hours": _pairs(mentors, mentees, _meet) > 0,
        "motivation": _of_mentors(mentors, mentees, lambda one: one.is_motivated),
        "training": _of_mentors(mentors, mentees, cohort.readiness.is_trained),
        "charter": _pairs(mentors, mentees, lambda one, other: all(map(cohort.readiness.has_accepted, (one, other))))
        > 0,
        "goal": _ahead(gaps, goals),
    }
    direction = {"different": (0.0, 1.0), "same": (1.0, 0.0), "indifferent": (1.0, 1.0)}[cohort.programme.function]
    parts = {
        "goals": _goal_fit(gaps, goals, _reach(cohort)),
        "reciprocity": _pairs(mentors, mentees, lambda one, other: _reciprocity(cohort, one, other)),
        "difference": _pairs(mentors, mentees, lambda one, other: direction[_differs(one, other)]),
        "proximity": _pairs(mentors, mentees, _near),
        "wishes": _pairs(mentors, mentees, lambda one, other: _wished(cohort, one, other)),
    }
    return Fit(mentors, mentees, keeps, {name: WEIGHTS[name] * part for name, part in parts.items()})


def _pairs(
    mentors: Sequence[Participant], mentees: Sequence[Participant], told: Callable[[Participant, Participant], float]
) -> Floats:
    """What is told of each pair, mentors × mentees."""
    cells = [[float(told(mentor, mentee)) for mentee in mentees] for mentor in mentors]
    return np.array(cells, float).reshape(len(mentors), len(mentees))


def _of_mentors(
    mentors: Sequence[Participant], mentees: Sequence[Participant], told: Callable[[Participant], bool]
) -> Bools:
    """What is told of each mentor, whoever the mentee is."""
    return np.tile(np.array([told(each) for each in mentors], bool)[:, None], (1, len(mentees)))


def _share_language(one: Participant, other: Participant, least: str = LEAST_LANGUAGE) -> bool:
    good = CEFR[CEFR.index(least) :]
    spoken = [{language for language, level in each.languages if level in good} for each in (one, other)]
    return bool(spoken[0] & spoken[1])


def _meet(one: Participant, other: Participant, overlap: int = LEAST_OVERLAP, offset: float = MOST_OFFSET) -> bool:
    return len(one.slots & other.slots) >= overlap and abs(one.offset - other.offset) <= offset


def _differs(one: Participant, other: Participant) -> bool:
    return one.function != other.function and one.unit != other.unit


def _near(one: Participant, other: Participant) -> float:
    """1 at one site, else less the further their clocks are apart."""
    return 1.0 if one.site == other.site else 0.5 * (1 - min(abs(one.offset - other.offset) / MOST_OFFSET, 1))


def _reciprocity(cohort: Cohort, mentor: Participant, mentee: Participant) -> float:
    """Of what the mentor wants to learn in return, the share the mentee offers."""
    wanted = cohort.return_goals.get(mentor.id, set())
    return len(wanted & cohort.offers.get(mentee.id, set())) / len(wanted) if wanted else 0.0


def _wished(cohort: Cohort, mentor: Participant, mentee: Participant) -> float:
    """How high each stands on the other's list of five, half from either side."""
    ranks = (cohort.wishes.get((mentor.id, mentee.id)), cohort.wishes.get((mentee.id, mentor.id)))
    return sum((SHORTLIST + 1 - rank) / SHORTLIST / 2 for rank in ranks if rank is not None)


def _reach(cohort: Cohort) -> int:
    return 2 if cohort.programme.highest_level == 8 else 1


def _competences(cohort: Cohort) -> list[str]:
    return sorted({competence for weights in cohort.goals.values() for competence in weights})


def _gaps(cohort: Cohort, mentors: tuple[Participant, ...], mentees: tuple[Participant, ...]) -> Floats:
    """Mentors × mentees × competences: how many levels the mentor is ahead; nobody is ahead where no level is told."""
    names, levels = _competences(cohort), cohort.levels_in("pre")
    have = np.array([[levels.get(m.id, {}).get(name, 0) for name in names] for m in mentors], float).reshape(
        len(mentors), len(names)
    )
    need = np.array(
        [[levels.get(m.id, {}).get(name, cohort.programme.highest_level) for name in names] for m in mentees], float
    ).reshape(len(mentees), len(names))
    ahead: Floats = have[:, None, :] - need[None, :, :]
    return ahead


def _goal_weights(cohort: Cohort, mentees: tuple[Participant, ...]) -> Floats:
    names = _competences(cohort)
    told = [[cohort.goals.get(mentee.id, {}).get(name, 0.0) for name in names] for mentee in mentees]
    return np.array(told, float).reshape(len(mentees), len(names))


def _ahead(gaps: Floats, goals: Floats) -> Bools:
    top = np.zeros(goals.shape, bool)
    for row, weights in enumerate(goals):
        order = np.argsort(-weights, kind="stable")[:TOP_GOALS]
        top[row, order] = weights[order] > 0
    found: Bools = np.asarray(((gaps > 0) & top[None, :, :]).any(axis=2))
    return found


def _goal_fit(gaps: Floats, goals: Floats, reach: int) -> Floats:
    """Σ w · min(gap, reach) / reach, w weighted by how scarce the mentors are who could help, and scaled back to 1."""
    helping = (gaps > 0).any(axis=1).sum(axis=0)
    asking = (goals > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lack = np.where(asking > 0, np.clip(1 - helping / np.maximum(asking, 1), 0, None), 0)
    weights = goals * (1 + SCARCITY * lack)
    total = weights.sum(axis=1, keepdims=True)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    found: Floats = np.einsum("ijk,jk->ij", np.clip(gaps, 0, reach) / reach, weights)
    return found
