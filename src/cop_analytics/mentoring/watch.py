"""Whom the coordinator writes to: pairs that fall silent, and pairs that meet before they are ready to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.programmes import Wave
from cop_analytics.mentoring.cadence import Course, Note, Pair, courses, notes
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.standing import Broken, in_words, standing


def watched(cohort: Cohort, began: Mapping[Pair, date], today: date) -> list[Note]:
    """Every note of the day on pairs that still go on, by pair: what is missing before they meet, cancellations, silence.

    `began` gives the pairs and the first day of each.

    Training is a gate: its quality predicts outcomes on both sides. Allen, Eby & Lentz (2006), JAP 91:567.
    """
    found: list[Note] = []
    fits = fit(cohort)
    for wave, own in _by_wave(cohort, began):
        going = {
            pair: day for pair, day in own.items() if today <= min(wave.ends_on, cohort.ended.get(pair, wave.ends_on))
        }
        found += [note for pair in going for note in _unready(cohort, pair, today)]
        found += [_standing(cohort, each) for each in standing(cohort, fits, own, today) if each.beside_gates]
        found += notes(going, cohort.meetings, today)
    return sorted(found, key=lambda note: note.pair)


def followed(cohort: Cohort, began: Mapping[Pair, date], today: date) -> list[Course]:
    """How each pair went from its first day, which `began` gives, to its own end, that of its wave, or today, by pair."""
    told: list[Course] = []
    for wave, own in _by_wave(cohort, began):
        told += courses(own, cohort.meetings, min(today, wave.ends_on), cohort.ended)
    return sorted(told, key=lambda course: course.pair)


def _by_wave(cohort: Cohort, began: Mapping[Pair, date]) -> Iterator[tuple[Wave, dict[Pair, date]]]:
    waves = {pair: cohort.wave_of(pair) for pair in began}
    for wave in sorted(set(waves.values()), key=lambda wave: wave.id):
        yield wave, {pair: day for pair, day in began.items() if waves[pair] == wave}


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
