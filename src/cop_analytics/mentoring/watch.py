"""Whom the coordinator writes to: pairs that fall silent, and pairs that meet before they are ready to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.programmes import Wave
from cop_analytics.mentoring.cadence import Course, Note, Pair, courses, notes
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.standing import Broken, in_words, standing


def watched(cohort: Cohort, pairs: Collection[Pair], today: date) -> list[Note]:
    """Every note of the day on pairs that still go on, by pair: what is missing before they meet, cancellations, silence.

    Training is a gate: its quality predicts outcomes on both sides. Allen, Eby & Lentz (2006), JAP 91:567.
    """
    found: list[Note] = []
    fits = fit(cohort)
    for wave, own in _by_wave(cohort, pairs):
        going = [pair for pair in own if today <= min(wave.ends_on, cohort.ended.get(pair, wave.ends_on))]
        found += [note for pair in going for note in _unready(cohort, pair, today)]
        found += [_standing(cohort, each) for each in standing(cohort, fits, own, today) if each.beside_gates]
        found += notes(going, cohort.meetings, min(wave.starts_on, today), today)
    return sorted(found, key=lambda note: note.pair)


def followed(cohort: Cohort, pairs: Collection[Pair], today: date) -> list[Course]:
    """How each pair went from its wave's beginning to its own end, that of its wave, or today, by pair."""
    told: list[Course] = []
    for wave, own in _by_wave(cohort, pairs):
        until = min(today, wave.ends_on)
        told += courses(own, cohort.meetings, min(wave.starts_on, until), until, cohort.ended)
    return sorted(told, key=lambda course: course.pair)


def _by_wave(cohort: Cohort, pairs: Collection[Pair]) -> Iterator[tuple[Wave, list[Pair]]]:
    for wave in sorted({cohort.participants[mentee].wave for _, mentee in pairs}):
        yield cohort.programme.wave(wave), [pair for pair in pairs if cohort.participants[pair[1]].wave == wave]


def _standing(cohort: Cohort, told: Broken) -> Note:
    cure = "mend what is written of them, or match anew" + (
        "" if told.parts else f" with --unlock {':'.join(told.pair)}"
    )
    return Note(told.pair, f"it no longer keeps every rule: {in_words(cohort, told)}; {cure}")


def _unready(cohort: Cohort, pair: Pair, today: date) -> Iterator[Note]:
    both = [cohort.participants[who] for who in pair]
    missing = [f"{each.id}: {words}" for each in both for words in cohort.readiness.missing(each)]
    if missing:
        yield Note(pair, f"no first session before this is done: {'; '.join(missing)}")
    ready = [day for each in both if (day := cohort.readiness.ready_on(each))]
    own = (each for each in cohort.meetings if (each.mentor_id, each.mentee_id) == pair)
    held = [each.planned_on for each in own if each.state == "held" and each.planned_on <= today]
    if held and (missing or min(held) < max(ready)):
        yield Note(pair, f"the first session, on {min(held)}, was held before both were ready")
