"""How a programme ended: who completed it, x of y, and what both sides answer; words are counted, never averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cop_analytics.inputs.closings import FORMS, QUESTIONS, YES_TO_NO
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTEE, MENTOR
from cop_analytics.mentoring.cadence import COMPLETE, Pair

Json = dict[str, Any]
IN_RETURN = "coached in return"
COMPLETION, PAIRS = "completion", "pairs"
COMPLETE_WORD, LACKING = "complete", "not complete"
LACKS = ("ended early", f"fewer than {COMPLETE} sessions", "a closing form missing")
BOTH, ONE, NEITHER = "both say so", "one says so", "neither says so"


@dataclass(frozen=True)
class Completion:
    """Of the pairs of a wave, how many held six sessions and closed on both sides, and what the others lack."""

    wave: str
    complete: int
    of: int
    ended_early: int
    too_few_sessions: int
    form_missing: int


@dataclass(frozen=True)
class Told:
    """How many gave which answer; those with too few behind them are told as one, or not at all: `counts` is empty."""

    question: str
    side: str
    people: int
    counts: Mapping[str, int]


def completions(cohort: Cohort, pairs: Collection[Pair], today: date) -> list[Completion]:
    """By wave, those that ended early too. What a pair lacks is counted once: ended, sessions, forms.

    A pair that ended before its wave began is none of them.
    """
    waves: dict[str, list[str]] = {}
    closed = {each.participant_id for each in cohort.closings}
    ended = {pair for pair, day in cohort.ended.items() if day <= today}
    held = Counter(
        (each.mentor_id, each.mentee_id)
        for each in cohort.meetings
        if each.state == "held" and each.planned_on <= today
    )
    never = {pair for pair in ended if cohort.ended[pair] < cohort.wave_of(pair).starts_on}
    for pair in sorted(ended.union(pairs) - never):
        lacks = "ended" if pair in ended else "sessions" if held[pair] < COMPLETE else ""
        lacks = lacks or ("" if closed.issuperset(pair) else "form")
        waves.setdefault(cohort.participants[pair[1]].wave, []).append(lacks)
    return [
        Completion(wave, lacks.count(""), len(lacks), *map(lacks.count, ("ended", "sessions", "form")))
        for wave, lacks in sorted(waves.items())
    ]


def answers(cohort: Cohort, pairs: Iterable[Pair], least: int) -> list[Told]:
    """Every question by side, then whether the two of a pair both say that the mentee coached in return."""
    given = {(each.question, each.participant_id): each.answer for each in cohort.closings}
    found = []
    for question, asked in QUESTIONS.items():
        for side in asked.sides:
            said = [given[question, each.id] for each in cohort.of(side) if (question, each.id) in given]
            found.append(_told(question, side, said, YES_TO_NO, least))
    both = [[given.get((IN_RETURN, who)) for who in pair] for pair in pairs]
    agreed = [(NEITHER, ONE, BOTH)[sum(word != "no" for word in words)] for words in both if None not in words]
    return [*found, _told(IN_RETURN, PAIRS, agreed, (BOTH, ONE, NEITHER), least)]


def completion(done: Completion, least: int) -> Told:
    """How many pairs of a wave completed it, and what the others lack: each by itself, or as one, or nothing of it."""
    counts = (done.complete, done.ended_early, done.too_few_sessions, done.form_missing)
    each = dict(zip((COMPLETE_WORD, *LACKS), counts, strict=True))
    for told in (each, {COMPLETE_WORD: done.complete, LACKING: done.of - done.complete}):
        if all(count >= least for count in told.values()):
            return Told(COMPLETION, PAIRS, done.of, told)
    return Told(COMPLETION, PAIRS, done.of, {})


def recognition(cohort: Cohort, least: int) -> dict[str, int | None]:
    """How many mentors wished for which form; None where they, or the others, are fewer than `least`."""
    wished = Counter(form for _, form in cohort.recognition)
    mentors = len(cohort.of(MENTOR))
    return {form: wished[form] if least <= wished[form] <= mentors - least else None for form in FORMS}


def in_words(told: Json, least: int) -> Iterator[str]:
    """The same for a terminal, from what `asdict` makes of it; that too few answered, once a wave is over."""
    for done in told["completions"]:
        lacking = (
            f"{done['ended_early']} ended early, {done['too_few_sessions']} held fewer than {COMPLETE} sessions, "
            f"{done['form_missing']} lack a closing form"
        )
        yield f"  wave {done['wave']}: {done['complete']} of {done['of']} pairs completed; {lacking}"
    for asked in told["answers"]:
        if asked["counts"]:
            words = "; ".join(f"{answer}: {count}" for answer, count in asked["counts"].items())
            yield f"  {asked['question']}, {asked['side']}: {words}"
    few = sum(not asked["counts"] for asked in told["answers"])
    if few and told["completions"]:
        yield f"  {few} closing questions by side: too few to tell, fewer than {least} behind an answer"


def _told(question: str, side: str, said: Collection[str], scale: tuple[str, str, str], least: int) -> Told:
    names = side if side not in (MENTOR, MENTEE) else f"{side}s"
    return Told(question, names, len(said), _collapsed(Counter(said), scale, least))


def _collapsed(counts: Mapping[str, int], scale: tuple[str, str, str], least: int) -> Mapping[str, int]:
    """Three answers, or two of them as one, where so many stand behind each; else nothing."""
    first, middle, last = scale
    for parts in (((first,), (middle,), (last,)), ((first,), (middle, last)), ((first, middle), (last,))):
        told = {" or ".join(part): sum(counts[each] for each in part) for part in parts}
        if all(count >= least for count in told.values()):
            return told
    return {}
