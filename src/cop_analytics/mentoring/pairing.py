"""A match as its coordinator reads it: each pair with its reasons, what else could have been, and whom it treats how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring.availability import MIN_GROUP, Narrow, few_hours, narrow
from cop_analytics.mentoring.feasibility import capacities
from cop_analytics.mentoring.fit import Bools, Fit
from cop_analytics.mentoring.match import Pair, Problem, locked, matched, problem
from cop_analytics.mentoring.standing import Broken, broken

MOST_ALTERNATIVES = 300
WORDS: Mapping[str, str] = {
    "goals": "the mentor is ahead where the mentee wants to learn",
    "reciprocity": "the mentee offers what the mentor wants in return",
    "difference": "their functions and units are as the programme wants them",
    "proximity": "they work near each other",
    "wishes": "they wished for each other",
}


@dataclass(frozen=True)
class Paired:
    """One pair: what each criterion adds to its fit, and the rules it keeps.

    `next_best` is the mentor the mentee would have else, `cost` what that would take from the whole.
    """

    mentor_id: str
    mentee_id: str
    fit: float
    parts: Mapping[str, float]
    keeps: tuple[str, ...]
    reasons: tuple[str, ...]
    is_new: bool
    next_best: str | None
    cost: str


@dataclass(frozen=True)
class Group:
    """How a group of ten or more came out: how many of them have a pair, and their median fit."""

    attribute: str
    value: str
    people: int
    paired: int
    median_fit: float | None


@dataclass(frozen=True)
class Outcome:
    """The pairs, how many would rather be with each other, how groups came out, and whether few free hours paid.

    Of the announced pairs: those that stay though they keep not every rule any more, those that are together no longer, and
    those that were freed and come out again.
    """

    pairs: tuple[Paired, ...]
    blocking: int
    mutual_blocking: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    narrow: Narrow | None
    standing: tuple[Broken, ...]
    parted: tuple[tuple[str, str], ...]
    freed: tuple[tuple[str, str], ...]


def pair_up(
    cohort: Cohort,
    fit: Fit,
    announced: Collection[tuple[str, str]] = (),
    lock: Collection[tuple[str, str]] = (),
    unlock: Collection[tuple[str, str]] = (),
) -> Outcome:
    """Match, and tell of it. `announced` pairs are changed as little as can be, those to `lock` not at all.

    Those to `unlock` count as any pair that may be.

    An announced pair that does not keep every rule any more stays too, unless a barrier stands between the two.
    """
    rows = {mentor.id: number for number, mentor in enumerate(fit.mentors)}
    columns = {mentee.id: number for number, mentee in enumerate(fit.mentees)}
    held = [pair for pair in announced if pair not in set(unlock)]
    known = {(rows[one], columns[other]) for one, other in held if one in rows and other in columns}
    settled = {(rows[one], columns[other]) for one, other in lock}
    taken = {other for _, other in lock}
    standing = [each for each in broken(fit, held) if not each.parts and each.pair[1] not in taken]
    stay = [(rows[each.pair[0]], columns[each.pair[1]]) for each in standing]

    def ask(may: Bools) -> Problem:
        asked = problem(_held(may, stay), fit.value, capacities(fit), known, cohort.programme.seed)
        return locked(asked, settled) if settled else asked

    asked = ask(fit.may)
    pairs = matched(asked)
    told = [_told(fit, pair, pairs, asked, announced) for pair in pairs]
    blocking = _blocking(fit, pairs)
    mutual = [
        (fit.mentors[i].id, fit.mentees[j].id)
        for i, j in blocking
        if (fit.mentors[i].id, fit.mentees[j].id) in cohort.wishes
        and (fit.mentees[j].id, fit.mentors[i].id) in cohort.wishes
    ]
    together = {(each.mentor_id, each.mentee_id) for each in told}
    parted = tuple(sorted(set(announced) - together))
    stays = tuple(each for each in standing if each.pair in together)
    freed = tuple(sorted(set(unlock) & together))
    groups = tuple(_groups(fit, pairs))
    return Outcome(tuple(told), len(blocking), tuple(mutual), groups, narrow(fit, ask, pairs), stays, parted, freed)


def explained(fit: Fit, pair: tuple[str, str]) -> tuple[str, ...]:
    """Up to three reasons of a pair, by ids, in words, what adds most to its fit first; none where one takes no part."""
    rows, columns = ([each.id for each in side] for side in (fit.mentors, fit.mentees))
    if pair[0] not in rows or pair[1] not in columns:
        return ()
    place = (rows.index(pair[0]), columns.index(pair[1]))
    parts = {name: round(float(part[place]), 6) for name, part in fit.parts.items()}
    best = sorted((name for name in parts if parts[name] > 0), key=lambda name: (-parts[name], name))[:3]
    return tuple(WORDS[name] for name in best)


def _held(may: Bools, pairs: Collection[Pair]) -> Bools:
    """The same, but that the mentee of each pair may be with this mentor and nobody else."""
    held: Bools = may.copy()
    for one, other in pairs:
        held[:, other] = False
        held[one, other] = True
    return held


def _told(
    fit: Fit, pair: Pair, pairs: Sequence[Pair], asked: Problem, announced: Collection[tuple[str, str]]
) -> Paired:
    ids = (fit.mentors[pair[0]].id, fit.mentees[pair[1]].id)
    parts = {name: round(float(part[pair]), 6) for name, part in fit.parts.items()}
    other, cost = _alternative(fit, pair, pairs, asked)
    return Paired(
        *ids,
        float(fit.value[pair]),
        parts,
        tuple(rule for rule, kept in fit.keeps.items() if kept[pair]),
        explained(fit, ids),
        ids not in announced,
        other,
        cost,
    )


def _alternative(fit: Fit, pair: Pair, pairs: Sequence[Pair], asked: Problem) -> tuple[str | None, str]:
    """The mentee's best other mentor, and what is lost if she is given to this mentee."""
    if not fit.may[pair]:
        return None, "it stays as it was published"
    others = [i for i in asked.mentors[asked.mentees == pair[1]].tolist() if i != pair[0]]
    if not others or len(fit.mentors) > MOST_ALTERNATIVES:
        return None, "no other mentor keeps the rules" if not others else "not worked out for so many"
    other = max(others, key=lambda i: (float(fit.value[i, pair[1]]), fit.mentors[i].id))
    then = matched(locked(asked, [(other, pair[1])]))
    lost = len(pairs) - len(then)
    fits = [float(sum(fit.value[each] for each in told)) for told in (pairs, then)]
    words = (
        f"{lost} pair fewer"
        if lost == 1
        else f"{lost} pairs fewer"
        if lost
        else f"{fits[0] - fits[1]:.2f} of fit over all pairs"
    )
    return fit.mentors[other].id, words


def _blocking(fit: Fit, pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs that may be and are not, and would both fit better with each other than as they are."""
    has = np.full(len(fit.mentors), np.inf)
    got = np.full(len(fit.mentees), -1.0)
    loads = np.zeros(len(fit.mentors), int)
    for one, other in pairs:
        has[one] = min(has[one], fit.value[one, other])
        got[other] = fit.value[one, other]
        loads[one] += 1
    free = loads < capacities(fit)
    has = np.where(free, -1.0, has)
    better = fit.may & (fit.value > has[:, None]) & (fit.value > got[None, :])
    return [(int(i), int(j)) for i, j in np.argwhere(better) if (i, j) not in set(pairs)]


def _groups(fit: Fit, pairs: Sequence[Pair]) -> list[Group]:
    """By unit, site, language and free hours, on either side, groups of ten or more."""
    fits = {("mentor", one): float(fit.value[one, other]) for one, other in pairs}
    fits |= {("mentee", other): float(fit.value[one, other]) for one, other in pairs}
    members: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for side, people in (("mentor", fit.mentors), ("mentee", fit.mentees)):
        few = few_hours(people)
        is_uneven = any(len(person.slots) < few for person in people)
        for number, person in enumerate(people):
            hours = f"fewer than {few:g}" if len(person.slots) < few else f"{few:g} or more"
            values = [
                *([("free hours", hours)] if is_uneven else []),
                ("unit", person.unit),
                ("site", person.site),
                *(("language", language) for language, _ in person.languages),
            ]
            for attribute, value in values:
                members[f"{side}s' {attribute}", value].append((side, number))
    found = []
    for (attribute, value), who in sorted(members.items()):
        if len(who) >= MIN_GROUP:
            told = [fits[each] for each in who if each in fits]
            found.append(Group(attribute, value, len(who), len(told), float(np.median(told)) if told else None))
    return found
